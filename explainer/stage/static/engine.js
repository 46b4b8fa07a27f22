// The engine: a program's steps run over a sequence, one primitive at a time, as Python's trace does it.

/** The primitives, element by element; a product with a matrix is the only one that mixes units. */
const FORWARD = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  neg: (a) => -a,
  mul: (a, b) => a * b,
  sigmoid: (a) => 0.5 * (1 + Math.tanh(0.5 * a)),
  tanh: Math.tanh,
  relu: (a) => (a > 0 || Number.isNaN(a) ? a : 0),
  same: (a) => a,
};

/**
 * Run layers over a sequence; the h of one is the x of the next.
 *
 * layer = {params: {name: {data, rows, columns}}, state: {name: Float64Array}, holds: [{name, since, value}]};
 * x = {data, rows: n, columns: T}. Returns one {name: {data, rows: units, columns: T}} per layer. With `kept`, an
 * earlier result of the same sizes, its arrays are used again.
 */
export function run(program, layers, x, kept = []) {
  const values = [];
  for (const [k, layer] of layers.entries()) {
    values.push(runLayer(program, layer, k ? values[k - 1].h : x, kept[k]));
  }
  return values;
}

function runLayer(program, layer, x, kept) {
  const [steps, m] = [x.columns, layer.m];
  const now = startOf(program, layer, x.rows);
  const work = program.steps.map((step) => prepare(step, now, layer.params));
  const holds = layer.holds.map((hold) => ({ ...hold, k: program.steps.findIndex(({ name }) => name === hold.name) }));
  const past = program.states.map((state) => [now[`${state}_prev`], now[state]]);
  const names = Object.keys(now).filter((name) => ArrayBuffer.isView(now[name]));
  const values = Object.fromEntries(names.map((name) => [name, kept?.[name] ?? room(now[name].length, steps)]));
  values.x = x;
  const writes = names.filter((name) => name !== "x").map((name) => [now[name], values[name].data]);
  for (let t = 0; t < steps; t++) {
    for (let u = 0; u < x.rows; u++) now.x[u] = x.data[u * steps + t];
    for (let k = 0; k < work.length; k++) {
      work[k].compute();
      for (const hold of holds) if (hold.k === k && t >= hold.since) work[k].into.fill(hold.value);
    }
    for (const [from, into] of writes) for (let u = 0; u < from.length; u++) into[u * steps + t] = from[u];
    for (const [before, after] of past) before.set(after);
  }
  return values;
}

const room = (rows, columns) => ({ data: new Float64Array(rows * columns), rows, columns });

/** Make a place for each value of one step: vectors, with numbers and parameters as they are. */
function startOf(program, layer, n) {
  const now = { x: new Float64Array(n) };
  for (const state of program.states) now[`${state}_prev`] = Float64Array.from(layer.state[state] ?? new Float64Array(layer.m));
  for (const { name, size } of program.steps) now[name] = new Float64Array(size === "m" ? layer.m : n);
  return now;
}

/** Bind one step to its places; compute() then needs no lookup. */
function prepare({ name, op, args }, now, params) {
  const into = now[name];
  const [one, other] = args.map((arg) => now[arg] ?? params[arg]?.data ?? new Float64Array(into.length).fill(Number(arg)));
  if (op === "matmul") return { into, compute: () => multiply(params[args[0]], other, into) };
  const forward = FORWARD[op];
  const size = into.length;
  if (other) return { into, compute: () => { for (let u = 0; u < size; u++) into[u] = forward(one[u], other[u]); } };
  return { into, compute: () => { for (let u = 0; u < size; u++) into[u] = forward(one[u]); } };
}

/** A matrix times a vector; what is 0 in the vector costs nothing. */
function multiply({ data, rows, columns }, vector, into) {
  const used = [];
  for (let k = 0; k < columns; k++) if (vector[k] !== 0) used.push(k);
  const all = used.length === columns;
  for (let u = 0; u < rows; u++) {
    const from = u * columns;
    let sum = 0;
    if (all) for (let k = 0; k < columns; k++) sum += data[from + k] * vector[k];
    else for (const k of used) sum += data[from + k] * vector[k];
    into[u] = sum;
  }
}
