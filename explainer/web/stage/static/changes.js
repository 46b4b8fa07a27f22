// Changes: numbers set by the visitor, as text in a link and applied to a model; the same rules as Python's changes.py.

const PATTERN = /^(?:([1-9])\/)?([A-Za-z]\w{0,20})(?:@(\d{1,4})|\.(\d{1,4})(?:\.(\d{1,4}))?):(-?[\d.]+(?:e-?\d{1,3})?)$/;

/** Parse changes that Python has checked: [{name, at, value, held, layer}], counted from 0. */
export const parseChanges = (text) => text.split(" ").filter(Boolean).map((change) => {
  const [, layer, name, since, row, column, value] = PATTERN.exec(change);
  const at = [since, row, column].filter((index) => index !== undefined).map((index) => index - 1);
  return { name, at, value: Number(value), held: since !== undefined, layer: (layer ?? 1) - 1 };
});

/** Write changes for a link; the inverse of parseChanges. */
export const formatChanges = (changes) => changes.map(({ name, at, value, held, layer }) => {
  const indices = at.map((k) => `${held ? "@" : "."}${k + 1}`).join("");
  return `${layer ? `${layer + 1}/` : ""}${name}${indices}:${String(value).replace("e+", "e")}`;
}).join(" ");

/** Whether two changes set the same number: then the later one counts. */
export const isSameNumber = (one, other) => one.name === other.name && one.layer === other.layer && one.held === other.held
  && (one.held || String(one.at) === String(other.at));

/** Return where a change's number is stored in a model: {data, k}, or null where it does not fit. */
export function locate({ name, at, layer, held }, model) {
  const one = model.layers[layer];
  if (!one || held) return null;
  const past = name.endsWith("_prev") ? one.state[name.slice(0, -5)] : null;
  const array = name === "x" ? (layer === 0 ? model.x : null) : past ? { data: past, rows: past.length, columns: 1 } : one.params[name];
  if (!array) return null;
  const [row, column] = name === "x" ? [at[1], at[0]] : [at[0], at[1] ?? 0];
  const deep = name === "x" || array.columns > 1 || at.length > 1;
  if (deep !== (at.length === 2) || !(row < array.rows && column < array.columns)) return null;
  return { data: array.data, k: row * array.columns + column };
}

/** Describe a change, counted from 1: "U_f[3,1] 0.31 → −0.80". */
export function describe({ name, at, value, held, layer }, before, number) {
  const where = layer ? ` in layer ${layer + 1}` : "";
  if (held) return `${name} held at ${number(value)} from step ${at[0] + 1} on${where}`;
  if (name === "x") return `x at step ${at[0] + 1}, channel ${at[1] + 1}: ${number(before)} → ${number(value)}`;
  const index = `${name.replace("_prev", " before step 1")}[${at.map((k) => k + 1)}]`;
  return `${index} ${number(before)} → ${number(value)}${where}`;
}
