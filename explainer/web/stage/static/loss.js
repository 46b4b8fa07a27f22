// The loss: what is asked of the last layer, or of one number, and what it feels of them; the same as Python's losses.py.

/** Read a question as it stands in a link: "recall.entropy", "last", "c.3.12" (a value's name, unit and step from 1). */
export function readAsk(text) {
  const [ask, unit, t] = text.split(".");
  if (t !== undefined) return { ask: "number", error: "", of: { name: ask, unit: unit - 1, t: t - 1 } };
  return { ask, error: unit ?? "", of: null };
}

export const writeAsk = ({ ask, error, of }) => (ask === "number" ? `${of.name}.${of.unit + 1}.${of.t + 1}` : error ? `${ask}.${error}` : ask);

/** Return the steps that a question reads, the last one last. */
export function stepsOf({ ask, of }, count) {
  if (ask === "number") return [of.t];
  const all = Array.from({ length: count }, (_, t) => t);
  return ask === "each" ? all : ask === "predict" ? all.slice(0, -1) : all.slice(-1);
}

/**
 * Ask a model: {value, seeds: {name: (T, units)}, at: the layer}. `readout` is {weights (k, m), bias (k)}.
 * Numbers of any layer can be asked about; all else is asked of the last.
 */
export function lossOf(question, model, readout, layer) {
  const last = model.layers.length - 1;
  const { ask, of } = question;
  const steps = stepsOf(question, model.x.columns);
  if (ask === "recall" || ask === "predict") return { ...answered(question, steps, model, readout), at: last };
  const [name, at] = ask === "number" ? [of.name, layer] : ["h", last];
  const { line, rows } = model.values[at][name];
  const seed = new Float64Array(line.length);
  let value = 0;
  for (const t of steps) {
    for (let u = 0; u < rows; u++) {
      if (ask === "number" && u !== of.unit) continue;
      seed[t * rows + u] = 1;
      value += line[t * rows + u];
    }
  }
  return { value, seeds: { [name]: seed }, at };
}

function answered({ ask, error }, steps, model, { weights, bias }) {
  const { line, rows: m } = model.values.at(-1).h;
  const { x } = model;
  const seed = new Float64Array(line.length);
  let value = 0;
  for (const t of steps) {
    const answers = bias.data.map((start, k) => {
      let sum = start;
      for (let u = 0; u < m; u++) sum += weights.data[k * m + u] * line[t * m + u];
      return sum;
    });
    const target = Float64Array.from(answers, (_, k) => x.data[k * x.columns + (ask === "recall" ? 0 : t + 1)]);
    const [lost, felt] = (error === "entropy" ? entropy : squared)(answers, target);
    value += lost / steps.length;
    for (let k = 0; k < felt.length; k++) for (let u = 0; u < m; u++) seed[t * m + u] += (felt[k] * weights.data[k * m + u]) / steps.length;
  }
  return { value, seeds: { h: seed } };
}

function squared(answers, target) {
  const off = answers.map((answer, k) => answer - target[k]);
  return [off.reduce((sum, one) => sum + one * one, 0) / 2, off];
}

function entropy(answers, target) {
  const most = Math.max(...answers);
  const whole = Math.log(answers.reduce((sum, answer) => sum + Math.exp(answer - most), 0)) + most;
  const lost = answers.reduce((sum, answer, k) => sum - (target[k] ? target[k] * (answer - whole) : 0), 0);
  return [lost, answers.map((answer, k) => Math.exp(answer - whole) - target[k])];
}
