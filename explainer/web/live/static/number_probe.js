// Number probe: a probe whose targets are numbers, as lines over the sequence, or as marks on a scale at its last step.

import { makeAxis, shortNumber } from "./axis.js";
import { paintInput, paintName } from "./class_probe.js";
import { paintCurves, paintMark } from "./lines.js";
import { stepsThatCount, targetsOf } from "./predictions.js";

const [LEFT, RIGHT, PANEL, GAP, MOST_PANELS] = [76, 12, 96, 16, 3];

/** Return the height of the figure for so many networks. */
export const numberProbeHeight = (task, count) => (task.symbols ? 30 : 0) + 30 + panelCount(task) * (PANEL + GAP) + (task.where === "last" && task.outputs.length === 1 ? 26 * (count + 1) : 0);

const panelCount = (task) => {
  const inputs = task.symbols ? 0 : Math.min(MOST_PANELS, task.channels.length);
  if (task.where === "each") return Math.min(MOST_PANELS, task.outputs.length);
  return inputs + (task.outputs.length > 1 ? 1 : 0);
};

/** Draw the probe; predictions have `rows` where there are any yet. */
export function paintNumberProbe(pen, size, theme, { task, predictions }) {
  const targets = targetsOf({ task, predictions });
  let top = 4;
  if (task.symbols) {
    paintInput(pen, size, theme, task, top);
    top += 30;
  }
  const steps = Array.from({ length: task.steps }, (_, t) => t + 1);
  if (task.where === "each") paintEachStep(pen, size, theme, { task, predictions, targets, top });
  else {
    const inputs = task.symbols ? [] : task.channels.slice(0, MOST_PANELS);
    inputs.forEach(({ name, values }, k) => panel(pen, size, theme, top + k * (PANEL + GAP), name, [1, task.steps], [{ steps, values, colour: theme.foreground, width: 1.2 }]));
    top += inputs.length * (PANEL + GAP);
    if (task.outputs.length === 1) paintScale(pen, size, theme, { task, predictions, targets, top: top + 8 });
    else {
      const outputs = task.outputs.map((_, k) => k + 1);
      panel(pen, size, theme, top, "output", [1, outputs.length], linesOf(theme, predictions, targets[0], outputs, (rows, k) => rows[0][k]));
    }
  }
  Object.assign(pen, { fillStyle: theme.foreground, font: `11px ${theme.font}`, textAlign: "right", textBaseline: "middle" });
  pen.fillText("sequence time: steps of the probe →", size.width - RIGHT, size.height - 10);
}

function paintEachStep(pen, size, theme, { task, predictions, targets, top }) {
  const counted = stepsThatCount(task);
  task.outputs.slice(0, MOST_PANELS).forEach((name, k) => {
    const correct = counted.map((t) => targets[t][k]);
    const lines = linesOf(theme, predictions, correct, counted.map((t) => t + 1), (rows, j) => rows[counted[j]][k]);
    panel(pen, size, theme, top + k * (PANEL + GAP), name, [1, task.steps], lines);
  });
}

/** Return the target as a broad pale line, and each network's prediction over it. */
function linesOf({ foreground }, predictions, target, steps, value) {
  const predicted = predictions.filter(({ rows }) => rows).map(({ rows, colour }) => ({ steps, values: steps.map((_, k) => value(rows, k)), colour, width: 1.6 }));
  return [{ steps, values: target, colour: foreground, width: 5, alpha: 0.22 }, ...predicted];
}

function panel(pen, { width }, { muted, gridLine, font }, top, name, x, curves) {
  const all = curves.flatMap(({ values }) => values).filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const pad = (high - low || 1) * 0.06;
  const plotArea = { left: LEFT, top, width: width - LEFT - RIGHT, height: PANEL };
  const axes = { plotArea, x: makeAxis([x[0], Math.max(x[1], x[0] + 1)], LEFT, plotArea.width), y: makeAxis([low - pad, high + pad], top + PANEL, -PANEL) };
  Object.assign(pen, { strokeStyle: gridLine, fillStyle: muted, lineWidth: 1, font: `11px ${font}`, textAlign: "right", textBaseline: "middle" });
  for (const value of axes.y.ticks(3)) {
    const y = Math.round(axes.y.pixel(value)) + 0.5;
    pen.strokeRect(LEFT, y, plotArea.width, 0);
    pen.fillText(shortNumber(value), LEFT - 6, y);
  }
  Object.assign(pen, { textAlign: "left", font: `600 11px ${font}` });
  pen.fillText(name.length > 14 ? `${name.slice(0, 13)}…` : name, 4, top + 2);
  paintCurves(pen, axes, curves);
}

/** One number at the last step: a scale for each network, with the target as a line through all of them. */
function paintScale(pen, { width }, theme, { task, predictions, targets, top }) {
  const [correct] = targets[0];
  const predicted = predictions.flatMap(({ rows }) => (rows ? [rows[0][0]] : []));
  const [low, high] = [Math.min(correct, ...predicted, task.range[0]), Math.max(correct, ...predicted, task.range[1])];
  const scale = makeAxis([low, high > low ? high : low + 1], LEFT + 6, width - LEFT - RIGHT - 12);
  Object.assign(pen, { lineWidth: 1, font: `11px ${theme.font}`, textBaseline: "middle" });
  predictions.forEach((one, row) => {
    const middle = top + 26 * (row + 1) + 6;
    paintName(pen, one, middle, theme);
    pen.strokeStyle = theme.gridLine;
    pen.strokeRect(LEFT, middle, width - LEFT - RIGHT, 0);
    if (one.rows) paintMark(pen, one.shape, scale.pixel(one.rows[0][0]), middle, 6, one.colour);
  });
  const across = scale.pixel(correct);
  Object.assign(pen, { strokeStyle: theme.foreground, fillStyle: theme.foreground, textAlign: across > width / 2 ? "right" : "left" });
  pen.setLineDash([5, 4]);
  pen.strokeRect(across, top, 0, 26 * predictions.length + 20);
  pen.setLineDash([]);
  pen.fillText(`correct ${task.outputs[0]}: ${shortNumber(correct)}`, across + (across > width / 2 ? -6 : 6), top + 6);
}
