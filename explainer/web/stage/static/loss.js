// Loss of a run, and its gradient for the values that it reads; the same as Python's numerics/losses.py.
//
// A loss is {kind, error, of}: `error` is "entropy" or "squared" where outputs are compared with targets, `of` the number
// {name, unit, t} where the loss is that number itself. The loss "logit" is the highest score of a trained readout after
// one step; its `of` is {name: "h", t}.

/** Parse a loss from a link: "recall.entropy", "last", "logit.12" (its step), or "c.3.12" (a value's name, unit and step, from 1). */
export function parseLoss(text) {
  const [kind, unit, t] = text.split(".");
  if (kind === "logit") return logitAt(unit - 1);
  if (t !== undefined) return { kind: "number", error: "", of: { name: kind, unit: unit - 1, t: t - 1 } };
  return { kind, error: unit ?? "", of: null };
}

/** The loss that is the logit of the guess after a step. */
export const logitAt = (t) => ({ kind: "logit", error: "", of: { name: "h", t } });

/** Write a loss for a link; the inverse of parseLoss. */
export function formatLoss({ kind, error, of }) {
  if (kind === "number") return `${of.name}.${of.unit + 1}.${of.t + 1}`;
  if (kind === "logit") return `logit.${of.t + 1}`;
  return error ? `${kind}.${error}` : kind;
}

/** Return the steps that a loss reads, in order; `losses` is the header's table, computed by Python for this length. */
export const stepsRead = ({ kind, of }, losses) => (of ? [of.t] : losses[kind].steps);

/**
 * Compute a loss: {value, seeds: {name: (T, units)}, at: the layer that it reads}. `losses` is the header's table,
 * `readout` {weights (k, m), bias (k)}, and `trained` that of the logit. A number can be of any layer; every other loss
 * reads the last one.
 */
export function computeLoss(loss, model, { losses, readout, trained }, layer) {
  const last = model.layers.length - 1;
  const { kind, of } = loss;
  if (kind === "logit") return { ...logit(of.t, model, trained), at: last };
  const steps = stepsRead(loss, losses);
  if (kind !== "number" && losses[kind].targets.length) return { ...readoutLoss(loss.error, losses[kind], model, readout), at: last };
  const [name, at] = kind === "number" ? [of.name, layer] : ["h", last];
  const { timeMajor, rows } = model.values[at][name];
  const seed = new Float64Array(timeMajor.length);
  let value = 0;
  for (const t of steps) {
    for (let u = 0; u < rows; u++) {
      if (kind === "number" && u !== of.unit) continue;
      seed[t * rows + u] = 1;
      value += timeMajor[t * rows + u];
    }
  }
  return { value, seeds: { [name]: seed }, at };
}

/** The highest of a readout's outputs after a step; `output` is which one it is. */
function logit(t, model, readout) {
  const { timeMajor, rows: m } = model.values.at(-1).h;
  const outputs = outputsAt(t, model, readout);
  const output = Math.max(0, outputs.indexOf(Math.max(...outputs))); // 0 where a score has overflowed
  const seed = new Float64Array(timeMajor.length);
  seed.set(readout.weights.data.subarray(output * m, (output + 1) * m), t * m);
  return { value: outputs[output], seeds: { h: seed }, output };
}

/** A readout's outputs after a step: weights times h of the last layer, plus bias. */
function outputsAt(t, model, { weights, bias }) {
  const { timeMajor, rows: m } = model.values.at(-1).h;
  return bias.data.map((start, j) => {
    let sum = start;
    for (let u = 0; u < m; u++) sum += weights.data[j * m + u] * timeMajor[t * m + u];
    return sum;
  });
}

/** Compare the readout's outputs with their targets, which are steps of x; the mean over the steps. */
function readoutLoss(error, { steps, targets }, model, readout) {
  const { timeMajor, rows: m } = model.values.at(-1).h;
  const { x } = model;
  const { weights } = readout;
  const seed = new Float64Array(timeMajor.length);
  let value = 0;
  for (const [k, t] of steps.entries()) {
    const outputs = outputsAt(t, model, readout);
    const target = Float64Array.from(outputs, (_, j) => x.data[j * x.columns + targets[k]]);
    const [loss, gradient] = (error === "entropy" ? crossEntropy : squaredError)(outputs, target);
    value += loss / steps.length;
    for (let j = 0; j < gradient.length; j++) for (let u = 0; u < m; u++) seed[t * m + u] += (gradient[j] * weights.data[j * m + u]) / steps.length;
  }
  return { value, seeds: { h: seed } };
}

function squaredError(outputs, target) {
  const difference = outputs.map((output, k) => output - target[k]);
  return [difference.reduce((sum, one) => sum + one * one, 0) / 2, difference];
}

function crossEntropy(outputs, target) {
  const largest = Math.max(...outputs);
  const logSum = Math.log(outputs.reduce((sum, output) => sum + Math.exp(output - largest), 0)) + largest;
  const loss = outputs.reduce((sum, output, k) => sum - (target[k] ? target[k] * (output - logSum) : 0), 0);
  return [loss, outputs.map((output, k) => Math.exp(output - logSum) - target[k])];
}
