// The engine: a program's steps run over a sequence, one primitive at a time, as Python's trace does it.

import { measure } from "../shared/spread.js";

/**
 * The primitives, one loop each: into r from a and b, arrays of one length. A shared loop that calls a function for
 * each element would run ten times slower. A product with a matrix stands apart, below.
 */
const FORWARD = {
  add: (r, a, b) => { for (let u = 0; u < r.length; u++) r[u] = a[u] + b[u]; },
  sub: (r, a, b) => { for (let u = 0; u < r.length; u++) r[u] = a[u] - b[u]; },
  neg: (r, a) => { for (let u = 0; u < r.length; u++) r[u] = -a[u]; },
  mul: (r, a, b) => { for (let u = 0; u < r.length; u++) r[u] = a[u] * b[u]; },
  sigmoid: (r, a) => { for (let u = 0; u < r.length; u++) r[u] = 1 / (1 + Math.exp(-a[u])); },
  tanh: (r, a) => { for (let u = 0; u < r.length; u++) r[u] = Math.tanh(a[u]); },
  relu: (r, a) => { for (let u = 0; u < r.length; u++) r[u] = a[u] > 0 || Number.isNaN(a[u]) ? a[u] : 0; },
  norm: (r, a) => {
    const { mean, spread } = measure(a, 0, r.length);
    for (let u = 0; u < r.length; u++) r[u] = (a[u] - mean) / spread;
  },
  same: (r, a) => r.set(a),
};

/**
 * Run layers over a sequence; the h of one is the x of the next, and its states are what that finds below.
 *
 * layer = {params: {name: {data, rows, columns}}, state: {name: Float64Array}, holds: [{name, since, value}]};
 * x = {data, rows: n, columns: T}. Returns one {name: {data, rows: units, columns: T}} per layer. With `kept`, an
 * earlier result of the same sizes, its arrays are used again.
 */
export function run(program, layers, x, kept = []) {
  const values = [];
  for (const [k, layer] of layers.entries()) {
    values.push(runLayer(program, layer, k ? values[k - 1].h : x, values[k - 1], kept[k]));
  }
  return values;
}

function runLayer(program, layer, x, lower, kept) {
  const [steps, m] = [x.columns, layer.m];
  const now = startOf(program, layer, x.rows);
  const work = program.steps.map((step) => prepare(step, now, layer.params));
  const holds = layer.holds.map((hold) => ({ ...hold, k: program.steps.findIndex(({ name }) => name === hold.name) }));
  const past = program.states.map((state) => [now[`${state}_prev`], now[state]]);
  const names = Object.keys(now).filter((name) => ArrayBuffer.isView(now[name]));
  const values = Object.fromEntries(names.map((name) => [name, kept?.[name] ?? room(now[name].length, steps)]));
  values.x = x;
  for (const state of lower ? program.below : []) values[`${state}_below`] = lower[state]; // below the first layer is nothing: zeros
  const under = program.below.map((state) => [now[`${state}_below`], values[`${state}_below`].line]);
  const given = ["x", ...program.below.map((state) => `${state}_below`)];
  const made = names.filter((name) => !given.includes(name)).map((name) => ({ from: now[name], into: values[name] }));
  const read = x.data;
  for (let t = 0; t < steps; t++) {
    for (let u = 0; u < x.rows; u++) now.x[u] = read[u * steps + t];
    for (let k = 0; k < under.length; k++) under[k][0].set(under[k][1].subarray(t * m, (t + 1) * m));
    for (let k = 0; k < work.length; k++) {
      work[k].compute();
      for (let j = 0; j < holds.length; j++) if (holds[j].k === k && t >= holds[j].since) work[k].into.fill(holds[j].value);
    }
    for (let k = 0; k < made.length; k++) made[k].into.line.set(made[k].from, t * made[k].from.length);
    for (let k = 0; k < past.length; k++) past[k][0].set(past[k][1]);
  }
  for (const { into } of made) into.stale = true;
  return values;
}

const BLOCK = 16;

/** Turn (T, units) into (units, T), a block at a time: whole columns would miss the cache at each number. */
function turn(from, data, rows, columns) {
  for (let t0 = 0; t0 < columns; t0 += BLOCK) {
    const end = Math.min(t0 + BLOCK, columns);
    for (let u = 0; u < rows; u++) for (let t = t0; t < end; t++) data[u * columns + t] = from[t * rows + u];
  }
}

/** Room for a value over time: `line` (T, units) as it is made, `data` (units, T) turned when somebody asks for it. */
export function room(rows, columns) {
  const turned = { data: null };
  return {
    rows, columns, line: new Float64Array(rows * columns), stale: true,
    get data() {
      turned.data ??= new Float64Array(rows * columns);
      if (this.stale) turn(this.line, turned.data, rows, columns);
      this.stale = false;
      return turned.data;
    },
  };
}

/** Make a place for each value of one step: vectors, with numbers and parameters as they are. */
function startOf(program, layer, n) {
  const now = { x: new Float64Array(n) };
  for (const state of program.states) now[`${state}_prev`] = Float64Array.from(layer.state[state] ?? new Float64Array(layer.m));
  for (const state of program.below) now[`${state}_below`] = new Float64Array(layer.m);
  for (const { name, size } of program.steps) now[name] = new Float64Array(size === "m" ? layer.m : n);
  return now;
}

/** Bind one step to its places; compute() then needs no lookup. */
function prepare({ name, op, args }, now, params) {
  const into = now[name];
  const [one, other] = args.map((arg) => now[arg] ?? params[arg]?.data ?? new Float64Array(into.length).fill(Number(arg)));
  if (op === "matmul") return { into, compute: () => multiply(params[args[0]], other, into) };
  return { into, compute: () => FORWARD[op](into, one, other) };
}

/** A matrix times a vector; what is 0 in the vector costs nothing. */
function multiply({ data, rows, columns }, vector, into) {
  let count = 0;
  for (let k = 0; k < columns; k++) if (vector[k] !== 0) used[count++] = k;
  if (count === columns) return dense(data, rows, columns, vector, into);
  for (let u = 0; u < rows; u++) into[u] = sparse(data, u * columns, vector, count);
}

const used = new Int32Array(4096); // which entries of the vector at hand are not 0

function sparse(data, from, vector, count) {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += data[from + used[k]] * vector[used[k]];
  return sum;
}

/** Four rows at a time: each entry of the vector is fetched once for them, and no sum waits for another. */
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
  for (let k = 0; k < columns; k++) used[k] = k;
  for (; u < rows; u++) into[u] = sparse(data, u * columns, vector, columns);
}
