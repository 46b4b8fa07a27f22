// Gradients of the loss on a stage: computed after every change, and shown instead of the values while it is backward.

import { backward, parameterGradient } from "./backward.js";
import { computeLoss, formatLoss, stepsRead } from "./loss.js";
import { tinted } from "./tint.js";

const MOST_CACHED = 60;

/** Give a stage its backward pass. */
export function addGradients(stage) {
  const { header, readout, trained } = stage;
  const { steps } = header.program;
  const order = new Map(steps.map(({ name }, k) => [name, k]));
  const uses = (name) => steps.flatMap(({ args }, k) => (args.includes(name) ? [k] : []));
  let [cache, tints] = [new Map(), new WeakMap()];

  stage.isBackward = () => stage.lossChoice !== null;

  /** Compute the loss and every gradient anew. */
  stage.computeGradients = () => {
    if (!stage.isBackward()) return;
    const { model } = stage;
    stage.loss = computeLoss(stage.lossChoice, model, { losses: header.losses, readout, trained }, stage.layer);
    model.gradients = backward(model.program, model.layers, model.values, stage.loss, model.gradients);
    stage.gradients = model.gradients[stage.layer];
    stage.overflowStep = lastOverflow(stage);
    stage.gradientLimit = largestGradient(stage.gradients, header);
    [cache, tints] = [new Map(), new WeakMap()];
  };

  /** A parameter's gradient from this step "alone", summed over the steps done "so far", or over "all" steps. */
  stage.parameterGradient = (name, which = "so far") => {
    const isDone = Math.min(...uses(name)) >= stage.player.op;
    const from = which === "all" ? 0 : stage.cursor.t + (which === "so far" && !isDone ? 1 : 0);
    const key = `${name} ${from} ${which === "alone"}`;
    if (!cache.has(key)) {
      if (cache.size > MOST_CACHED) cache.clear();
      const { program, layers, values } = stage.model;
      cache.set(key, parameterGradient(program, layers[stage.layer], values[stage.layer], stage.gradients, name, from, which === "alone"));
    }
    return cache.get(key);
  };
  stage.gradientOf = (name) => stage.gradients[name] ?? (header.program.params.includes(name) ? stage.parameterGradient(name) : undefined);
  stage.tintOf = (name) => {
    if (!stage.isBackward()) return stage.arrayOf(name);
    const array = stage.gradientOf(name);
    if (!tints.has(array)) tints.set(array, tinted(array, stage.gradientLimit));
    return tints.get(array);
  };

  /** "done" where a value's gradient is complete, "now" for the player's operation, else "coming". */
  stage.backwardState = (name) => {
    const at = order.get(name);
    if (at === undefined) return Math.min(...uses(name), Infinity) >= stage.player.op ? "done" : "coming";
    return at === stage.player.op ? "now" : at > stage.player.op ? "done" : "coming";
  };

  /** Show the backward pass of a loss; null shows the forward pass again. */
  stage.chooseLoss = (loss) => {
    stage.lossChoice = loss && fitting(loss, stage);
    stage.computeGradients();
    if (loss) goToLoss(stage);
    stage.updateLimit();
    stage.hovered = null;
    stage.player.direction = loss ? -1 : 1;
    stage.refresh({ values: true, first: true });
    stage.commit();
  };
  stage.lossText = () => (stage.lossChoice ? formatLoss(stage.lossChoice) : "");
  stage.lossChoice = stage.lossChoice && fitting(stage.lossChoice, stage);
}

/** The backward pass starts at the last value that the loss reads. */
function goToLoss({ lossChoice, cursor, player, header }) {
  const last = stepsRead(lossChoice, header.losses).at(-1);
  cursor.move({ t: last, ...(lossChoice.of ? { unit: lossChoice.of.unit } : {}) });
  const of = lossChoice.of?.name;
  player.jump(of ? header.program.steps.findIndex(({ name }) => name === of) : player.ops - 1);
}

/** Return the loss, or one that this run can have: "last" where its number or its steps are missing, squared error for numbers. */
function fitting(loss, { header, cursor }) {
  const { kind, error, of } = loss;
  const isComputed = of && header.program.steps.some(({ name }) => name === of.name);
  const fits = kind === "number" ? isComputed && of.t < cursor.steps && of.unit < header.units
    : of ? header.losses[kind] && of.t < cursor.steps : header.losses[kind].steps.length > 0;
  if (!fits) return { kind: "last", error: "", of: null };
  return error !== "entropy" || header.one_hot ? loss : { ...loss, error: "squared" };
}

/** The largest gradient of an equation's value: the strongest colour. */
function largestGradient(gradients, { formulas }) {
  let largest = 0;
  for (const { name } of formulas.lines) for (const value of gradients[name].timeMajor) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return largest || 1;
}

/** The last step, from 0, at which a gradient has overflowed; −1 where none has. */
function lastOverflow({ gradients, header, model }) {
  const m = header.units;
  for (let t = model.x.columns - 1; t >= 0; t--) {
    for (const { name } of header.formulas.lines) {
      const { timeMajor, rows } = gradients[name];
      if (rows === m && timeMajor.subarray(t * m, (t + 1) * m).some((value) => !Number.isFinite(value))) return t;
    }
  }
  return -1;
}
