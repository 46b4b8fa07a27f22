// Actions of a stage: hover, select (pin), change, hold and undo.

const MOST_PINS = 8;

/** Give a stage its actions. */
export function addActions(stage) {
  const { cursor } = stage;
  const afterChange = () => {
    stage.arrays = stage.gather();
    stage.computeGradients();
    stage.refresh({ values: true });
  };

  /** What the panels describe: the number under the pointer, else the player's operation at the cursor. */
  stage.subject = () => ({ name: stage.header.program.steps[stage.player.op].name, unit: cursor.unit, t: cursor.t, ...stage.hovered });

  /** Highlight a number {name, unit} everywhere, with its inputs and the operations that use it; null for none. */
  stage.hover = (target) => {
    if (target?.name === stage.hovered?.name && target?.unit === stage.hovered?.unit) return;
    stage.hovered = target;
    stage.connected = new Set(target ? stage.connectedTo(target.name) : []);
    stage.refresh({ hover: true });
  };

  /** Move the cursor to a number's unit, and pin the number, or unpin it. */
  stage.select = ({ name, unit }) => {
    const pinned = stage.pins.find((pin) => pin.name === name && pin.unit === unit && pin.t === cursor.t);
    if (name !== "x") cursor.move({ unit });
    if (pinned) return stage.unpin(pinned);
    stage.pins = [...stage.pins, { name, unit, t: cursor.t }].slice(-MOST_PINS);
    stage.refresh({ pins: true });
    stage.commit();
  };
  stage.unpin = (pin) => {
    stage.pins = stage.pins.filter((other) => other !== pin);
    stage.refresh({ pins: true });
    stage.commit();
  };

  const set = (name, at, value) => {
    const rounded = Math.round(value * 1000) / 1000;
    if (stage.model.change({ name, at, value: Math.max(-1e6, Math.min(1e6, rounded)), held: false, layer: name === "x" ? 0 : stage.layer })) afterChange();
  };

  /** Add to a number: the input at this step, an initial state, or a bias. */
  stage.change = (name, unit, by) => {
    const at = name === "x" ? [cursor.t, unit] : [unit];
    set(name, at, stage.model.at(name, at, stage.layer) + by);
  };
  stage.changeWeight = (name, unit, column, by) => set(name, [unit, column], stage.model.at(name, [unit, column], stage.layer) + by);

  stage.hold = (name, value) => {
    if (!stage.model.change({ name, at: [cursor.t], value, held: true, layer: stage.layer })) return;
    afterChange();
    stage.commit();
  };

  stage.undo = (...changes) => {
    stage.model.undo(...changes);
    afterChange();
    stage.commit();
  };

  /** Return how a cell is framed: the frame's width, and whether the visitor has changed the number. */
  stage.frameOf = (name, { from, to }) => {
    const inside = (unit) => from <= unit && unit < to;
    const { hovered } = stage;
    const near = hovered && stage.connected.has(name) && (inside(hovered.unit) || stage.mixesUnits(name) || stage.mixesUnits(hovered.name));
    const pinned = stage.pins.some((pin) => pin.name === name && pin.t === cursor.t && inside(pin.unit));
    const width = hovered?.name === name && inside(hovered.unit) ? 2.6 : near ? 1.8 : pinned ? 2 : inside(stage.unitOf(name)) ? 1.3 : 0;
    return { width, changed: stage.model.changes.some((change) => affects(change, name, inside)) };
  };
  const affects = ({ name, at, held, layer }, other, inside) => {
    if (name !== other || layer !== (name === "x" ? 0 : stage.layer)) return false;
    if (held) return cursor.t >= at[0];
    return name === "x" ? at[0] === cursor.t && inside(at[1]) : inside(at[0]) && (!name.endsWith("_prev") || cursor.t === 0);
  };
}

/** Write pins for a link, "f.3.2 c.1.9": name, unit and step, counted from 1; only the values of equations can stand there. */
export const formatPins = (pins) => pins.filter(({ name }) => /^\w+$/.test(name)).map(({ name, unit, t }) => `${name}.${unit + 1}.${t + 1}`).join(" ");

/** Parse pins from a link; the inverse of formatPins. */
export const parsePins = (text) => text.split(" ").filter(Boolean).map((pin) => {
  const [name, unit, t] = pin.split(".");
  return { name, unit: unit - 1, t: t - 1 };
});
