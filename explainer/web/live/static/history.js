// History: everything known of one run, from the messages of its feed. Messages of old runs come from the database, so
// the names in them stay: "begun", "look", "said" and "truth".

import { valuesOf } from "./values.js";

const MOST_POINTS = 3000; // of a curve; beyond, every second one is dropped
const MOST_NEW = 100; // updates in one message while a run trains
const EMPTY = { state: "", queuePosition: 0, reason: "", sentence: "", note: "", step: 0, rate: NaN, speed: [0, 0], seconds: 0, started: null, metric: null };

/** Make an empty history; add(message) extends it. */
export function makeHistory() {
  const history = { ...EMPTY, updates: makeTable(), epochs: makeTable(), probes: makeTable(), latestProbe: null, latestSample: null, prompt: null };
  history.add = (message) => {
    HANDLERS[message.kind]?.(history, message);
  };
  return history;
}

const HANDLERS = {
  state(history, { state, place, reason, sentence, note, step, rate, prompt }) {
    Object.assign(history, { state, queuePosition: place ?? 0, reason: reason ?? "", sentence: sentence ?? "", note: note ?? "" });
    if (step !== undefined && step !== null) history.step = step;
    if (rate) history.rate = rate;
    if (prompt?.prefix) history.prompt = prompt;
  },
  begun(history, message) {
    const empty = { updates: makeTable(), epochs: makeTable(), probes: makeTable(), latestProbe: null, latestSample: null };
    Object.assign(history, { started: message, ...empty, step: 0, seconds: message.seconds ?? 0, metric: null });
  },
  device(history, { engine, reason, precision, memory }) {
    history.started = { ...history.started, engine, reason, precision, memory };
  },
  updates(history, { from, stride, loss, norm, rate, speed, seconds }) {
    cut(history.updates, from);
    if (loss.length > MOST_NEW) history.updates.every = Math.max(history.updates.every, stride); // it was thinned by the server
    loss.forEach((row, k) => addRow(history.updates, from + k * stride, { loss: row, norm: norm[k] }));
    if (loss.length) history.step = from + (loss.length - 1) * stride;
    if (rate) history.rate = rate;
    if (speed) history.speed = speed;
    if (seconds) history.seconds = seconds;
  },
  epochs(history, { from, stride, loss }) {
    cut(history.epochs, from);
    loss.forEach((row, k) => addRow(history.epochs, from + k * stride, { perplexity: row.map((nats) => (nats === null ? null : Math.exp(nats))) }));
  },
  look(history, message) {
    const { step, metric, saturation, values, symbols, read, gradient_norms: norms, ["said"]: prediction, truth: target } = message;
    cut(history.probes, step);
    const shares = Object.entries(saturation ?? {}).flatMap(([name, [low, high]]) => [[`${name} low`, [low]], [`${name} high`, [high]]]);
    addRow(history.probes, step, { metric, ...symbols, ...Object.fromEntries(shares) });
    if (values) history.latestProbe = { step, prediction, target, values: valuesOf(values), norms: valuesOf(norms ?? {}), metric, symbols, read }; // runs of before have no norms
  },
  sample(history, message) {
    history.latestSample = message;
  },
  ended(history, { reason, sentence, step, metric }) {
    Object.assign(history, { state: "ended", queuePosition: 0, reason, sentence, step: step ?? history.step, metric: metric ?? null });
  },
};

/** A growing table: the steps, and per name one list per seed, their medians, and the range of the positive numbers. */
const makeTable = () => ({ steps: [], every: 1, seeds: {}, medians: {}, ranges: {} });

/** Drop the rows at or after a step: a run that was rewound sends them again. */
function cut(table, from) {
  let length = table.steps.length;
  while (length && table.steps[length - 1] >= from) length -= 1;
  if (length < table.steps.length) changeLists(table, (list) => list.splice(length));
}

function addRow(table, step, rows) {
  if (table.steps.length && step - table.steps.at(-1) < table.every) return;
  for (const [name, row] of Object.entries(rows)) {
    const numbers = (Array.isArray(row) ? row : [row]).map((value) => value ?? NaN);
    const seeds = (table.seeds[name] ??= numbers.map(() => new Array(table.steps.length).fill(NaN)));
    numbers.forEach((value, s) => seeds[s]?.push(value));
    widen((table.ranges[name] ??= [Infinity, 0]), numbers);
    (table.medians[name] ??= new Array(table.steps.length).fill(NaN)).push(median(numbers));
  }
  table.steps.push(step);
  if (table.steps.length > MOST_POINTS) thin(table);
}

/** Widen a range by the numbers that a log axis can show. */
function widen(range, numbers) {
  for (const value of numbers) {
    if (!(value > 0) || value === Infinity) continue;
    if (value < range[0]) range[0] = value;
    if (value > range[1]) range[1] = value;
  }
}

function thin(table) {
  table.every = 2 * Math.max(table.every, table.steps.at(-1) - table.steps.at(-2));
  changeLists(table, (list) => {
    for (let k = 0; 2 * k < list.length; k++) list[k] = list[2 * k];
    list.length = Math.ceil(list.length / 2);
  });
}

function changeLists(table, change) {
  for (const list of [table.steps, ...Object.values(table.medians), ...Object.values(table.seeds).flat()]) change(list);
}

/** The median without NaN; NaN where nothing is left. */
export function median(numbers) {
  const sorted = numbers.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (!sorted.length) return NaN;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
