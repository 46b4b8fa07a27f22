// The sentences: what each figure shows, said from its own numbers.

import { best, placesOf, rowsOf, truthOf } from "./answers.js";
import { mark } from "./axis.js";

const list = (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`);
const last = (values) => values.findLast((value) => !Number.isNaN(value));
const started = (lines) => lines.filter(({ steps }) => steps.length);

/** The loss: where each stands, in which order, and against who has seen nothing. */
export function ofLoss(lines, guess) {
  const known = started(lines).map((one) => ({ ...one, now: last(one.median) })).filter(({ now }) => now !== undefined);
  if (!known.length) return "Each line will be the loss of one network on the batch of each update; lower is better.";
  const sorted = known.toSorted((a, b) => a.now - b.now);
  const below = guess ? sorted.filter(({ now }) => now < 0.9 * guess).map(({ name }) => name) : [];
  const stands = `The loss stands at ${list(sorted.map(({ name, now }) => `${mark(now)} (${name})`))}`;
  if (!guess) return `${stands}; lower is better.`;
  return `${stands}; ${below.length ? `${list(below)} ${below.length > 1 ? "have" : "has"} learned something that a guess does not know` : "none is better yet than a guess"}.`;
}

/** The metric of the test set: who has solved the task, who is where. */
export function ofMetric(lines, { metric, solved }) {
  const known = started(lines).map((one) => ({ ...one, now: last(one.median) })).filter(({ now }) => now !== undefined);
  if (!known.length) return `What will be drawn here: ${metric.words}.`;
  const reached = (value) => (metric.better === "higher" ? value >= solved : value <= solved);
  const parts = known.map(({ name, now, seeds }) => {
    const there = seeds.filter((values) => reached(values.at(-1))).length;
    return `${name} is at ${mark(now)} (${there} of ${seeds.length} ${seeds.length > 1 ? "seeds have" : "seed has"} solved it)`;
  });
  return `On the test set ${list(parts)}. It is ${metric.words}.`;
}

/** The gradient: how often it is longer than where it is clipped. */
export function ofNorm(lines, limit) {
  const known = started(lines);
  if (!known.length) return "Each line will be the length of the gradient before it is clipped.";
  const share = ({ median }) => median.filter((value) => value > limit).length / median.length;
  const parts = known.map((one) => (limit ? `${one.name}'s was clipped in ${Math.round(100 * share(one))} % of the updates drawn` : `${one.name}'s is ${mark(last(one.median) ?? NaN)} long`));
  return `Of the gradients, ${list(parts)}${limit ? ` (longer than ${mark(limit)})` : ""}.`;
}

/** The saturation of the network that is looked into: its most open and its most closed gate. */
export function ofSaturation(lines) {
  const known = started(lines).map((one) => ({ name: one.name, now: last(one.median) ?? 0 }));
  if (!known.length) return "Here stands how many of a gate's values lie below 0.1 or above 0.9; a cell without gates has none.";
  const { name, now } = known.reduce((most, one) => (one.now > most.now ? one : most));
  return `Most saturated is ${name.replace("→", "near")}: ${Math.round(100 * now)} % of its values on the probe. A saturated gate hardly learns any more.`;
}

/** The probe: what is right, and who says it. */
export function ofProbe({ task, answers, step }) {
  const truth = truthOf({ task, answers });
  const heard = answers.filter(({ said }) => said).map((one) => ({ ...one, rows: rowsOf(one.said, task) }));
  if (!heard.length) return task.where === "last" ? `One sequence of the test set. Right at its end ${task.kind === "classes" ? `is “${task.outputs[truth[0]]}”` : `is ${list(truth[0].map(mark))}`}.` : "One sequence of the test set, with what is right at each judged step.";
  const places = placesOf(task);
  const place = (t) => (task.where === "last" ? 0 : t);
  const parts = heard.map(({ name, rows }) => {
    if (task.kind === "classes") return `${name} ${places.length > 1 ? `has ${places.filter((t) => best(rows[place(t)]) === truth[place(t)]).length} of ${places.length} right` : best(rows[0]) === truth[0] ? "is right" : `says “${task.outputs[best(rows[0])]}”`}`;
    const off = places.flatMap((t) => rows[place(t)].map((value, k) => Math.abs(value - truth[place(t)][k])));
    return `${name} is off by ${mark(off.reduce((a, b) => a + b, 0) / off.length)}`;
  });
  const right = places.length > 1 ? "" : ` Right is ${task.kind === "classes" ? `“${task.outputs[truth[0]]}”` : list(truth[0].map(mark))}.`;
  return `After update ${step.toLocaleString("en-US")}, ${list(parts)}${places.length > 1 && task.kind !== "classes" ? " on average" : ""}.${right}`;
}

/** The gates: how far open each is over the probe, in the mean. */
export function ofGates({ run, look }) {
  const gates = run.letters.filter(({ name, gate }) => gate && look.values[name]);
  const mean = ({ rows }) => rows.reduce((sum, row) => sum + row.reduce((a, b) => a + b, 0) / row.length, 0) / rows.length;
  const when = `After update ${look.step.toLocaleString("en-US")}`;
  if (!gates.length) return `${when}: ${run.name} has no gate; h is rewritten whole at every step.`;
  const keep = gates.find(({ role }) => role === "keep");
  const open = list(gates.map((gate) => `${gate.name} is open to ${mean(look.values[gate.name]).toFixed(2)}`));
  const kept = keep && mean(look.values[keep.name]);
  const life = keep ? ` At ${keep.name} = ${kept.toFixed(2)}, half of a memory is gone after ${kept > 0.9995 ? "more than a thousand" : Math.max(1, Math.round(Math.log(0.5) / Math.log(kept))).toLocaleString("en-US")} steps.` : "";
  return `${when}, in the mean over units and steps, ${open}.${life}`;
}
