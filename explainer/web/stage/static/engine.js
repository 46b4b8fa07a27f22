// Forward pass: runs a program's steps over a sequence, one primitive at a time, like Python's numerics/trace.py.

import { erf } from "../shared/erf.js";
import { measure } from "../shared/spread.js";

/**
 * The element-wise primitives: each writes into r from a and b, arrays of one length. One loop per primitive, because a
 * shared loop that calls a function per element runs ten times slower. The matrix product is further down.
 */
const FORWARD = {
  add: (r, a, b) => { for (let u = 0; u < r.length; u++) r[u] = a[u] + b[u]; },
  sub: (r, a, b) => { for (let u = 0; u < r.length; u++) r[u] = a[u] - b[u]; },
  neg: (r, a) => { for (let u = 0; u < r.length; u++) r[u] = -a[u]; },
  mul: (r, a, b) => { for (let u = 0; u < r.length; u++) r[u] = a[u] * b[u]; },
  sigmoid: (r, a) => { for (let u = 0; u < r.length; u++) r[u] = 1 / (1 + Math.exp(-a[u])); },
  tanh: (r, a) => { for (let u = 0; u < r.length; u++) r[u] = Math.tanh(a[u]); },
  relu: (r, a) => { for (let u = 0; u < r.length; u++) r[u] = a[u] > 0 || Number.isNaN(a[u]) ? a[u] : 0; },
  div: (r, a, b) => { for (let u = 0; u < r.length; u++) r[u] = a[u] / b[u]; },
  exp: (r, a) => { for (let u = 0; u < r.length; u++) r[u] = Math.exp(a[u]); },
  log: (r, a) => { for (let u = 0; u < r.length; u++) r[u] = Math.log(a[u]); },
  erf: (r, a) => { for (let u = 0; u < r.length; u++) r[u] = erf(a[u]); },
  min: (r, a, b) => { for (let u = 0; u < r.length; u++) r[u] = Math.min(a[u], b[u]); },
  max: (r, a, b) => { for (let u = 0; u < r.length; u++) r[u] = Math.max(a[u], b[u]); },
  norm: (r, a) => {
    const { mean, spread } = measure(a, 0, r.length);
    for (let u = 0; u < r.length; u++) r[u] = (a[u] - mean) / spread;
  },
  same: (r, a) => r.set(a),
};

/**
 * Run layers over a sequence; the h of one layer is the x of the next, which also sees its states as "c_below".
 *
 * layer = {params: {name: {data, rows, columns}}, state: {name: Float64Array}, holds: [{name, since, value}]};
 * x = {data, rows: n, columns: T}. Returns one {name: {data, rows: units, columns: T}} per layer. `reuse` is an earlier
 * result of the same sizes, whose buffers are overwritten.
 */
export function run(program, layers, x, reuse = []) {
  const values = [];
  for (const [k, layer] of layers.entries()) {
    values.push(runLayer(program, layer, k ? values[k - 1].h : x, values[k - 1], reuse[k]));
  }
  return values;
}

function runLayer(program, layer, x, lower, reuse) {
  const [steps, m] = [x.columns, layer.m];
  const now = initialValues(program, layer, x.rows);
  const operations = program.steps.map((step) => bind(step, now, layer.params));
  const holds = layer.holds.map((hold) => ({ ...hold, k: program.steps.findIndex(({ name }) => name === hold.name) }));
  const past = program.states.map((state) => [now[`${state}_prev`], now[state]]);
  const names = Object.keys(now).filter((name) => ArrayBuffer.isView(now[name]));
  const values = Object.fromEntries(names.map((name) => [name, reuse?.[name] ?? makeBuffer(now[name].length, steps)]));
  values.x = x;
  for (const state of lower ? program.below : []) values[`${state}_below`] = lower[state]; // zeros below the first layer
  const below = program.below.map((state) => [now[`${state}_below`], values[`${state}_below`].timeMajor]);
  const inputs = ["x", ...program.below.map((state) => `${state}_below`)];
  const outputs = names.filter((name) => !inputs.includes(name)).map((name) => ({ from: now[name], into: values[name] }));
  const read = x.data; // a getter for the layers above the first
  for (let t = 0; t < steps; t++) {
    for (let u = 0; u < x.rows; u++) now.x[u] = read[u * steps + t];

    for (let k = 0; k < below.length; k++) below[k][0].set(below[k][1].subarray(t * m, (t + 1) * m));
    for (let k = 0; k < operations.length; k++) {
      operations[k].compute();
      for (let j = 0; j < holds.length; j++) if (holds[j].k === k && t >= holds[j].since) operations[k].into.fill(holds[j].value);
    }
    for (let k = 0; k < outputs.length; k++) outputs[k].into.timeMajor.set(outputs[k].from, t * outputs[k].from.length);
    for (let k = 0; k < past.length; k++) past[k][0].set(past[k][1]);
  }
  for (const { into } of outputs) into.stale = true;
  return values;
}

const BLOCK = 16;

/** Transpose (T, units) into (units, T), a block at a time: whole columns would miss the cache at each number. */
function transpose(from, data, rows, columns) {
  for (let t0 = 0; t0 < columns; t0 += BLOCK) {
    const end = Math.min(t0 + BLOCK, columns);
    for (let u = 0; u < rows; u++) for (let t = t0; t < end; t++) data[u * columns + t] = from[t * rows + u];
  }
}

/** Return a buffer for a value over time: `timeMajor` (T, units) as computed, `data` (units, T) transposed when first read. */
export function makeBuffer(rows, columns) {
  let transposed = null;
  return {
    rows, columns, timeMajor: new Float64Array(rows * columns), stale: true,
    get data() {
      transposed ??= new Float64Array(rows * columns);
      if (this.stale) transpose(this.timeMajor, transposed, rows, columns);
      this.stale = false;
      return transposed;
    },
  };
}

/** Return one vector per value of a single step, with each state before the first step filled in. */
function initialValues(program, layer, n) {
  const now = { x: new Float64Array(n) };
  for (const state of program.states) now[`${state}_prev`] = Float64Array.from(layer.state[state] ?? new Float64Array(layer.m));
  for (const state of program.below) now[`${state}_below`] = new Float64Array(layer.m);
  for (const { name, size } of program.steps) now[name] = new Float64Array(size === "m" ? layer.m : n);
  return now;
}

/** Bind one step to its vectors, so that compute() needs no lookup. */
function bind({ name, op, args }, now, params) {
  const into = now[name];
  const [one, other] = args.map((arg) => now[arg] ?? params[arg]?.data ?? new Float64Array(into.length).fill(Number(arg)));
  if (op === "matmul") return { into, compute: () => multiply(params[args[0]], other, into) };
  return { into, compute: () => FORWARD[op](into, one, other) };
}

/** Multiply a matrix by a vector; entries of the vector that are 0 are skipped. */
function multiply({ data, rows, columns }, vector, into) {
  let count = 0;
  for (let k = 0; k < columns; k++) if (vector[k] !== 0) nonZero[count++] = k;
  if (count === columns) return dense(data, rows, columns, vector, into);
  for (let u = 0; u < rows; u++) into[u] = sparse(data, u * columns, vector, count);
}

const nonZero = new Int32Array(4096); // indices of the current vector's entries that are not 0

function sparse(data, from, vector, count) {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += data[from + nonZero[k]] * vector[nonZero[k]];
  return sum;
}

/** Multiply four rows at a time: each entry of the vector is fetched once for all four, and no sum waits for another. */
function dense(data, rows, columns, vector, into) {
  let u = 0;
  for (; u + 3 < rows; u += 4) {
    const one = u * columns, two = one + columns, three = two + columns, four = three + columns;
    let a = 0, b = 0, c = 0, d = 0;
    for (let k = 0; k < columns; k++) {
      const v = vector[k];
      a += data[one + k] * v;
      b += data[two + k] * v;
      c += data[three + k] * v;
      d += data[four + k] * v;
    }
    into[u] = a;
    into[u + 1] = b;
    into[u + 2] = c;
    into[u + 3] = d;
  }
  for (let k = 0; k < columns; k++) nonZero[k] = k;
  for (; u < rows; u++) into[u] = sparse(data, u * columns, vector, columns);
}
