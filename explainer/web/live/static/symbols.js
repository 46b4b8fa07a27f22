// The symbols: a probe whose answers are classes, as rows of what is read, what is right and what each network says.

import { best, placesOf, truthOf } from "./answers.js";
import { paintMark } from "./lines.js";

const ROW = 24;
const LEFT = 76;
const RIGHT = 12;
const MOST_LISTED = 16;

export const tallSymbols = ({ where }, count) => ROW * ((where === "last" ? 3 : 2) + count) + 34;

/** Draw the probe; answers have `rows` where something was said. */
export function paintSymbols(pen, size, theme, { task, answers }) {
  const truth = truthOf({ task, answers });
  paintReads(pen, size, theme, task, 0);
  (task.where === "last" ? paintShares : paintEach)(pen, size, theme, { task, answers, truth });
}

/** Draw what is read along sequence time, a cell for each step; the symbols as far as there is room. */
export function paintReads(pen, { width }, { ink, quiet, line, font }, task, top) {
  const wide = (width - LEFT - RIGHT) / task.steps;
  write(pen, "reads", 4, top + ROW / 2, quiet, font);
  let written = -Infinity;
  task.reads?.forEach((sign, t) => {
    pen.fillStyle = line;
    pen.fillRect(LEFT + t * wide, top + 3, Math.max(1, wide - (wide > 4 ? 1 : 0)), ROW - 6);
    const alone = sign !== task.reads[t - 1] && sign !== task.reads[t + 1];
    if ((t - written) * wide < 7 || !(wide >= 9 || alone)) return; // too narrow: some of them, each legible
    written = t;
    write(pen, sign, LEFT + (t + 0.5) * wide, top + ROW / 2, ink, font, "center", 600);
  });
}

function write(pen, text, left, top, colour, font, align = "left", weight = 400) {
  Object.assign(pen, { fillStyle: colour, font: `${weight} 12px ${font}`, textAlign: align, textBaseline: "middle" });
  pen.fillText(text, left, top);
}

/** The name of a row, with its mark. */
export function paintName(pen, { name, colour, shape }, top, { ink, font }) {
  paintMark(pen, shape, 9, top, 4, colour);
  write(pen, name.length > 9 ? `${name.slice(0, 8)}…` : name, 19, top, ink, font, "left", 600);
}

/** One answer at the end: a column for each class, with the share that each network gives it. */
function paintShares(pen, { width }, theme, { task, answers, truth }) {
  const { ink, quiet, font } = theme;
  const count = Math.min(task.outputs.length, MOST_LISTED);
  const wide = Math.min(64, (width - LEFT - RIGHT) / count);
  const [right, first] = [truth[0], 2 * ROW + 6];
  write(pen, "at the end", 4, first + ROW / 2, quiet, font);
  for (let k = 0; k < count; k++) write(pen, task.outputs[k], LEFT + (k + 0.5) * wide, first + ROW / 2, k === right ? ink : quiet, font, "center", k === right ? 700 : 400);
  write(pen, `right: ${task.outputs[right]}`, LEFT, ROW + 14, ink, font, "left", 600);
  answers.forEach((one, row) => {
    const top = first + (row + 1) * ROW;
    paintName(pen, one, top + ROW / 2, theme);
    one.rows?.[0].slice(0, count).forEach((share, k) => {
      pen.fillStyle = one.colour;
      pen.globalAlpha = 0.08 + 0.92 * share;
      pen.fillRect(LEFT + k * wide + 1, top + 2, wide - 2, ROW - 4);
      pen.globalAlpha = 1;
      if (wide > 26 && share >= 0.005) write(pen, `${Math.round(100 * share)}%`, LEFT + (k + 0.5) * wide, top + ROW / 2, share > 0.55 ? theme.ground : ink, font, "center");
    });
  });
  Object.assign(pen, { strokeStyle: ink, lineWidth: 1.5 });
  pen.strokeRect(LEFT + right * wide + 0.5, first + 2, wide - 1, (answers.length + 1) * ROW - 3);
}

/** An answer at each step: the right class, and what each network says; what is wrong is crossed. */
function paintEach(pen, { width }, theme, { task, answers, truth }) {
  const { ink, quiet, ground, font } = theme;
  const wide = (width - LEFT - RIGHT) / task.steps;
  const places = placesOf(task);
  write(pen, "right", 4, 1.5 * ROW, quiet, font);
  if (wide >= 9) for (const t of places) write(pen, task.outputs[truth[t]], LEFT + (t + 0.5) * wide, 1.5 * ROW, ink, font, "center", 600);
  answers.forEach((one, row) => {
    const top = (row + 2) * ROW;
    paintName(pen, one, top + ROW / 2, theme);
    if (!one.rows) return;
    for (const t of places) {
      const said = best(one.rows[t]);
      const left = LEFT + t * wide;
      pen.fillStyle = one.colour;
      pen.globalAlpha = said === truth[t] ? 1 : 0.16;
      pen.fillRect(left, top + 3, Math.max(1, wide - 1), ROW - 6);
      pen.globalAlpha = 1;
      if (wide >= 9) write(pen, task.outputs[said], left + wide / 2, top + ROW / 2, said === truth[t] ? ground : ink, font, "center", 600);
      if (said !== truth[t]) cross(pen, left, top + 3, wide - 1, ROW - 6, one.colour);
    }
  });
  write(pen, "sequence time: steps of the probe →", width - RIGHT, (answers.length + 2) * ROW + 14, ink, font, "right");
}

function cross(pen, left, top, width, height, colour) {
  Object.assign(pen, { strokeStyle: colour, lineWidth: 1 });
  pen.beginPath();
  pen.moveTo(left, top + height);
  pen.lineTo(left + width, top);
  pen.stroke();
}
