// Backward pass: the gradient of a loss for every value and parameter, by the program's steps in reverse order.

import { ERF_SLOPE_AT_0 } from "../shared/erf.js";
import { measure } from "../shared/spread.js";
import { makeBuffer } from "./engine.js";

/**
 * Backward rules: one loop for each argument of each operation. `into` and `up` are the gradients of the argument and of
 * the result, `r`, `a` and `b` the values of the result and of both arguments; o, ao and bo are this step's offsets.
 */
const RULES = {
  add: [pass(1), pass(1)],
  sub: [pass(1), pass(-1)],
  neg: [pass(-1)],
  same: [pass(1)],
  mul: [
    ({ into, up, b, size }, o, ao, bo) => { for (let u = 0; u < size; u++) into[o + u] += up[o + u] * b[bo + u]; },
    ({ into, up, a, size }, o, ao) => { for (let u = 0; u < size; u++) into[o + u] += up[o + u] * a[ao + u]; },
  ],
  div: [
    ({ into, up, b, size }, o, ao, bo) => { for (let u = 0; u < size; u++) into[o + u] += up[o + u] / b[bo + u]; },
    ({ into, up, r, b, size }, o, ao, bo) => { for (let u = 0; u < size; u++) into[o + u] -= up[o + u] * r[o + u] / b[bo + u]; },
  ],
  exp: [({ into, up, r, size }, o) => { for (let u = 0; u < size; u++) into[o + u] += up[o + u] * r[o + u]; }],
  log: [({ into, up, a, size }, o, ao) => { for (let u = 0; u < size; u++) into[o + u] += up[o + u] / a[ao + u]; }],
  erf: [({ into, up, a, size }, o, ao) => { for (let u = 0; u < size; u++) into[o + u] += up[o + u] * ERF_SLOPE_AT_0 * Math.exp(-a[ao + u] * a[ao + u]); }],
  min: [share((a, b) => a < b), share((a, b) => b < a)],
  max: [share((a, b) => a > b), share((a, b) => b > a)],
  sigmoid: [({ into, up, r, size }, o) => { for (let u = 0; u < size; u++) into[o + u] += up[o + u] * r[o + u] * (1 - r[o + u]); }],
  tanh: [({ into, up, r, size }, o) => { for (let u = 0; u < size; u++) into[o + u] += up[o + u] * (1 - r[o + u] * r[o + u]); }],
  relu: [({ into, up, a, size }, o, ao) => { for (let u = 0; u < size; u++) if (!(a[ao + u] <= 0)) into[o + u] += up[o + u]; }],
  norm: [({ into, up, r, a, size }, o, ao) => {
    const { spread } = measure(a, ao, size);
    const { mean, projection } = normBackwardMeans(up, r, o, size);
    for (let u = 0; u < size; u++) into[o + u] += (up[o + u] - mean - r[o + u] * projection) / spread;
  }],
};

/** Return what norm's backward rule subtracts: the means over the units of the gradient, and of the gradient times the result. */
export function normBackwardMeans(up, r, o, size) {
  let [sum, projection] = [0, 0];
  for (let u = o; u < o + size; u++) {
    sum += up[u];
    projection += up[u] * r[u];
  }
  return { mean: sum / size, projection: projection / size };
}

function pass(sign) {
  return ({ into, up, size }, o) => { for (let u = 0; u < size; u++) into[o + u] += sign * up[o + u]; };
}

/** Return the rule of the smaller or larger of two: the one that is chosen gets the gradient, equal numbers half of it each. */
function share(isChosen) {
  return ({ into, up, a, b, size }, o, ao, bo) => {
    for (let u = 0; u < size; u++) into[o + u] += up[o + u] * (a[ao + u] === b[bo + u] ? 0.5 : isChosen(a[ao + u], b[bo + u]) ? 1 : 0);
  };
}

/** Return the local derivative of an element-wise operation with respect to its argument k; r, a and b are numbers. */
export function localDerivative(op, k, r, a, b) {
  const into = [0];
  RULES[op][k]({ into, up: [1], r: [r], a: [a], b: [b], size: 1 }, 0, 0, 0);
  return into[0];
}

/**
 * Backpropagate a loss through layers that have been run. `seeds` is {name: (T, units)}: the loss's own gradient for the
 * values of layer `at` that it reads. Returns one {name: buffer} per layer; `reuse` is an earlier result to overwrite.
 */
export function backward(program, layers, values, { seeds, at }, reuse = []) {
  const gradients = [];
  let fromAbove = {};
  for (let k = layers.length - 1; k >= 0; k--) {
    gradients[k] = layerBackward(program, layers[k], values[k], k === at ? seeds : fromAbove, reuse[k]);
    fromAbove = k <= at ? seedsBelow(program, gradients[k]) : {};
  }
  return gradients;
}

/** Return a layer's gradients for the states of the layer below, which it reads as x and as "c_below". */
function seedsBelow(program, gradients) {
  const seeds = { h: gradients.x.timeMajor };
  for (const state of program.below) {
    const { timeMajor } = gradients[`${state}_below`];
    seeds[state] = seeds[state]?.map((value, k) => value + timeMajor[k]) ?? timeMajor;
  }
  return seeds;
}

function layerBackward(program, layer, values, seeds, reuse) {
  const steps = values.h.columns;
  const names = ["x", ...program.states.map((state) => `${state}_prev`), ...program.below.map((state) => `${state}_below`), ...program.steps.map(({ name }) => name)];
  const gradients = Object.fromEntries(names.map((name) => [name, reuse?.[name] ?? makeBuffer(values[name].rows, steps)]));
  for (const name of names) {
    gradients[name].timeMajor.fill(0);
    if (seeds[name]) gradients[name].timeMajor.set(seeds[name]);
    gradients[name].stale = true;
  }
  const byTime = Object.fromEntries(names.map((name) => [name, timeMajorOf(values[name])]));
  const backwardSteps = [...program.steps].reverse().flatMap((step) => backwardStepsOf(step, layer, byTime, gradients));
  const links = program.states.map((state) => [gradients[state].timeMajor, gradients[`${state}_prev`].timeMajor]);
  for (let t = steps - 1; t >= 0; t--) {
    if (t < steps - 1) for (const [now, past] of links) addFromNextStep(now, past, t * layer.m, layer.m);
    for (let k = 0; k < backwardSteps.length; k++) backwardSteps[k](t);
  }
  return gradients;
}

/** Add the gradient of the next step's previous state to that of this step's state. */
function addFromNextStep(now, past, o, m) {
  for (let u = 0; u < m; u++) now[o + u] += past[o + m + u];
}

/** Return values as (T, units); the input sequence is stored as (channels, T). */
export function timeMajorOf({ timeMajor, data, rows, columns }) {
  if (timeMajor) return timeMajor;
  const transposed = new Float64Array(rows * columns);
  for (let u = 0; u < rows; u++) for (let t = 0; t < columns; t++) transposed[t * rows + u] = data[u * columns + t];
  return transposed;
}

const heldFrom = (layer, step) => Math.min(...layer.holds.filter(({ name }) => name === step.name).map(({ since }) => since), Infinity);

/** Return one function of t per argument of a step that has a gradient; from where the step is held, no gradient passes. */
function backwardStepsOf(step, layer, byTime, gradients) {
  const until = heldFrom(layer, step);
  const up = gradients[step.name].timeMajor;
  const size = gradients[step.name].rows;
  if (step.op === "matmul") {
    const into = gradients[step.args[1]]?.timeMajor;
    return into ? [(t) => t < until && multiplyTransposed(layer.params[step.args[0]], up, into, t)] : [];
  }
  const values = step.args.map((arg) => byTime[arg] ?? layer.params[arg]?.data ?? new Float64Array(size).fill(Number(arg)));
  const strides = step.args.map((arg) => (byTime[arg] ? size : 0));
  return step.args.flatMap((arg, k) => {
    if (!gradients[arg]) return [];
    const operands = { into: gradients[arg].timeMajor, up, r: byTime[step.name], a: values[0], b: values[1], size };
    const rule = RULES[step.op][k];
    return [(t) => t < until && rule(operands, t * size, t * strides[0], t * (strides[1] ?? 0))];
  });
}

/** Add the transposed matrix times the gradient of the product to the gradient of the vector. */
function multiplyTransposed({ data, rows, columns }, up, into, t) {
  const [o, i] = [t * rows, t * columns];
  for (let u = 0; u < rows; u++) {
    const gradient = up[o + u];
    if (gradient === 0) continue;
    for (let k = 0, w = u * columns; k < columns; k++, w++) into[i + k] += data[w] * gradient;
  }
}

/**
 * Return a parameter's gradient summed over the steps from `from` to the last, {data, rows, columns}; with `alone`, the
 * contribution of the step `from` only.
 */
export function parameterGradient(program, layer, values, gradients, param, from, alone = false) {
  const { rows, columns } = layer.params[param];
  const data = new Float64Array(rows * columns);
  for (const step of program.steps) {
    step.args.forEach((arg, k) => arg === param && addContributions(step, k, { layer, values, gradients, data, from, alone }));
  }
  return { data, rows, columns };
}

function addContributions(step, k, { layer, values, gradients, data, from, alone }) {
  const { timeMajor: up, rows, columns: steps } = gradients[step.name];
  const args = step.args.map((arg) => (values[arg] ? timeMajorOf(values[arg]) : layer.params[arg]?.data ?? new Float64Array(rows).fill(Number(arg))));
  const result = timeMajorOf(values[step.name]);
  const last = Math.min(heldFrom(layer, step), alone ? from + 1 : steps);
  for (let t = from; t < last; t++) {
    const atStep = (array) => array.subarray(t * rows, (t + 1) * rows);
    const [a, b] = step.args.map((arg, j) => (values[arg] && step.op !== "matmul" ? atStep(args[j]) : args[j]));
    if (step.op === "matmul" && k) multiplyTransposed(layer.params[step.args[0]], up.subarray(t * rows), data, 0);
    else if (step.op === "matmul") addOuter(up, args[1], data, t, rows, values[step.args[1]]?.rows);
    else RULES[step.op][k]({ into: data, up: atStep(up), r: atStep(result), a, b, size: rows }, 0, 0, 0);
  }
}

/** Add the outer product of a gradient and a vector at step t; a parameter as the vector is the same at every step. */
function addOuter(up, vector, data, t, rows, columns) {
  const width = columns ?? vector.length;
  const o = columns === undefined ? 0 : t * width;
  for (let u = 0; u < rows; u++) for (let k = 0; k < width; k++) data[u * width + k] += up[t * rows + u] * vector[o + k];
}
