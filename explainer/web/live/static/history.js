// The history: all that is known of one run, from the messages of its feed.

import { valuesOf } from "./values.js";

const MOST = 3000; // points kept of a curve; beyond, every second one goes
const MOST_NEW = 100; // updates that come in one message while a run trains
const FRESH = { state: "", place: 0, reason: "", sentence: "", step: 0, rate: NaN, speed: [0, 0], begun: null };

/** Make an empty history; take(message) lets it grow, `changed` counts what has come. */
export function makeHistory() {
  const history = { ...FRESH, changed: 0, updates: column(), looks: column(), look: null };
  history.take = (message) => {
    TAKERS[message.kind]?.(history, message);
    history.changed += 1;
  };
  return history;
}

const TAKERS = {
  state(history, { state, place, reason, sentence, step, rate }) {
    Object.assign(history, { state, place: place ?? 0, reason: reason ?? "", sentence: sentence ?? "" });
    if (step !== undefined && step !== null) history.step = step;
    if (rate) history.rate = rate;
  },
  begun(history, message) {
    Object.assign(history, { begun: message, updates: column(), looks: column(), look: null, step: 0 });
  },
  updates(history, { from, stride, loss, norm, rate, speed }) {
    cut(history.updates, from);
    if (loss.length > MOST_NEW) history.updates.every = Math.max(history.updates.every, stride); // a history that is thinned
    loss.forEach((row, k) => add(history.updates, from + k * stride, { loss: row, norm: norm[k] }));
    if (loss.length) history.step = from + (loss.length - 1) * stride;
    if (rate) history.rate = rate;
    if (speed) history.speed = speed;
  },
  look(history, message) {
    const { step, metric, saturation, values } = message;
    cut(history.looks, step);
    const shares = Object.entries(saturation ?? {}).flatMap(([name, [low, high]]) => [[`${name} low`, [low]], [`${name} high`, [high]]]);
    add(history.looks, step, { metric, ...Object.fromEntries(shares) });
    if (values) history.look = { ...message, values: valuesOf(values) };
  },
  ended(history, { reason, sentence, step }) {
    Object.assign(history, { state: "ended", place: 0, reason, sentence, step: step ?? history.step });
  },
};

/** A growing table: the steps, and per name one list per seed, their medians, and how small and large a positive number was. */
const column = () => ({ steps: [], every: 1, seeds: {}, medians: {}, ranges: {} });

/** Drop what lies at or after a step: a run that was rewound tells it anew. */
function cut(table, from) {
  let keep = table.steps.length;
  while (keep && table.steps[keep - 1] >= from) keep -= 1;
  if (keep < table.steps.length) each(table, (list) => list.splice(keep));
}

function add(table, step, rows) {
  if (table.steps.length && step - table.steps.at(-1) < table.every) return;
  for (const [name, row] of Object.entries(rows)) {
    const numbers = (Array.isArray(row) ? row : [row]).map((value) => value ?? NaN);
    const seeds = (table.seeds[name] ??= numbers.map(() => new Array(table.steps.length).fill(NaN)));
    numbers.forEach((value, s) => seeds[s]?.push(value));
    widen((table.ranges[name] ??= [Infinity, 0]), numbers);
    (table.medians[name] ??= new Array(table.steps.length).fill(NaN)).push(median(numbers));
  }
  table.steps.push(step);
  if (table.steps.length > MOST) thin(table);
}

/** Widen a range by those numbers that a log axis can show. */
function widen(range, numbers) {
  for (const value of numbers) {
    if (!(value > 0) || value === Infinity) continue;
    if (value < range[0]) range[0] = value;
    if (value > range[1]) range[1] = value;
  }
}

function thin(table) {
  table.every = 2 * Math.max(table.every, table.steps.at(-1) - table.steps.at(-2));
  each(table, (list) => {
    for (let k = 0; 2 * k < list.length; k++) list[k] = list[2 * k];
    list.length = Math.ceil(list.length / 2);
  });
}

function each(table, change) {
  for (const list of [table.steps, ...Object.values(table.medians), ...Object.values(table.seeds).flat()]) change(list);
}

/** The median of those that are numbers; NaN where none is. */
export function median(numbers) {
  const sorted = numbers.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (!sorted.length) return NaN;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
