// Sentences about the gradient norms along the probe, computed from the lines that are drawn.

import { shortNumber, wholeNumber } from "./axis.js";
import { stepsThatCount } from "./predictions.js";
import { list } from "./sentences.js";

const MOST_NAMED = 3; // lines that a sentence names

/** How far back from the loss the gradient is alive, and what is left of it at the first step; of each network one state. */
export function ofGradientNorms({ task, bands, lines }) {
  const shown = lines.filter(({ state, carried }) => state === carried).slice(0, MOST_NAMED);
  if (!shown.length) return "Each line will show how much the states of each step change the loss.";
  const finite = shown.filter(({ shares }) => shares.every(Number.isFinite));
  const known = finite.filter(({ shares }) => shares.some((share) => share > 0));
  const when = new Set(shown.map(({ step }) => step)).size === 1 ? `After update ${wholeNumber(shown[0].step)}, ` : "Now ";
  const lost = shown.filter((one) => !finite.includes(one)).map((one) => `The gradient of ${nameOf(one)} overflows.`);
  const zero = finite.filter((one) => !known.includes(one)).map((one) => `The gradient of ${nameOf(one)} is 0 at every step.`);
  const reach = known.length ? [stepsThatCount(task)[0] ? ofReach(when, task, bands, known) : ofEachStep(when, task, known)] : [];
  return [...reach, ...ofExplosion(bands, known), ...lost, ...zero].join(" ");
}

const nameOf = ({ name, state }) => `${state} of ${name}`;
const each = (lines, text) => list(lines.map((one, k) => `${text(one, k)} (${one.name}, ${one.state})`));

/** The limits of a gradient that is alive, as shares of the norm at the loss. */
export function aliveLimits({ stripes }) {
  const k = stripes.findIndex(({ name }) => name === "alive");
  return [stripes[k - 1].top, stripes[k].top];
}

/** Return over how many steps back from the first step of the loss a gradient is never below the limit. */
export function reachOf(shares, first, limit) {
  let t = first;
  while (t >= 0 && shares[t] >= limit) t -= 1;
  return Math.max(0, first - t - 1);
}

function ofReach(when, task, bands, lines) {
  const [first] = stepsThatCount(task);
  const [limit] = aliveLimits(bands);
  const back = each(lines, ({ shares }, k) => {
    const reach = reachOf(shares, first, limit);
    return k ? wholeNumber(reach) : `${wholeNumber(reach)} of ${wholeNumber(first)} ${first === 1 ? "step" : "steps"} back`;
  });
  const start = task.where === "last" ? "" : `The loss begins at step ${wholeNumber(first + 1)}. `;
  const left = each(lines, ({ shares }) => shortNumber(shares[0]));
  return `${start}${when}the gradient stays alive ${back}. At step 1, ${left} of it is left; alive means at least ${shortNumber(limit)}.`;
}

/** Where the loss reads the first step already, the gradient enters at many steps, and no single way back can be told. */
function ofEachStep(when, task, lines) {
  const count = stepsThatCount(task).length;
  const read = count === task.steps ? "every step" : `${wholeNumber(count)} of ${wholeNumber(task.steps)} steps, the first one too`;
  const ranges = each(lines, ({ shares }) => {
    const found = shares.filter((share) => share > 0);
    return [...new Set([Math.min(...found), Math.max(...found)].map(shortNumber))].join(" to ");
  });
  return `${when}the loss reads ${read}, so gradient enters all along. Norms are ${ranges} times the last.`;
}

function ofExplosion(bands, lines) {
  const [, limit] = aliveLimits(bands);
  return lines.filter(({ shares }) => shares.some((share) => share >= limit)).map((one) => {
    const most = one.shares.reduce((top, share, t) => (share > one.shares[top] ? t : top), 0);
    return `The gradient of ${nameOf(one)} is exploding: at step ${wholeNumber(most + 1)} its norm is ${shortNumber(one.shares[most])} times that at the loss.`;
  });
}
