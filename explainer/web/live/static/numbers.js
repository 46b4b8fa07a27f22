// The numbers: a probe whose answers are numbers, as lines over sequence time, or as places on a scale at its end.

import { placesOf, truthOf } from "./answers.js";
import { makeAxis, mark } from "./axis.js";
import { paintCurves, paintMark } from "./lines.js";
import { paintName, paintReads } from "./symbols.js";

const [LEFT, RIGHT, PANEL, GAP, MOST] = [76, 12, 96, 16, 3];

export const tallNumbers = (task, count) => (reading(task) ? 30 : 0) + 30 + panels(task) * (PANEL + GAP) + (task.where === "last" && task.outputs.length === 1 ? 26 * (count + 1) : 0);

const reading = (task) => Boolean(task.reads);
const panels = (task) => {
  const read = task.reads ? 0 : Math.min(MOST, task.channels.length);
  if (task.where === "each") return Math.min(MOST, task.outputs.length);
  return read + (task.outputs.length > 1 ? 1 : 0);
};

/** Draw the probe; answers have `rows` where something was said. */
export function paintNumbers(pen, size, theme, { task, answers }) {
  const truth = truthOf({ task, answers });
  let top = 4;
  if (reading(task)) {
    paintReads(pen, size, theme, task, top);
    top += 30;
  }
  const steps = Array.from({ length: task.steps }, (_, t) => t + 1);
  if (task.where === "each") paintEach(pen, size, theme, { task, answers, truth, top });
  else {
    const read = task.reads ? [] : task.channels.slice(0, MOST);
    read.forEach(({ name, values }, k) => panel(pen, size, theme, top + k * (PANEL + GAP), name, [1, task.steps], [{ steps, values, colour: theme.ink, width: 1.2 }]));
    top += read.length * (PANEL + GAP);
    if (task.outputs.length === 1) paintScale(pen, size, theme, { task, answers, truth, top: top + 8 });
    else {
      const places = task.outputs.map((_, k) => k + 1);
      panel(pen, size, theme, top, "answer", [1, places.length], linesOf(theme, answers, truth[0], places, (rows, k) => rows[0][k]));
    }
  }
  Object.assign(pen, { fillStyle: theme.ink, font: `11px ${theme.font}`, textAlign: "right", textBaseline: "middle" });
  pen.fillText("sequence time: steps of the probe →", size.width - RIGHT, size.height - 10);
}

function paintEach(pen, size, theme, { task, answers, truth, top }) {
  const places = placesOf(task);
  task.outputs.slice(0, MOST).forEach((name, k) => {
    const right = places.map((t) => truth[t][k]);
    const lines = linesOf(theme, answers, right, places.map((t) => t + 1), (rows, place) => rows[places[place]][k]);
    panel(pen, size, theme, top + k * (PANEL + GAP), name, [1, task.steps], lines);
  });
}

/** The truth as a broad pale line, and what each network says over it. */
function linesOf({ ink }, answers, truth, steps, value) {
  const said = answers.filter(({ rows }) => rows).map(({ rows, colour }) => ({ steps, values: steps.map((_, k) => value(rows, k)), colour, width: 1.6 }));
  return [{ steps, values: truth, colour: ink, width: 5, alpha: 0.22 }, ...said];
}

function panel(pen, { width }, { quiet, line, font }, top, name, x, curves) {
  const all = curves.flatMap(({ values }) => values).filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const pad = (high - low || 1) * 0.06;
  const room = { left: LEFT, top, width: width - LEFT - RIGHT, height: PANEL };
  const axes = { room, x: makeAxis([x[0], Math.max(x[1], x[0] + 1)], LEFT, room.width), y: makeAxis([low - pad, high + pad], top + PANEL, -PANEL) };
  Object.assign(pen, { strokeStyle: line, fillStyle: quiet, lineWidth: 1, font: `11px ${font}`, textAlign: "right", textBaseline: "middle" });
  for (const value of axes.y.ticks(3)) {
    const place = Math.round(axes.y.place(value)) + 0.5;
    pen.strokeRect(LEFT, place, room.width, 0);
    pen.fillText(mark(value), LEFT - 6, place);
  }
  Object.assign(pen, { textAlign: "left", font: `600 11px ${font}` });
  pen.fillText(name.length > 14 ? `${name.slice(0, 13)}…` : name, 4, top + 2);
  paintCurves(pen, axes, curves);
}

/** One number at the end: a scale for each network, with the truth as a line through all. */
function paintScale(pen, { width }, theme, { task, answers, truth, top }) {
  const [right] = truth[0];
  const said = answers.flatMap(({ rows }) => (rows ? [rows[0][0]] : []));
  const [low, high] = [Math.min(right, ...said, task.range[0]), Math.max(right, ...said, task.range[1])];
  const scale = makeAxis([low, high > low ? high : low + 1], LEFT + 6, width - LEFT - RIGHT - 12);
  Object.assign(pen, { lineWidth: 1, font: `11px ${theme.font}`, textBaseline: "middle" });
  answers.forEach((one, row) => {
    const middle = top + 26 * (row + 1) + 6;
    paintName(pen, one, middle, theme);
    pen.strokeStyle = theme.line;
    pen.strokeRect(LEFT, middle, width - LEFT - RIGHT, 0);
    if (one.rows) paintMark(pen, one.shape, scale.place(one.rows[0][0]), middle, 6, one.colour);
  });
  const across = scale.place(right);
  Object.assign(pen, { strokeStyle: theme.ink, fillStyle: theme.ink, textAlign: across > width / 2 ? "right" : "left" });
  pen.setLineDash([5, 4]);
  pen.strokeRect(across, top, 0, 26 * answers.length + 20);
  pen.setLineDash([]);
  pen.fillText(`right ${task.outputs[0]}: ${mark(right)}`, across + (across > width / 2 ? -6 : 6), top + 6);
}
