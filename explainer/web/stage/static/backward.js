// The backward pass: what every value does to a loss, by the engine's own steps walked the other way.

import { measure } from "../shared/spread.js";
import { room } from "./engine.js";

/**
 * What an operation sends back to each of its arguments, one loop each, as in the engine. A hop holds the arrays:
 * `into` and `up` are gradients, `r`, `a` and `b` values; o, ao and bo are where this time step begins in them.
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
  sigmoid: [({ into, up, r, size }, o) => { for (let u = 0; u < size; u++) into[o + u] += up[o + u] * r[o + u] * (1 - r[o + u]); }],
  tanh: [({ into, up, r, size }, o) => { for (let u = 0; u < size; u++) into[o + u] += up[o + u] * (1 - r[o + u] * r[o + u]); }],
  relu: [({ into, up, a, size }, o, ao) => { for (let u = 0; u < size; u++) if (!(a[ao + u] <= 0)) into[o + u] += up[o + u]; }],
  norm: [({ into, up, r, a, size }, o, ao) => {
    const { spread } = measure(a, ao, size);
    const { common, stretch } = lostIn(up, r, o, size);
    for (let u = 0; u < size; u++) into[o + u] += (up[o + u] - common - r[o + u] * stretch) / spread;
  }],
};

/** What norm does not send on: the mean of what arrives, and of what arrives times the result. */
export function lostIn(up, r, o, size) {
  let [common, stretch] = [0, 0];
  for (let u = o; u < o + size; u++) {
    common += up[u];
    stretch += up[u] * r[u];
  }
  return { common: common / size, stretch: stretch / size };
}

function pass(sign) {
  return ({ into, up, size }, o) => { for (let u = 0; u < size; u++) into[o + u] += sign * up[o + u]; };
}

/** Return the local derivative of one unit-wise operation with respect to one argument, by its own rule: r, a and b are numbers. */
export function local(op, k, r, a, b) {
  const into = [0];
  RULES[op][k]({ into, up: [1], r: [r], a: [a], b: [b], size: 1 }, 0, 0, 0);
  return into[0];
}

/**
 * Send a loss back through layers that have been run; `seeds` is {name: (T, units)} for the layer `at`, what the loss
 * reads there by itself. Returns one {name: room} per layer; with `kept`, an earlier result, its rooms are used again.
 */
export function backward(program, layers, values, { seeds, at }, kept = []) {
  const found = [];
  let above = {};
  for (let k = layers.length - 1; k >= 0; k--) {
    found[k] = backLayer(program, layers[k], values[k], k === at ? seeds : above, kept[k]);
    above = k <= at ? handedDown(program, found[k]) : {};
  }
  return found;
}

/** What the states of a layer feel of the layer above: as its input, and as what it finds below. */
function handedDown(program, above) {
  const felt = { h: above.x.line };
  for (const state of program.below) {
    const { line } = above[`${state}_below`];
    felt[state] = felt[state]?.map((value, k) => value + line[k]) ?? line;
  }
  return felt;
}

function backLayer(program, layer, values, seeds, kept) {
  const steps = values.h.columns;
  const names = ["x", ...program.states.map((state) => `${state}_prev`), ...program.below.map((state) => `${state}_below`), ...program.steps.map(({ name }) => name)];
  const found = Object.fromEntries(names.map((name) => [name, kept?.[name] ?? room(values[name].rows, steps)]));
  for (const name of names) {
    found[name].line.fill(0);
    if (seeds[name]) found[name].line.set(seeds[name]);
    found[name].stale = true;
  }
  const lines = Object.fromEntries(names.map((name) => [name, lineOf(values[name])]));
  const hops = [...program.steps].reverse().flatMap((step) => hopsOf(step, layer, lines, found));
  const links = program.states.map((state) => [found[state].line, found[`${state}_prev`].line]);
  for (let t = steps - 1; t >= 0; t--) {
    if (t < steps - 1) for (const [now, past] of links) carry(now, past, t * layer.m, layer.m);
    for (let k = 0; k < hops.length; k++) hops[k](t);
  }
  return found;
}

/** What the next step has sent to the past joins what this step's own operations will send. */
function carry(now, past, o, m) {
  for (let u = 0; u < m; u++) now[o + u] += past[o + m + u];
}

/** Values as they are made, (T, units); the sequence that is read lies the other way. */
export function lineOf({ line, data, rows, columns }) {
  if (line) return line;
  const turned = new Float64Array(rows * columns);
  for (let u = 0; u < rows; u++) for (let t = 0; t < columns; t++) turned[t * rows + u] = data[u * columns + t];
  return turned;
}

/** The ways back from one step; from where it is held nothing goes back. */
function hopsOf(step, layer, lines, found) {
  const until = Math.min(...layer.holds.filter(({ name }) => name === step.name).map(({ since }) => since), Infinity);
  const up = found[step.name].line;
  const size = found[step.name].rows;
  if (step.op === "matmul") {
    const into = found[step.args[1]]?.line;
    return into ? [(t) => t < until && transposed(layer.params[step.args[0]], up, into, t)] : [];
  }
  const values = step.args.map((arg) => lines[arg] ?? layer.params[arg]?.data ?? new Float64Array(size).fill(Number(arg)));
  const moves = step.args.map((arg) => (lines[arg] ? size : 0));
  return step.args.flatMap((arg, k) => {
    if (!found[arg]) return [];
    const hop = { into: found[arg].line, up, r: lines[step.name], a: values[0], b: values[1], size };
    const rule = RULES[step.op][k];
    return [(t) => t < until && rule(hop, t * size, t * moves[0], t * (moves[1] ?? 0))];
  });
}

/** Through a matrix the gradient goes by its transpose: here too units mix. */
function transposed({ data, rows, columns }, up, into, t) {
  const [o, i] = [t * rows, t * columns];
  for (let u = 0; u < rows; u++) {
    const felt = up[o + u];
    if (felt === 0) continue;
    for (let k = 0, w = u * columns; k < columns; k++, w++) into[i + k] += data[w] * felt;
  }
}

/**
 * What a parameter owes for the steps from `from` on: its gradient so far, {data, rows, columns}. A weight is used at
 * every step, so its bill is a sum over them; with one more argument, of the step `from` alone.
 */
export function bill(program, layer, values, found, param, from, alone = false) {
  const { rows, columns } = layer.params[param];
  const data = new Float64Array(rows * columns);
  for (const step of program.steps) {
    step.args.forEach((arg, k) => arg === param && charge(step, k, { layer, values, found, data, from, alone }));
  }
  return { data, rows, columns };
}

function charge(step, k, { layer, values, found, data, from, alone }) {
  const { line: up, rows, columns: steps } = found[step.name];
  const until = Math.min(...layer.holds.filter(({ name }) => name === step.name).map(({ since }) => since), steps);
  const others = step.args.map((arg) => (values[arg] ? lineOf(values[arg]) : layer.params[arg]?.data ?? new Float64Array(rows).fill(Number(arg))));
  const result = lineOf(values[step.name]);
  const last = Math.min(until, alone ? from + 1 : steps);
  for (let t = from; t < last; t++) {
    const here = (line) => line.subarray(t * rows, (t + 1) * rows);
    const [a, b] = step.args.map((arg, j) => (values[arg] && step.op !== "matmul" ? here(others[j]) : others[j]));
    if (step.op === "matmul" && k) transposed(layer.params[step.args[0]], up.subarray(t * rows), data, 0);
    else if (step.op === "matmul") outer(up, others[1], data, t, rows, values[step.args[1]]?.rows);
    else RULES[step.op][k]({ into: data, up: here(up), r: here(result), a, b, size: rows }, 0, 0, 0);
  }
}

/** A parameter that is multiplied (no rows of its own over time) stands still: its place is the same at every step. */
function outer(up, vector, data, t, rows, columns) {
  const width = columns ?? vector.length;
  const o = columns === undefined ? 0 : t * width;
  for (let u = 0; u < rows; u++) for (let k = 0; k < width; k++) data[u * width + k] += up[t * rows + u] * vector[o + k];
}
