// Text probe: a probe that is a text, each token coloured by the probability that a network gave it, with its best guesses.

import { paintName } from "./class_probe.js";
import { targetsOf } from "./predictions.js";
import { FAINTEST, opacityOf } from "./token_shade.js";

const [ROW, LINE, LEFT, RIGHT, LETTER, BEST] = [22, 20, 12, 12, 8.4, 3];
export const MOST_CLASSES = 12; // tasks with more classes at each step are drawn as text

/** Tell whether a task is drawn as text: many classes, one at each step. */
export const isText = ({ kind, where, outputs }) => kind === "classes" && where === "each" && outputs.length > MOST_CLASSES;

/** Return a token as it is written: white space is made visible. */
export const written = (token) => ({ " ": "␣", "\n": "⏎", "\t": "⇥" })[token] ?? token;

/** Return where each target lies, {left, top, width} in units of letters and lines, in lines of so many letters. */
export function placesOf(tokens, letters) {
  let [left, top] = [0, 0];
  return tokens.map((token) => {
    const width = [...written(token)].length + (token.length > 1 ? 1 : 0); // words keep a space between them
    if (left + width > letters && left > 0) [left, top] = [0, top + 1];
    const place = { left, top, width };
    [left, top] = token === "\n" ? [0, top + 1] : [left + width, top];
    return place;
  });
}

const lettersIn = (width) => Math.max(8, Math.floor((width - LEFT - RIGHT) / LETTER));
const tokensOf = (task, targets) => targets.map((target) => task.outputs[target]);
const linesIn = (places) => (places.at(-1)?.top ?? 0) + 1;

/** Return the height of the figure for so many networks. */
export function textProbeHeight(task, count, width) {
  const lines = linesIn(placesOf(tokensOf(task, targetsOf({ task, predictions: [] })), lettersIn(width)));
  return Math.max(1, count) * (ROW + lines * LINE + (count ? LINE : 0) + 8) + 8;
}

/** Return the step under a point of the figure, null where there is none. */
export function stepAt(task, count, width, left, top) {
  const places = placesOf(tokensOf(task, targetsOf({ task, predictions: [] })), lettersIn(width));
  const block = ROW + linesIn(places) * LINE + LINE + 8;
  const [letter, line] = [(left - LEFT) / LETTER, Math.floor(((top - 4) % block - ROW) / LINE)];
  const found = places.findIndex((place) => place.top === line && letter >= place.left && letter < place.left + place.width);
  return found < 0 || top > 4 + Math.max(1, count) * block ? null : found;
}

/** Draw the probe: for each network the whole text, and its best guesses at the chosen step. */
export function paintTextProbe(pen, { width }, theme, { task, predictions, chosen }) {
  const targets = targetsOf({ task, predictions });
  const places = placesOf(tokensOf(task, targets), lettersIn(width));
  const shown = predictions.length ? predictions : [{ name: "", rows: null, colour: theme.muted }];
  let top = 4;
  for (const one of shown) {
    if (one.name) paintName(pen, one, top + ROW / 2, theme);
    paintText(pen, theme, { ...one, task, targets, places, chosen, top: top + (one.name ? ROW : 0) });
    top += ROW + linesIn(places) * LINE;
    if (one.rows) paintGuesses(pen, theme, { row: one.rows[chosen], task, target: targets[chosen], top: top + LINE / 2 });
    top += LINE + 8;
  }
}

function paintText(pen, { foreground, font }, { rows, colour, task, targets, places, chosen, top }) {
  places.forEach(({ left, top: line, width }, t) => {
    const [x, y] = [LEFT + left * LETTER, top + line * LINE];
    const probability = rows?.[t]?.[targets[t]] ?? 0;
    Object.assign(pen, { fillStyle: colour, globalAlpha: rows ? opacityOf(probability) : FAINTEST });
    pen.fillRect(x, y + 1, width * LETTER - 0.6, LINE - 2);
    Object.assign(pen, { globalAlpha: 1, fillStyle: foreground, font: `13px ui-monospace, monospace`, textAlign: "left", textBaseline: "middle" });
    pen.fillText(written(task.outputs[targets[t]]), x + 0.5, y + LINE / 2 + 0.5);
    if (t === chosen && rows) {
      Object.assign(pen, { strokeStyle: foreground, lineWidth: 1.5 });
      pen.strokeRect(x, y + 0.5, width * LETTER - 0.6, LINE - 1);
    }
  });
  pen.font = `12px ${font}`;
}

function paintGuesses(pen, { foreground, font }, { row, task, target, top }) {
  Object.assign(pen, { fillStyle: foreground, font: `12px ${font}`, textAlign: "left", textBaseline: "middle" });
  pen.fillText(guessesAt(row, task, target), LEFT, top);
}

/** Say which tokens have the highest probabilities, and what came. */
export function guessesAt(row, { outputs }, target) {
  const best = row.map((probability, k) => [probability, k]).sort((a, b) => b[0] - a[0]).slice(0, BEST);
  const guesses = best.map(([probability, k]) => `“${written(outputs[k])}” ${(100 * probability).toFixed(0)}%`).join(", ");
  return `Best guesses: ${guesses}. It is “${written(outputs[target])}” (${(100 * row[target]).toFixed(0)}%).`;
}
