// The sentences: what each figure shows, said from its own numbers.

import { best, placesOf, rowsOf, truthOf } from "./answers.js";
import { mark, whole } from "./axis.js";

const list = (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`);
const percent = (share) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`;
const last = (values) => values.findLast((value) => !Number.isNaN(value));
const standing = (lines) => lines.map((one) => ({ ...one, now: last(one.median) })).filter(({ now }) => now !== undefined);

/** The loss: where each stands, the lowest first, and against who has seen nothing. */
export function ofLoss(lines, guess) {
  const known = standing(lines).sort((a, b) => a.now - b.now);
  if (!known.length) return "Each line will be the loss of one network on the batch of each update; lower is better.";
  const stands = `The loss stands at ${list(known.map(({ name, now }) => `${mark(now)} (${name})`))}`;
  if (!guess) return `${stands}; lower is better.`;
  const below = known.filter(({ now }) => now < 0.9 * guess).map(({ name }) => name);
  const better = below.length === known.length && known.length > 1 ? "all have" : below.length ? `${list(below)} ${below.length > 1 ? "have" : "has"}` : "";
  return `${stands}; ${better ? `${better} left the best answer that is always the same (${mark(guess)}) behind` : `none is clearly better yet than always giving the same answer (${mark(guess)})`}.`;
}

/** The metric of the test set: where each stands, and how many seeds have solved the task. */
export function ofMetric(lines, { metric, solved }) {
  const known = standing(lines);
  if (!known.length) return `What will be drawn here: ${metric.words}.`;
  const reached = (value) => (metric.better === "higher" ? value >= solved : value <= solved);
  const written = (value) => (metric.percent ? percent(value) : mark(value));
  const parts = known.map(({ name, now, seeds }) => {
    const there = seeds.filter((values) => reached(values.at(-1))).length;
    return `${name} is at ${written(now)}${there ? ` (${seeds.length > 1 ? `${there} of ${seeds.length} seeds have ` : ""}solved it)` : ""}`;
  });
  return `On the test set ${list(parts)}. This is ${metric.words}.`;
}

/** The gradient: how often it is longer than where it is clipped. */
export function ofNorm(lines, limit) {
  const known = standing(lines);
  if (!known.length) return "Each line will be the length of the gradient before it is clipped.";
  const share = ({ seeds }) => {
    const known = seeds.flatMap((values) => [...values]).filter((value) => !Number.isNaN(value)); // each seed is clipped by itself
    return known.filter((value) => value > limit).length / Math.max(1, known.length);
  };
  if (!limit) return `The gradient's length is now ${list(known.map(({ name, now }) => `${mark(now)} (${name})`))}; nothing is clipped by its norm.`;
  if (known.every((one) => share(one) === 0)) return `No gradient drawn is longer than ${mark(limit)}, so none was clipped.`;
  return `The gradient was longer than ${mark(limit)}, and so was clipped, in ${list(known.map((one) => `${percent(share(one))} of the updates drawn (${one.name})`))}.`;
}

/** The saturation of the network that is looked into: the gate with the most values near one of its ends. */
export function ofSaturation(lines) {
  const known = standing(lines);
  if (!known.length) return "What share of a gate's values lies below 0.1 (→ 0, dotted) or above 0.9 (→ 1); a cell without gates has none.";
  if (known.every(({ now }) => now === 0)) return "No gate has a value below 0.1 or above 0.9 on the probe: none is saturated.";
  const { name, now } = known.reduce((most, one) => (one.now > most.now ? one : most));
  const [letter, , end] = name.split(" ");
  return `${percent(now)} of ${letter} is ${end === "1" ? "above 0.9" : "below 0.1"}, more than of any other gate at either end. There a sigmoid is flat, and little is learned through it.`;
}

/** The probe: what is right, and who says it. */
export function ofProbe({ task, answers, step }) {
  const truth = truthOf({ task, answers });
  const heard = answers.filter(({ said }) => said).map((one) => ({ ...one, rows: rowsOf(one.said, task) }));
  const places = placesOf(task);
  const one = task.where === "last";
  if (!heard.length) return one ? `One sequence of the test set. Right at its end is ${rightAt(task, truth)}.` : "One sequence of the test set, with what is right at each step that is judged.";
  const when = `After update ${whole(step)}`;
  if (task.kind === "classes" && one) return `${when}, ${voices(heard, ({ rows }) => (best(rows[0]) === truth[0] ? "" : task.outputs[best(rows[0])]))}; right is ${rightAt(task, truth)}.`;
  if (task.kind === "classes") return `${when}, of ${places.length} answers ${list(heard.map(({ name, rows }) => `${name} has ${places.filter((t) => best(rows[t]) === truth[t]).length} right`))}.`;
  const off = ({ rows }) => places.flatMap((t) => rows[one ? 0 : t].map((value, k) => Math.abs(value - truth[one ? 0 : t][k]))).reduce((a, b, _, { length }) => a + b / length, 0);
  return `${when}, ${list(heard.map((voice) => `${voice.name} is off by ${mark(off(voice))}`))}${one && task.outputs.length === 1 ? `; right is ${rightAt(task, truth)}` : " on average"}.`;
}

const rightAt = (task, truth) => (task.kind === "classes" ? `“${task.outputs[truth[0]]}”` : list(truth[0].map(mark)));

/** Say together who says the same: "LSTM and GRU are right and RNN says “C”". */
function voices(heard, says) {
  const groups = Map.groupBy(heard, says);
  return list([...groups].map(([word, who]) => {
    const names = list(who.map(({ name }) => name));
    if (word) return `${names} ${who.length > 1 ? "say" : "says"} “${word}”`;
    return `${names} ${who.length > 1 ? "are" : "is"} right`;
  }));
}

/** The gates: how far open each is over the probe, in the mean. */
export function ofGates({ run, look }) {
  const gates = run.letters.filter(({ name, gate }) => gate && look.values[name]);
  const mean = ({ rows }) => rows.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0) / row.length, 0) / rows.length;
  const when = `After update ${whole(look.step)}`;
  if (!gates.length) return `${when}: ${run.name} has no gate; h is rewritten whole at every step.`;
  const keep = gates.find(({ role }) => role === "keep");
  const open = list(gates.map((gate) => `${gate.name} is open to ${mean(look.values[gate.name]).toFixed(2)}`));
  return `${when}, in the mean over units and steps, ${open}.${keep ? halfLife(keep.name, mean(look.values[keep.name])) : ""}`;
}

function halfLife(letter, kept) {
  const steps = Math.max(1, Math.round(Math.log(0.5) / Math.log(kept)));
  const long = kept > 0.9995 ? "more than a thousand steps" : `${whole(steps)} ${steps === 1 ? "step" : "steps"}`;
  return ` Where ${letter} is ${kept.toFixed(2)}, half of a memory is gone after ${long}.`;
}
