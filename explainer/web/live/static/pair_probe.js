// Pair probe: the source that an encoder reads, the state that it hands over, and the target that is written, letter by letter.

import { onRamp } from "../shared/colour.js";
import { crossOut, paintName, write } from "./class_probe.js";
import { limitsOf } from "./gates.js";
import { endOf, withSource } from "./pair_steps.js";
import { bestClass, targetsOf } from "./predictions.js";
import { guessesAt, written } from "./text_probe.js";

const [LEFT, RIGHT, ROW, CAPTION, GAP, NAME] = [70, 8, 20, 15, 8, 22];
const [SMALLEST, LARGEST] = [16, 28]; // pixels: the width of a letter's cell, as there is space
const [HANDED, COLUMN] = [3, 14]; // cells between the halves, and the width of a state in them
const ROWS = ["correct", "written", "2nd guess", "3rd guess"];
const BELOW = 2 * 17; // two lines of text about the chosen step

/**
 * Arrange the source, the handed state and the target side by side, in lines where they do not fit into one:
 * {cells: [{left, line}] of each step, size: the width of a cell, handed: {left, line}, lines: [{top, height, rows}], height}.
 */
export function arrange({ source, steps }, width, count) {
  const available = width - LEFT - RIGHT;
  const size = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(available / (source.length + HANDED + steps))));
  const columns = Math.max(HANDED + 1, Math.floor(available / size));
  let [column, line] = [0, 0];
  const place = (cells) => {
    if (column + cells > columns) [column, line] = [0, line + 1];
    column += cells;
    return { left: LEFT + (column - cells) * size, line };
  };
  const before = source.map(() => place(1));
  const handed = place(HANDED);
  const after = Array.from({ length: steps }, () => place(1));
  const rowsOf = (k) => (count && [handed, ...after].some((cell) => cell.line === k) ? ROWS.length : 1);
  const lines = [];
  for (let k = 0, top = 0; k <= line; k++) {
    lines.push({ top, rows: rowsOf(k), height: CAPTION + rowsOf(k) * ROW + GAP });
    top += lines[k].height;
  }
  return { cells: [...before, ...after], size, handed, lines, height: lines.at(-1).top + lines.at(-1).height };
}

const groupHeight = (place, count) => (count ? NAME : 0) + place.height + (count ? BELOW : 0) + GAP;

/** Return the height of the figure for so many networks. */
export const pairProbeHeight = (task, count, width) => Math.max(1, count) * groupHeight(arrange(task, width, count), count) + GAP;

/** Return the step under a point of the figure, null where there is none; the source's steps come first. */
export function pairStepAt(task, count, width, left, top) {
  const place = arrange(task, width, count);
  const within = (top % groupHeight(place, count)) - (count ? NAME : 0);
  const line = place.lines.findIndex((one) => within >= one.top + CAPTION && within < one.top + one.height - GAP);
  const found = place.cells.findIndex((cell) => cell.line === line && left >= cell.left && left < cell.left + place.size);
  return found < 0 ? null : found;
}

/** Draw the probe: for each network source, state and target, and what it read and guessed at the chosen step. */
export function paintPairProbe(pen, { width }, theme, { task, predictions, chosen }) {
  const targets = targetsOf({ task, predictions });
  const place = arrange(task, width, predictions.length);
  const shown = predictions.length ? predictions : [{ rows: null, colour: theme.muted, letters: [] }];
  shown.forEach((one, k) => {
    const top = k * groupHeight(place, predictions.length);
    if (one.name) paintName(pen, one, top + NAME / 2, theme);
    paintGroup(pen, theme, { one, task, targets, place, chosen, top: top + (one.name ? NAME : 0) });
    if (one.rows) paintReading(pen, theme, { one, task, targets, chosen, top: top + NAME + place.height });
  });
}

function paintGroup(pen, theme, { one, task, targets, place, chosen, top }) {
  const { muted, foreground, font } = theme;
  const topOf = ({ line }, row) => top + place.lines[line].top + CAPTION + row * ROW;
  const first = task.source.length;
  const classes = one.rows?.map(bestClass) ?? [];
  const caption = (text, cell) => write(pen, text, cell.left, topOf(cell, 0) - CAPTION / 2, muted, font);
  caption("source", place.cells[0]);
  caption("target", place.cells[first]);
  paintHanded(pen, theme, { one, step: first - 1, middle: place.handed.left + (HANDED * place.size) / 2, top: topOf(place.handed, 0) });
  place.lines.forEach(({ rows }, line) => {
    if (one.rows && place.cells.slice(first).some((cell) => cell.line === line)) ROWS.slice(0, rows).forEach((label, row) => write(pen, label, 4, topOf({ line }, row) + ROW / 2, muted, font));
  });
  place.cells.forEach((cell, step) => {
    const t = step - first;
    pen.fillStyle = theme.gridLine;
    pen.fillRect(cell.left, topOf(cell, 0) + 1, place.size - 1, ROW - 2);
    const symbol = t < 0 ? written(task.source[step]) : written(task.outputs[targets[t]]);
    write(pen, symbol, cell.left + place.size / 2, topOf(cell, 0) + ROW / 2, foreground, font, "center", 600);
    if (t >= 0 && one.rows && t <= endOf(classes, task).length) paintWritten(pen, theme, { one, task, target: targets[t], row: one.rows[t], left: cell.left, size: place.size, top: topOf(cell, 1) });
    if (step !== chosen || !one.rows) return;
    Object.assign(pen, { strokeStyle: foreground, lineWidth: 1.5 });
    pen.strokeRect(cell.left - 0.5, topOf(cell, 0), place.size, (t < 0 ? 1 : ROWS.length) * ROW);
  });
}

/** Draw the three best guesses of one letter below one another, each shaded by its probability; a wrong letter is crossed out. */
function paintWritten(pen, { background, foreground, font }, { one, task, target, row, left, size, top }) {
  const best = row.map((probability, k) => [probability, k]).sort((a, b) => b[0] - a[0]).slice(0, ROWS.length - 1);
  best.forEach(([probability, k], rank) => {
    const y = top + rank * ROW;
    Object.assign(pen, { fillStyle: one.colour, globalAlpha: 0.05 + 0.9 * probability });
    pen.fillRect(left, y + 1, size - 1, ROW - 2);
    pen.globalAlpha = 1;
    if (probability >= 0.005 || !rank) write(pen, written(task.outputs[k]), left + size / 2, y + ROW / 2, probability > 0.6 ? background : foreground, font, "center", rank ? 400 : 700);
    if (!rank && k !== target) crossOut(pen, left, y + 2, size - 1, ROW - 4, foreground);
  });
}

/** Draw the states after the last symbol of the source, each as one column of all its units. */
function paintHanded(pen, theme, { one, step, middle, top }) {
  const states = one.letters.filter(({ role, name }) => ["memory", "hidden"].includes(role) && one.values?.[name]);
  const height = ROWS.length * ROW - 2;
  const from = middle - (states.length * (COLUMN + 2)) / 2;
  states.forEach((letter, k) => {
    const { rows } = one.values[letter.name];
    const limits = limitsOf(letter, { record: one });
    const x = from + k * (COLUMN + 2);
    rows.forEach((values, unit) => {
      pen.fillStyle = `rgb(${onRamp(theme.shade(letter.ramp), limits, values[step])})`;
      pen.fillRect(x, top + 1 + (unit * height) / rows.length, COLUMN, height / rows.length + 0.5);
    });
    Object.assign(pen, { fillStyle: theme.shade(letter.colour), font: "italic 700 13px Georgia, serif", textAlign: "center", textBaseline: "middle" });
    pen.fillText(letter.name, x + COLUMN / 2, top - CAPTION / 2);
  });
  if (!states.length) write(pen, "→", middle, top + ROW / 2, theme.muted, theme.font, "center");
}

/** Say what a network read at the chosen step, and what it took to be most likely. */
function paintReading(pen, { foreground, font }, { one, task, targets, chosen, top }) {
  const lines = readingOf({ one, task, targets, step: chosen });
  lines.forEach((text, k) => write(pen, text, 12, top + (k + 0.5) * (BELOW / 2), foreground, font));
}

/** Return two lines about a step: what was read, and the best guesses. */
export function readingOf({ one, task, targets, step }) {
  const [first, read] = [task.source.length, withSource(task, one.read).symbols[step]];
  const t = step - first;
  if (t < 0) return [`The encoder reads “${read}”, symbol ${step + 1} of ${first} of the source.`, ""];
  if (t > endOf(one.rows.map(bestClass), task).length) return ["Nothing is written here: the network has already written its end.", ""];
  return [`Step ${t + 1} of the decoder reads “${read}”${t ? ", which it wrote before" : ", the start"}.`, guessesAt(one.rows[t], task, targets[t])];
}

/** Return all steps as a table: what each network read, what it wrote and how likely that was to it. */
export function pairTable(task, known, targets) {
  const names = known.flatMap(({ name }) => [`${name} reads`, `${name} writes`, `${name}, probability of it`, `${name}, probability of the correct symbol`]);
  const first = task.source.length;
  const rows = Array.from({ length: first + task.steps }, (_, step) => {
    const t = step - first;
    const cells = known.flatMap((one) => {
      const read = withSource(task, one.read).symbols[step];
      if (t < 0) return [read, "", "", ""];
      const best = bestClass(one.rows[t]);
      return [read, written(task.outputs[best]), one.rows[t][best], one.rows[t][targets[t]]];
    });
    return [step + 1, t < 0 ? "source" : "target", t < 0 ? written(task.source[step]) : written(task.outputs[targets[t]]), ...cells];
  });
  return { columns: ["step", "half", "correct", ...names], rows };
}
