// Lookup: what a stage knows of its program and numbers, by the name of a value: "f", "f * c_prev" or "x".

import { letter, number, valueAt } from "../shared/formulas.js";
import { shareLimit } from "./limits.js";

const SIGNED = ["new", "memory", "hidden"];
const MOST_PIECES = { below: 7, tight: 2 }; // of a label, by where it stands; 3 elsewhere

/** Give a stage its lookup functions. */
export function addLookup(stage) {
  const { header } = stage;
  const { steps, states } = header.program;
  const { lines, names } = header.formulas;
  const order = new Map(steps.map((step, k) => [step.name, k]));
  const { belt } = header.diagram;
  const roles = Object.fromEntries(lines.map(({ name, role }) => [name, role]));

  stage.stepOf = (name) => steps[order.get(name)];
  stage.equation = () => steps[stage.player.op].equation;
  stage.roleOf = (name) => stage.stepOf(name)?.role ?? roles[name.replace(/_(prev|below)$/, "")] ?? (name === "x" ? "input" : "");
  stage.isGateValue = (name) => header.gate_values.includes(name);
  stage.values = () => stage.arrays;
  stage.arrayOf = (name) => (stage.isBackward() ? stage.gradientOf(name) : stage.arrays[name]);
  stage.isMatrix = (name) => /^[WU]_/.test(name);
  stage.matrixOf = (name) => (stage.stepOf(name)?.op === "matmul" ? stage.stepOf(name).args[0] : "");
  stage.mixesUnits = (name) => ["matmul", "norm"].includes(stage.stepOf(name)?.op); // each unit depends on all of the argument
  stage.matrixInput = (matrix) => steps.find(({ args }) => args[0] === matrix).args[1];
  stage.sizeOf = (name) => stage.arrays[name]?.rows ?? 0;
  stage.textOf = (name, unit, t) => number(valueAt({ [name]: stage.arrayOf(name) }, name, t, unit));

  /** The unit that stands for a vector: the cursor's, and of the input its largest channel. */
  stage.unitOf = (name) => {
    const array = stage.arrays[name];
    if (!array || array.rows === header.units && name !== "x") return stage.cursor.unit;
    let largest = 0;
    for (let k = 1; k < array.rows; k++) if (Math.abs(at(array, k)) > Math.abs(at(array, largest))) largest = k;
    return largest;
  };
  const at = (array, k) => valueAt({ array }, "array", stage.cursor.t, k);

  /** The input before scaling, in brackets; empty where that is the same or the visitor has changed it. */
  stage.unscaled = (channel, t) => {
    const [raw, x] = [stage.raw?.data[channel * stage.cursor.steps + t], stage.base.data[channel * stage.cursor.steps + t]];
    return raw === undefined || raw === x || stage.layer || stage.model.x.data[channel * stage.cursor.steps + t] !== x ? "" : ` (${Number(raw.toPrecision(6))} before scaling)`;
  };

  /** "done", "now" or "coming"; what no operation computes is always "done". */
  stage.stateOf = (name) => {
    const op = order.get(name);
    if (stage.header.kind === "compact") return "done";
    if (stage.isBackward()) return stage.backwardState(name);
    if (op === undefined) return "done";
    if (stage.quiz.on && !stage.quiz.done.has(name)) return "coming";
    if (op === stage.player.op) return "now";
    return stage.quiz.on || op < stage.player.op ? "done" : "coming";
  };

  /** The value that the lanes carry after one of the belt's: a gate only scales the value before it. */
  stage.carriedAfter = (name) => {
    const k = belt.indexOf(name);
    return k > 0 && !stage.stepOf(name)?.args.includes(belt[k - 1]) ? stage.carriedAfter(belt[k - 1]) : name;
  };

  stage.holdAt = (name, t) => stage.model.layers[stage.layer].holds.find((hold) => hold.name === name && t >= hold.since);

  /** Whether the visitor can change a value: the input, a parameter, or the state before the first step. */
  stage.canChange = (name) => {
    if (["compact", "followed"].includes(header.kind) || header.locked) return false;
    if (name === "x") return stage.layer === 0;
    return header.program.params.includes(name) || (name.endsWith("_prev") && states.includes(name.slice(0, -5)) && stage.cursor.t === 0);
  };
  stage.isFirstStep = () => stage.cursor.t === 0; // there the initial states can be changed, so the handles differ

  /** Set the limit of all signed colours; not while a number is dragged, so that colours can be compared. */
  stage.updateLimit = () => {
    let largest = 0;
    for (const { name, role } of lines) if (SIGNED.includes(role)) largest = stage.arrays[name].data.reduce((top, value) => (Number.isFinite(value) ? Math.max(top, Math.abs(value)) : top), largest);
    shareLimit(stage, largest);
  };

  /** A value's name in words, for screen readers and lists. */
  stage.nameOf = (name) => {
    if (names[name] && !stage.stepOf(name)) return name.endsWith("_prev") ? `previous ${name.slice(0, -5)}` : name.endsWith("_below") ? `${name.slice(0, -6)} of the layer below` : name;
    const step = stage.stepOf(name);
    return step && name !== step.equation ? step.symbols.map((piece) => piece.s ?? plain(names[piece.v])).join("").replaceAll("⊙", "×") : name;
  };
  const plain = ([base, below]) => (below === "t−1" ? `previous ${base}` : below === "t, below" ? `${base} below` : below && below !== "t" ? `${base}_${below}` : base);

  /** A value's label in the diagram: its letter, or its operation where that is short. */
  stage.labelOf = (name, part) => {
    const step = stage.stepOf(name);
    if (!step || name === step.equation) return [letter(name, { [name]: lettersOf(name), ...names })];
    const symbols = step.symbols.map((piece) => piece.s ?? letter(piece.v, names));
    if (symbols.length <= (MOST_PIECES[part] ?? 3)) return symbols;
    return [step.op === "add" || step.op === "sub" ? "Σ" : part === "tight" ? "…" : `… ${step.op === "mul" ? "⊙" : step.op}`];
  };
  const lettersOf = (name) => [name.split("_")[0], name.includes("_prev") ? "t−1" : name.endsWith("_below") ? "t, below" : name.split("_")[1] ?? "t", stage.roleOf(name)];

  stage.isHighlighted = (name) => stage.hovered?.name === name || stage.connected.has(name);

  /** The arguments of a value, and the operations that use it. */
  stage.connectedTo = (name) => [...(stage.stepOf(name)?.args ?? []), ...steps.filter(({ args }) => args.includes(name)).map((step) => step.name)];
}
