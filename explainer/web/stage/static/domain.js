// Domain: tells the first operation that was given a number for which it has no value, like Python's numerics/domain.py.

import { make } from "../shared/dom.js";
import { number } from "../shared/formulas.js";
import { timeMajorOf } from "./backward.js";

/** Make the message; returns {element, update()}. */
export function makeDomain(stage) {
  const element = make("p", { className: "gs-domain", role: "status" });
  const steps = stage.header.program.steps.filter(({ domain }) => domain);
  const update = () => {
    const text = steps.length ? sentence(stage, steps) : "";
    if (element.textContent !== text) element.textContent = text;
    element.hidden = !text;
  };
  return { element, update, needs: ["values"] };
}

function sentence({ model }, steps) {
  const found = model.layers.flatMap((layer, k) => steps.map((step) => firstOutside(step, layer, model.values[k])).filter(Boolean).map((one) => ({ ...one, k })));
  if (!found.length) return "";
  const { step, t, unit, numbers, k } = found.reduce((first, one) => (one.t < first.t || (one.t === first.t && one.k < first.k) ? one : first));
  const layer = model.layers.length > 1 ? ` of layer ${k + 1}` : "";
  const written = step.domain.written.replace(/\{(\d)\}/g, (_, place) => number(numbers[place]));
  return `At step ${t + 1}${layer}, in unit ${unit + 1} of ${step.equation}, ${written} has no value: ${step.domain.reason}.`;
}

/** Return the first time step and unit of a step whose argument lies outside its domain, or null; held values are not computed. */
function firstOutside(step, layer, values) {
  const { rows: size, columns: steps } = values[step.name];
  const held = layer.holds.filter(({ name }) => name === step.name).map(({ since }) => since);
  const argument = (place) => {
    const [name, value] = [step.args[place], values[step.args[place]]];
    const data = value ? timeMajorOf(value) : layer.params[name]?.data;
    return (t, u) => (value ? data[t * size + u] : data ? data[u] : Number(name));
  };
  const args = step.args.map((_, place) => argument(place));
  const last = Math.min(steps, ...held);
  for (let t = 0; t < last; t++) {
    for (let u = 0; u < size; u++) if (isOutside(args[step.domain.argument](t, u), step.domain)) return { step, t, unit: u, numbers: args.map((at) => at(t, u)) };
  }
  return null;
}

const isOutside = (value, { low, high, nonzero }) => (low !== null && value <= low) || (high !== null && value > high) || (nonzero && value === 0);
