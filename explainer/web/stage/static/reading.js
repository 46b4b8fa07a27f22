// The reading: what a stage knows of its program and numbers, by name. A name is a value's, "f", "f * c_prev" or "x".

import { letter, number, valueAt } from "../shared/formulas.js";
import { share } from "./limits.js";

const SIGNED = ["new", "memory", "hidden"];
const LONG = { below: 7, tight: 2 }; // how many pieces a label may have, by the room there is

/** Give a stage its answers. */
export function addReading(stage) {
  const { header } = stage;
  const { steps, states } = header.program;
  const { lines, names } = header.formulas;
  const places = new Map(steps.map((step, k) => [step.name, k]));
  const { belt } = header.diagram;
  const roles = Object.fromEntries(lines.map(({ name, role }) => [name, role]));

  stage.stepOf = (name) => steps[places.get(name)];
  stage.equation = () => steps[stage.player.op].equation;
  stage.roleOf = (name) => stage.stepOf(name)?.role ?? roles[name.replace(/_(prev|below)$/, "")] ?? (name === "x" ? "input" : "");
  stage.isShare = (name) => header.shares.includes(name);
  stage.values = () => stage.arrays;
  stage.arrayOf = (name) => (stage.isBack() ? stage.feltOf(name) : stage.arrays[name]);
  stage.isMatrix = (name) => /^[WU]_/.test(name);
  stage.matrixOf = (name) => (stage.stepOf(name)?.op === "matmul" ? stage.stepOf(name).args[0] : "");
  stage.mixes = (name) => ["matmul", "norm"].includes(stage.stepOf(name)?.op); // each unit of it hangs on all of its argument
  stage.matrixInput = (matrix) => steps.find(({ args }) => args[0] === matrix).args[1];
  stage.sizeOf = (name) => stage.arrays[name]?.rows ?? 0;
  stage.read = (name, unit, t) => number(valueAt({ [name]: stage.arrayOf(name) }, name, t, unit));

  /** The unit that stands for a vector: the cursor's, and for what is read its largest channel. */
  stage.unitOf = (name) => {
    const array = stage.arrays[name];
    if (!array || array.rows === header.units && name !== "x") return stage.cursor.unit;
    let top = 0;
    for (let k = 1; k < array.rows; k++) if (Math.abs(at(array, k)) > Math.abs(at(array, top))) top = k;
    return top;
  };
  const at = (array, k) => valueAt({ array }, "array", stage.cursor.t, k);

  /** What was read before it was scaled, in brackets; nothing where it is the same or changed by hand. */
  stage.unscaled = (channel, t) => {
    const [raw, x] = [stage.raw?.data[channel * stage.cursor.steps + t], stage.base.data[channel * stage.cursor.steps + t]];
    return raw === undefined || raw === x || stage.layer || stage.model.x.data[channel * stage.cursor.steps + t] !== x ? "" : ` (${Number(raw.toPrecision(6))} before scaling)`;
  };

  /** "done", "now" or "coming"; what no operation makes is always there. */
  stage.stateOf = (name) => {
    const place = places.get(name);
    if (stage.header.kind === "compact") return "done";
    if (stage.isBack()) return stage.backState(name);
    if (place === undefined) return "done";
    if (stage.quiz.on && !stage.quiz.done.has(name)) return "coming";
    if (place === stage.player.op) return "now";
    return stage.quiz.on || place < stage.player.op ? "done" : "coming";
  };

  /** What flows along the belt after one of its values: a valve lets through what came before it. */
  stage.carrierOf = (name) => {
    const k = belt.indexOf(name);
    return k > 0 && !stage.stepOf(name)?.args.includes(belt[k - 1]) ? stage.carrierOf(belt[k - 1]) : name;
  };

  stage.heldAt = (name, t) => stage.model.layers[stage.layer].holds.find((hold) => hold.name === name && t >= hold.since);

  /** What can be changed by hand: what is read, parameters, and the past before the first step. */
  stage.canChange = (name) => {
    if (header.kind === "compact") return false;
    if (name === "x") return stage.layer === 0;
    return header.program.params.includes(name) || (name.endsWith("_prev") && states.includes(name.slice(0, -5)) && stage.cursor.t === 0);
  };
  stage.spot = () => stage.cursor.t === 0; // at the first step the past can be changed, so the handles differ

  /** Measure the limit of all signed colours, which rests while a number is dragged. */
  stage.measure = () => {
    let most = 0;
    for (const { name, role } of lines) if (SIGNED.includes(role)) most = stage.arrays[name].data.reduce((top, value) => (Number.isFinite(value) ? Math.max(top, Math.abs(value)) : top), most);
    share(stage, most);
  };

  /** A value's name for the ear, and for lists. */
  stage.nameOf = (name) => {
    if (names[name] && !stage.stepOf(name)) return name.endsWith("_prev") ? `the ${name.slice(0, -5)} before` : name.endsWith("_below") ? `the ${name.slice(0, -6)} below` : name;
    const step = stage.stepOf(name);
    return step && name !== step.equation ? step.symbols.map((piece) => piece.s ?? plain(names[piece.v])).join("").replaceAll("⊙", "×") : name;
  };
  const plain = ([base, below]) => (below === "t−1" ? `${base} before` : below === "t, below" ? `${base} below` : below && below !== "t" ? `${base}_${below}` : base);

  /** A value's label in the diagram: its letter, or what is done when that is short. */
  stage.labelOf = (name, part) => {
    const step = stage.stepOf(name);
    if (!step || name === step.equation) return [letter(name, { [name]: lettersOf(name), ...names })];
    const symbols = step.symbols.map((piece) => piece.s ?? letter(piece.v, names));
    const long = symbols.length > (LONG[part] ?? 3);
    if (!long) return symbols;
    return [step.op === "add" || step.op === "sub" ? "Σ" : part === "tight" ? "…" : `… ${step.op === "mul" ? "⊙" : step.op}`];
  };
  const lettersOf = (name) => [name.split("_")[0], name.includes("_prev") ? "t−1" : name.endsWith("_below") ? "t, below" : name.split("_")[1] ?? "t", stage.roleOf(name)];

  stage.isLit = (name) => stage.pointed?.name === name || stage.relatives.has(name);

  /** Who feeds a value and whom it feeds. */
  stage.relativesOf = (name) => [...(stage.stepOf(name)?.args ?? []), ...steps.filter(({ args }) => args.includes(name)).map((step) => step.name)];
}
