// The feeling: the other way of a stage, in which every strip shows what the loss feels of it, dL/d of each value.

import { backward, bill } from "./backward.js";
import { lossOf, stepsOf, writeAsk } from "./loss.js";
import { tinted } from "./tint.js";

/** Give a stage its backward way. */
export function addFeeling(stage) {
  const { header, readout } = stage;
  const { steps } = header.program;
  const place = new Map(steps.map(({ name }, k) => [name, k]));
  const uses = (name) => steps.flatMap(({ args }, k) => (args.includes(name) ? [k] : []));
  let [bills, tints] = [new Map(), new WeakMap()];

  stage.isBack = () => stage.question !== null;

  /** Compute the loss and every gradient anew. */
  stage.feel = () => {
    if (!stage.isBack()) return;
    const { model } = stage;
    stage.loss = lossOf(stage.question, model, readout, stage.layer);
    model.gradients = backward(model.program, model.layers, model.values, stage.loss, model.gradients);
    stage.felt = model.gradients[stage.layer];
    stage.gone = lostAt(stage);
    stage.feltLimit = reach(stage.felt, header);
    [bills, tints] = [new Map(), new WeakMap()];
  };

  /** What a parameter owes: of this step alone, of the steps walked so far, or of all. */
  stage.billOf = (name, which = "so far") => {
    const walked = Math.min(...uses(name)) >= stage.player.op;
    const from = which === "all" ? 0 : stage.cursor.t + (which === "so far" && !walked ? 1 : 0);
    const key = `${name} ${from} ${which === "alone"}`;
    if (!bills.has(key)) {
      if (bills.size > 60) bills.clear();
      const { program, layers, values } = stage.model;
      bills.set(key, bill(program, layers[stage.layer], values[stage.layer], stage.felt, name, from, which === "alone"));
    }
    return bills.get(key);
  };
  stage.feltOf = (name) => stage.felt[name] ?? (header.program.params.includes(name) ? stage.billOf(name) : undefined);
  stage.tintOf = (name) => {
    if (!stage.isBack()) return stage.arrayOf(name);
    const array = stage.feltOf(name);
    if (!tints.has(array)) tints.set(array, tinted(array, stage.feltLimit));
    return tints.get(array);
  };

  /** "done" where all that feels a value has been walked, "now" for the player's operation, else "coming". */
  stage.backState = (name) => {
    const at = place.get(name);
    if (at === undefined) return Math.min(...uses(name), Infinity) >= stage.player.op ? "done" : "coming";
    return at === stage.player.op ? "now" : at > stage.player.op ? "done" : "coming";
  };

  /** Turn round, or ask something else; null walks forward again. */
  stage.ask = (question) => {
    stage.question = question && fitting(question, stage);
    stage.feel();
    if (question) start(stage);
    stage.measure();
    stage.pointed = null;
    stage.player.way = question ? -1 : 1;
    stage.refresh({ values: true, first: true });
    stage.rest();
  };
  stage.writtenAsk = () => (stage.question ? writeAsk(stage.question) : "");
  stage.question = stage.question && fitting(stage.question, stage);
}

/** The walk begins at the last thing that the loss reads. */
function start({ question, cursor, player, header }) {
  const last = stepsOf(question, cursor.steps).at(-1);
  cursor.move({ t: last, ...(question.of ? { unit: question.of.unit } : {}) });
  const of = question.of?.name;
  player.jump(of ? header.program.steps.findIndex(({ name }) => name === of) : player.ops - 1);
}

/** A question that this run cannot be asked gives way to the sum of what the last step shows. */
function fitting(question, { header, cursor, model }) {
  const { ask, error, of } = question;
  const isMade = of && header.program.steps.some(({ name }) => name === of.name);
  if (ask === "number") return isMade && of.t < cursor.steps && of.unit < header.units ? question : { ask: "last", error: "", of: null };
  if (ask === "predict" && cursor.steps < 2) return { ask: "last", error: "", of: null };
  const fits = error !== "entropy" || (header.symbols && model.x.rows > 1);
  return fits ? question : { ...question, error: "squared" };
}

/** The largest gradient of a letter: there the colours are full. */
function reach(felt, { formulas }) {
  let most = 0;
  for (const { name } of formulas.lines) for (const value of felt[name].line) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most || 1;
}

/** The last step, from 0, at which a gradient is too large for a number; −1 where none is. */
function lostAt({ felt, header, model }) {
  const m = header.units;
  for (let t = model.x.columns - 1; t >= 0; t--) {
    for (const { name } of header.formulas.lines) {
      const { line, rows } = felt[name];
      if (rows === m && line.subarray(t * m, (t + 1) * m).some((value) => !Number.isFinite(value))) return t;
    }
  }
  return -1;
}
