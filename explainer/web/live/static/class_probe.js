// Class probe: a probe whose targets are classes, as rows: the inputs, the correct classes, and each network's predictions.

import { paintMark, shorten } from "./lines.js";
import { bestClass, stepsThatCount, targetsOf } from "./predictions.js";

const ROW = 24;
const LEFT = 76;
const RIGHT = 12;
const MOST_LISTED = 16;
const [CELL, LETTER] = [13, 11]; // pixels: of a step that can be read and tapped, and of a letter with its space
const [MOST_LETTERS, LONGEST_WORD, WORD_LETTER] = [3, 14, 7.5]; // letters of a symbol that is no word, of the longest word written whole; pixels of one
const PHONE = 560; // pixels: below this width a probe scrolls, so that each letter of it can be read

/** Return the least width of the figure in a plot of this width: words, and on a phone letters, can always be read. */
export function classProbeWidth({ steps, symbols }, width) {
  const longest = Math.min(LONGEST_WORD, Math.max(1, ...(symbols ?? []).map((symbol) => symbol.length)));
  if (longest > MOST_LETTERS) return LEFT + steps * (longest * WORD_LETTER + 8) + RIGHT;
  return width < PHONE ? LEFT + steps * CELL + RIGHT : 0;
}

/** Return the height of the figure for so many networks. */
export const classProbeHeight = ({ where }, count) => ROW * ((where === "last" ? 3 : 2) + count) + 34;

/** Draw the probe; predictions have `rows` where there are any yet. */
export function paintClassProbe(pen, size, theme, { task, predictions }) {
  const targets = targetsOf({ task, predictions });
  paintInput(pen, size, theme, task, 0);
  (task.where === "last" ? paintProbabilities : paintEachStep)(pen, size, theme, { task, predictions, targets });
}

/** Draw the input sequence, a cell for each step; the symbols as far as they fit. */
export function paintInput(pen, { width }, { foreground, muted, gridLine, font }, task, top) {
  const cellWidth = (width - LEFT - RIGHT) / task.steps;
  write(pen, "input", 4, top + ROW / 2, muted, font);
  let lastWritten = -Infinity;
  task.symbols?.forEach((symbol, t) => {
    pen.fillStyle = gridLine;
    pen.fillRect(LEFT + t * cellWidth, top + 3, Math.max(1, cellWidth - (cellWidth > 4 ? 1 : 0)), ROW - 6);
    const alone = symbol !== task.symbols[t - 1] && symbol !== task.symbols[t + 1];
    if ((t - lastWritten) * cellWidth < LETTER - 2 || !(cellWidth >= 9 || alone)) return; // too narrow: some of them, each legible
    lastWritten = t;
    pen.font = `600 12px ${font}`;
    write(pen, symbol.length > MOST_LETTERS ? shorten(pen, symbol, cellWidth - 4) : symbol, LEFT + (t + 0.5) * cellWidth, top + ROW / 2, foreground, font, "center", 600);
  });
}

/** Write a text at a position. */
export function write(pen, text, left, top, colour, font, align = "left", weight = 400) {
  Object.assign(pen, { fillStyle: colour, font: `${weight} 12px ${font}`, textAlign: align, textBaseline: "middle" });
  pen.fillText(text, left, top);
}

/** Draw a network's name, with its mark. */
export function paintName(pen, { name, colour, shape }, top, { foreground, font }) {
  paintMark(pen, shape, 9, top, 4, colour);
  write(pen, name.length > 9 ? `${name.slice(0, 8)}…` : name, 19, top, foreground, font, "left", 600);
}

/** One prediction at the last step: a column for each class, with the probability that each network gives it. */
function paintProbabilities(pen, { width, visible = width }, theme, { task, predictions, targets }) {
  const { foreground, muted, font } = theme;
  const count = Math.min(task.outputs.length, MOST_LISTED);
  const cellWidth = Math.min(64, (visible - LEFT - RIGHT) / count);
  const [correct, first] = [targets[0], 2 * ROW + 6];
  write(pen, "last step", 4, first + ROW / 2, muted, font);
  pen.font = `700 12px ${font}`;
  for (let k = 0; k < count; k++) write(pen, shorten(pen, task.outputs[k], cellWidth - 4), LEFT + (k + 0.5) * cellWidth, first + ROW / 2, k === correct ? foreground : muted, font, "center", k === correct ? 700 : 400);
  write(pen, `correct: ${task.outputs[correct]}`, LEFT, ROW + 14, foreground, font, "left", 600);
  predictions.forEach((one, row) => {
    const top = first + (row + 1) * ROW;
    paintName(pen, one, top + ROW / 2, theme);
    one.rows?.[0].slice(0, count).forEach((probability, k) => {
      pen.fillStyle = one.colour;
      pen.globalAlpha = 0.08 + 0.92 * probability;
      pen.fillRect(LEFT + k * cellWidth + 1, top + 2, cellWidth - 2, ROW - 4);
      pen.globalAlpha = 1;
      if (cellWidth > 26 && probability >= 0.005) write(pen, `${Math.round(100 * probability)}%`, LEFT + (k + 0.5) * cellWidth, top + ROW / 2, probability > 0.55 ? theme.background : foreground, font, "center");
    });
  });
  Object.assign(pen, { strokeStyle: foreground, lineWidth: 1.5 });
  pen.strokeRect(LEFT + correct * cellWidth + 0.5, first + 2, cellWidth - 1, (predictions.length + 1) * ROW - 3);
}

/** A prediction at each step: the correct class, and each network's; wrong ones are crossed out. */
function paintEachStep(pen, { width }, theme, { task, predictions, targets }) {
  const { foreground, muted, background, font } = theme;
  const cellWidth = (width - LEFT - RIGHT) / task.steps;
  const steps = stepsThatCount(task);
  write(pen, "correct", 4, 1.5 * ROW, muted, font);
  if (cellWidth >= 9) for (const t of steps) write(pen, task.outputs[targets[t]], LEFT + (t + 0.5) * cellWidth, 1.5 * ROW, foreground, font, "center", 600);
  predictions.forEach((one, row) => {
    const top = (row + 2) * ROW;
    paintName(pen, one, top + ROW / 2, theme);
    if (!one.rows) return;
    for (const t of steps) {
      const predicted = bestClass(one.rows[t]);
      const isCorrect = predicted === targets[t];
      const left = LEFT + t * cellWidth;
      pen.fillStyle = one.colour;
      pen.globalAlpha = isCorrect ? 1 : 0.16;
      pen.fillRect(left, top + 3, Math.max(1, cellWidth - 1), ROW - 6);
      pen.globalAlpha = 1;
      if (cellWidth >= 9) write(pen, task.outputs[predicted], left + cellWidth / 2, top + ROW / 2, isCorrect ? background : foreground, font, "center", 600);
      if (!isCorrect) crossOut(pen, left, top + 3, cellWidth - 1, ROW - 6, one.colour);
    }
  });
  write(pen, "sequence time: steps of the probe →", width - RIGHT, (predictions.length + 2) * ROW + 14, foreground, font, "right");
}

/** Draw a line across a box. */
export function crossOut(pen, left, top, width, height, colour) {
  Object.assign(pen, { strokeStyle: colour, lineWidth: 1 });
  pen.beginPath();
  pen.moveTo(left, top + height);
  pen.lineTo(left + width, top);
  pen.stroke();
}
