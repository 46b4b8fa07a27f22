// Sentences about the figures, computed from their numbers.

import { bestClass, rowsOf, stepsThatCount, targetsOf } from "./predictions.js";
import { shortNumber, wholeNumber } from "./axis.js";

/** Write parts as a list: “a, b and c”. */
export const list = (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`);
const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`;
const last = (values) => values.findLast((value) => !Number.isNaN(value));

/** Return the lines that have a number, each with its last one as `now`. */
export const latest = (lines) => lines.map((one) => ({ ...one, now: last(one.median) })).filter(({ now }) => now !== undefined);

/** Write a text about each run, with its name. */
export const perRun = (runs, text) => list(runs.map((run) => `${text(run)} (${run.name})`));

/** The loss: the latest of each run, the lowest first, and whether it is below that of the best constant answer. */
export function ofLoss(lines, constantLoss) {
  const runs = latest(lines).sort((a, b) => a.now - b.now);
  if (!runs.length) return "Each line shows one network's loss on the batch of each update; lower is better.";
  const text = `The loss is ${perRun(runs, ({ now }) => shortNumber(now))}`;
  if (!constantLoss) return `${text}; lower is better.`;
  const below = runs.filter(({ now }) => now < 0.9 * constantLoss).map(({ name }) => name);
  const constant = `${shortNumber(constantLoss)}, the loss of the best constant answer`;
  if (!below.length) return `${text}. ${runs.length > 1 ? "None is yet" : "It is not yet"} clearly below ${constant}.`;
  const who = below.length === runs.length ? (runs.length > 1 ? "All are" : "It is") : `${list(below)} ${below.length > 1 ? "are" : "is"}`;
  return `${text}. ${who} below ${constant}.`;
}

/** Write a value of the metric. */
export const formatMetric = ({ percent: isShare, better }, value) => (isShare ? (better === "lower" ? `${(100 * value).toFixed(2)}%` : percent(value)) : shortNumber(value));

/** The metric on the test set: the latest of each run, how many seeds have solved the task, and the best simple answer. */
export function ofMetric(lines, { metric, solved, levels, best, split }) {
  const runs = latest(lines);
  const format = (value) => formatMetric(metric, value);
  const simple = best ? ` The best simple answer is ${best}: ${format(levels.find(({ name }) => name === best).value)}.` : "";
  if (!runs.length) return `Each line will show ${metric.description}.${simple}`;
  const isSolved = (value) => (metric.better === "higher" ? value >= solved : value <= solved);
  const parts = runs.map(({ name, now, seeds }) => {
    const count = seeds.filter((values) => isSolved(values.at(-1))).length;
    const solvers = seeds.length > 1 ? `${count} of ${seeds.length} seeds ${count === 1 ? "has" : "have"} solved it` : "solved";
    return `${name} is at ${format(now)}${count ? ` (${solvers})` : ""}`;
  });
  return `On the ${split?.name ?? "test set"} ${list(parts)}. This is ${metric.description}.${simple}`;
}

/** The gradient norm: how often it is above the limit of clipping. */
export function ofNorm(lines, limit) {
  const runs = latest(lines);
  if (!runs.length) return "Each line will show the gradient norm before clipping.";
  const share = ({ seeds }) => {
    const values = seeds.flatMap((values) => [...values]).filter((value) => !Number.isNaN(value)); // each seed is clipped separately
    return values.filter((value) => value > limit).length / Math.max(1, values.length);
  };
  if (!limit) return `The gradient norm is ${perRun(runs, ({ now }) => shortNumber(now))}; it is not clipped by its norm.`;
  if (runs.every((one) => share(one) === 0)) return `No gradient norm shown is above ${shortNumber(limit)}, so none was clipped.`;
  return `The gradient norm was above ${shortNumber(limit)}, and so was clipped, in ${list(runs.map((one) => `${percent(share(one))} of the updates shown (${one.name})`))}.`;
}

/** The saturation of the chosen run: the gate with the most values near one of its ends. */
export function ofSaturation(lines) {
  const gates = latest(lines);
  if (!gates.length) return "Share of each gate's values below 0.1 (→ 0, dotted) or above 0.9 (→ 1). A cell without gates has none.";
  if (gates.every(({ now }) => now === 0)) return "No gate has a value below 0.1 or above 0.9 on the probe: none is saturated.";
  const { name, now } = gates.reduce((top, one) => (one.now > top.now ? one : top));
  const [letter, , end] = name.split(" ");
  return `${percent(now)} of the values of ${letter} are ${end === "1" ? "above 0.9" : "below 0.1"}, the largest share of any gate. There the sigmoid is flat, so its gradient is small.`;
}

/** The probe: the correct answers, and the predictions of each run. */
export function ofProbe({ task, predictions, step }) {
  const targets = targetsOf({ task, predictions });
  const known = predictions.filter(({ prediction }) => prediction).map((one) => ({ ...one, rows: rowsOf(one.prediction, task) }));
  const steps = stepsThatCount(task);
  const isLast = task.where === "last";
  if (!known.length) return isLast ? `One sequence of the test set. Correct answer at the last step: ${targetText(task, targets)}.` : "One sequence of the test set, with the correct answer at each step that counts.";
  const when = `After update ${wholeNumber(step)}`;
  const isCorrect = ({ rows }, k) => bestClass(rows[k]) === targets[k];
  if (task.kind === "classes" && isLast) return `${when}, ${whoPredicts(known, (run) => (isCorrect(run, 0) ? "" : task.outputs[bestClass(run.rows[0])]))}; the correct answer is ${targetText(task, targets)}.`;
  if (task.kind === "classes") return `${when}, ${list(known.map((run) => `${run.name} has ${steps.filter((t) => isCorrect(run, t)).length} of ${steps.length} predictions correct`))}.`;
  const error = ({ rows }) => steps.flatMap((t) => rows[isLast ? 0 : t].map((value, k) => Math.abs(value - targets[isLast ? 0 : t][k]))).reduce((a, b, _, { length }) => a + b / length, 0);
  const errors = perRun(known, (run) => shortNumber(error(run)));
  if (isLast && task.outputs.length === 1) return `${when}, the absolute error is ${errors}; the correct answer is ${targetText(task, targets)}.`;
  return `${when}, the mean absolute error is ${errors}.`;
}

const targetText = (task, targets) => (task.kind === "classes" ? `“${task.outputs[targets[0]]}”` : list(targets[0].map(shortNumber)));

/** Group runs with the same prediction: "LSTM and GRU are correct and RNN predicts “C”". */
function whoPredicts(runs, wrongClass) {
  const groups = Map.groupBy(runs, wrongClass);
  return list([...groups].map(([wrong, members]) => {
    const names = list(members.map(({ name }) => name));
    if (wrong) return `${names} ${members.length > 1 ? "predict" : "predicts"} “${wrong}”`;
    return `${names} ${members.length > 1 ? "are" : "is"} correct`;
  }));
}

/** The gates: the mean of each over units and steps of the probe. */
export function ofGates({ run, record }) {
  const gates = run.letters.filter(({ name, gate }) => gate && record.values[name]);
  const mean = ({ rows }) => rows.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0) / row.length, 0) / rows.length;
  const when = `After update ${wholeNumber(record.step)}`;
  if (!gates.length) return `${when}: ${run.name} has no gate; h is replaced completely at every step.`;
  const keepGate = gates.find(({ role }) => role === "keep");
  const means = list(gates.map((gate) => `${gate.name} is ${mean(record.values[gate.name]).toFixed(2)}`));
  return `${when}, on average over units and steps, ${means}.${keepGate ? halfLife(mean(record.values[keepGate.name])) : ""}`;
}

function halfLife(factor) {
  const steps = Math.max(1, Math.round(Math.log(0.5) / Math.log(factor)));
  const span = factor > 0.9995 ? "more than a thousand steps" : `${wholeNumber(steps)} ${steps === 1 ? "step" : "steps"}`;
  return ` A keep gate of ${factor.toFixed(2)} halves the memory in ${span}.`;
}
