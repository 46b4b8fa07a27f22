// Pair sentences: what was written after the source of the probe, and how far teacher forcing and writing freely differ.

import { wholeNumber } from "./axis.js";
import { median } from "./history.js";
import { END, START, endOf, textOf } from "./pair_steps.js";
import { bestClass, targetsOf } from "./predictions.js";

const list = (parts) => (parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`);
const tenths = (share) => Math.round(1000 * share);
const percent = (share) => `${(tenths(share) / 10).toFixed(1)}%`;
const ABOUT_SIGNS = `${START} is the start, which the decoder reads first; ${END} is the end, which it has to write last.`;

/** The probe: the held-out pair, what each network writes after its source, and its scores. */
export function ofPair({ task, predictions, step }) {
  const target = textOf(targetsOf({ task, predictions }), task);
  const source = task.backwards ? task.source.toReversed() : task.source;
  const pair = `A held-out pair: “${source.join("")}”${task.backwards ? ", read from its end," : ""} → “${target}”.`;
  const known = predictions.filter(({ rows }) => rows);
  if (!known.length) return `${pair} The encoder reads the source, and the decoder begins with its last states alone. ${ABOUT_SIGNS}`;
  return `${pair} After update ${wholeNumber(step)}, ${whoWrites(known, task, target)} ${known.map((one) => scoresOf(one)).join("")}${ABOUT_SIGNS}`;
}

/** Group networks that write the same: "LSTM and GRU write “85”, which is right. RNN writes “8”." */
function whoWrites(known, task, target) {
  const groups = Map.groupBy(known, ({ rows }) => written(rows, task));
  return [...groups].map(([text, members]) => `${list(members.map(({ name }) => name))} ${members.length > 1 ? "write" : "writes"} ${text}${text === `“${target}”` ? ", which is right" : ""}.`).join(" ");
}

/** Return what is written, quoted; a target without an END goes on. */
function written(rows, task) {
  const classes = rows.map(bestClass);
  const text = textOf(classes, task);
  return text ? `“${text}${endOf(classes, task).ended ? "" : "…"}”` : "nothing";
}

/** A network's exact match, and both shares of right symbols, each as the median of its seeds. */
export function scoresOf({ name, metric, symbols }, withExact = true) {
  if (!symbols) return "";
  const [exact, forced, free] = [metric, symbols.forced, symbols.free].map((seeds) => median(seeds.map((one) => one ?? NaN)));
  if ([exact, forced, free].some(Number.isNaN)) return `The scores of ${name} are not numbers. `;
  const seeds = metric.length > 1 ? ` (medians of ${metric.length} seeds)` : "";
  const start = withExact ? `${name}: exact match ${percent(exact)}; right symbols` : `${name}:`;
  return `${start} ${percent(forced)} under teacher forcing, ${percent(free)} writing freely, ${gapOf(forced, free)}${seeds}. `;
}

/** Say how far two shares differ, as they are written. */
export function gapOf(forced, free) {
  const gap = tenths(forced) - tenths(free);
  if (!gap) return "no gap";
  return gap > 0 ? `a gap of ${(gap / 10).toFixed(1)} points` : `${(-gap / 10).toFixed(1)} points more`;
}

/** The symbols over training time: the gap of each network now, and what a guess without the source would reach. */
export function ofSymbols(records, baseline) {
  const known = records.filter(({ symbols }) => symbols);
  const simple = baseline ? ` Without the source, from the previous symbol alone, ${percent(baseline)} would be right.` : "";
  if (!known.length) return `Solid: with the right symbols as inputs. Dashed: reading what it wrote itself.${simple}`;
  return `${known.map((one) => scoresOf(one, false)).join("").trim()}${simple}`;
}
