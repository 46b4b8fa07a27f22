// The acting: what a visitor does to a stage: point, pin, drag, hold, undo.

const MOST_PINS = 8;

/** Give a stage its actions. */
export function addActing(stage) {
  const { cursor } = stage;
  const changed = () => {
    stage.arrays = stage.gather();
    stage.feel();
    stage.refresh({ values: true });
  };

  /** What the panel speaks of: the number pointed at, else the operation of the player. */
  stage.subject = () => ({ name: stage.header.program.steps[stage.player.op].name, unit: cursor.unit, t: cursor.t, ...stage.pointed });

  /** Light a number up everywhere, with what feeds it and what it feeds; null for none. */
  stage.point = (spot) => {
    if (spot?.name === stage.pointed?.name && spot?.unit === stage.pointed?.unit) return;
    stage.pointed = spot;
    stage.relatives = new Set(spot ? stage.relativesOf(spot.name) : []);
    stage.refresh({ point: true });
  };

  /** Choose a number: its unit becomes the cursor's, and it is pinned, or unpinned. */
  stage.choose = ({ name, unit }) => {
    const known = stage.pins.find((pin) => pin.name === name && pin.unit === unit && pin.t === cursor.t);
    if (name !== "x") cursor.move({ unit });
    if (known) return stage.unpin(known);
    stage.pins = [...stage.pins, { name, unit, t: cursor.t }].slice(-MOST_PINS);
    stage.refresh({ pins: true });
    stage.rest();
  };
  stage.unpin = (pin) => {
    stage.pins = stage.pins.filter((other) => other !== pin);
    stage.refresh({ pins: true });
    stage.rest();
  };

  const set = (name, at, value) => {
    const rounded = Math.round(value * 1000) / 1000;
    if (stage.model.change({ name, at, value: Math.max(-1e6, Math.min(1e6, rounded)), held: false, layer: name === "x" ? 0 : stage.layer })) changed();
  };

  /** Change a number by so much: what is read at this step, a state before the first, a bias. */
  stage.change = (name, unit, by) => {
    const at = name === "x" ? [cursor.t, unit] : [unit];
    set(name, at, stage.model.at(name, at, stage.layer) + by);
  };
  stage.changeWeight = (name, unit, column, by) => set(name, [unit, column], stage.model.at(name, [unit, column], stage.layer) + by);

  stage.hold = (name, value) => {
    if (!stage.model.change({ name, at: [cursor.t], value, held: true, layer: stage.layer })) return;
    changed();
    stage.rest();
  };

  stage.undo = (...changes) => {
    stage.model.undo(...changes);
    changed();
    stage.rest();
  };

  /** How strongly a cell is framed, and whether a hand has changed it. */
  stage.markOf = (name, { from, to }) => {
    const inside = (unit) => from <= unit && unit < to;
    const { pointed } = stage;
    const near = pointed && stage.relatives.has(name) && (inside(pointed.unit) || stage.mixes(name) || stage.mixes(pointed.name));
    const pinned = stage.pins.some((pin) => pin.name === name && pin.t === cursor.t && inside(pin.unit));
    const strength = pointed?.name === name && inside(pointed.unit) ? 2.6 : near ? 1.8 : pinned ? 2 : inside(stage.unitOf(name)) ? 1.3 : 0;
    return { strength, changed: stage.model.changes.some((change) => touches(change, name, inside)) };
  };
  const touches = ({ name, at, held, layer }, other, inside) => {
    if (name !== other || layer !== (name === "x" ? 0 : stage.layer)) return false;
    if (held) return cursor.t >= at[0];
    return name === "x" ? at[0] === cursor.t && inside(at[1]) : inside(at[0]) && (!name.endsWith("_prev") || cursor.t === 0);
  };
}

/** Pins as they stand in a link, "f.3.2 c.1.9": name, unit and step, counted from 1; only plain letters travel. */
export const writePins = (pins) => pins.filter(({ name }) => /^\w+$/.test(name)).map(({ name, unit, t }) => `${name}.${unit + 1}.${t + 1}`).join(" ");

export const readPins = (text) => text.split(" ").filter(Boolean).map((word) => {
  const [name, unit, t] = word.split(".");
  return { name, unit: unit - 1, t: t - 1 };
});
