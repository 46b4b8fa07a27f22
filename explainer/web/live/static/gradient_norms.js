// Gradient norms: how much each state of every step of the probe changes its loss, a line for each state of each network.

import { pointIn } from "../shared/type_scale.js";
import { make } from "../shared/dom.js";
import { makeAxis, shortNumber } from "./axis.js";
import { makeFigure, penOf } from "./figure.js";
import { paintCurves, paintMark, shorten, spread } from "./lines.js";
import { stepsThatCount } from "./predictions.js";
import { addStepInput, nameOfStep } from "./steps.js";

const [TOP, BOTTOM, GAP] = [40, 40, 14]; // pixels above and below the plot area, and between two names
const [LEFT, RIGHT, NARROW] = [[92, 70], [98, 92], 560]; // pixels beside it, on a screen and on a narrow one
const MIDDLE = 1e-3; // share of a norm in the middle of the axis
const DASHES = [[], [6, 4], [2, 3], [8, 3, 2, 3]]; // of a cell's states, in their order: h is solid

/** Make the figure; `data()` returns {task, bands, runs: [{name, colour, shape, step, carried, norms}]}; without norms there are no lines. */
export function makeGradientNorms({ data, theme, cursor }) {
  const figure = makeFigure({
    key: "gradients", title: "Gradient norms on the probe", height: 290, theme,
    paint: (pen, size, theme) => paint(pen, size, theme, data()), tableOf: () => tableOf(data()),
  });
  const tooltip = figure.plot.appendChild(make("div", { className: "gs-tooltip", hidden: true }));
  const stepAt = (event) => Math.round(axesOf(figure.size, data()).x.value(pointIn(figure.plot, event)[0])) - 1;

  /** Draw a line at the cursor's step; beside it its numbers, read aloud where a key has moved it. */
  const drawCursor = (isAloud) => {
    const { plotArea, x } = axesOf(figure.size, data());
    const pen = penOf(figure.overlay, figure.size);
    const across = x.pixel(Math.min(cursor.t, data().task.steps - 1) + 1);
    pen.strokeStyle = theme().muted;
    pen.strokeRect(across, plotArea.top, 0, plotArea.height);
    if (tooltip.hidden) return;
    const isLeft = across > figure.size.width / 2;
    tooltip.setAttribute("aria-live", isAloud ? "polite" : "off");
    tooltip.replaceChildren(...readingOf(data(), cursor.t, figure.size.width < NARROW).map(coloured));
    const isHigh = linesOf(data()).every(({ shares }) => !(shares[cursor.t] < MIDDLE)); // then the numbers are below the lines
    Object.assign(tooltip.style, { top: isHigh ? "auto" : "", bottom: isHigh ? `${BOTTOM + 6}px` : "", left: isLeft ? "" : `${across + 10}px`, right: isLeft ? `${figure.size.width - across + 10}px` : "" });
  };
  let byKey = false;
  const show = (isShown, isKeyboard) => {
    tooltip.hidden = !isShown;
    byKey = isKeyboard;
    drawCursor(byKey);
  };
  figure.afterDraw = () => drawCursor(false); // new numbers come five times a second
  cursor.follow(() => !figure.element.hidden && figure.size.width && drawCursor(byKey));
  addStepInput(figure, cursor, stepAt);
  for (const name of ["pointermove", "pointerdown"]) figure.plot.addEventListener(name, () => show(true, false));
  for (const name of ["pointerleave", "blur"]) figure.plot.addEventListener(name, () => show(false, false));
  figure.plot.addEventListener("focus", () => figure.plot.matches(":focus-visible") && show(true, true));
  figure.plot.addEventListener("keydown", () => show(true, true));
  figure.facts = () => ({ ...data(), lines: linesOf(data()) });
  figure.hasLines = () => data().runs.some(({ norms }) => Object.keys(norms).length);
  return figure;
}

const coloured = ({ text, colour = "" }) => {
  const line = make("div", {}, text);
  line.style.color = colour;
  return line;
};

/** Return the lines, with each norm as a share of the norm at the last step that the loss reads. */
export const linesOf = ({ runs }) => runs.flatMap(({ norms, ...run }) => Object.entries(norms).map(([state, { rows: [values] }], k) => (
  { ...run, state, dash: DASHES[k % DASHES.length], norms: values, shares: sharesOf(values) })));

/** Return norms as shares of the last one that is not 0; NaN where there is no finite share. */
export function sharesOf(norms) {
  const last = norms.findLast((norm) => norm !== 0) ?? 0;
  return Array.from(norms, (norm) => (norm === 0 ? 0 : Number.isFinite(norm / last) ? norm / last : NaN));
}

/** Return plot area and axes: steps from 1, and shares on a log axis from the lowest to above the highest. */
function axesOf({ width, height }, { task, bands, runs }) {
  const [left, right] = [LEFT, RIGHT].map((sizes) => sizes[width < NARROW ? 1 : 0]);
  const plotArea = { left, top: TOP, width: width - left - right, height: height - TOP - BOTTOM };
  const most = linesOf({ runs }).reduce((top, { shares }) => shares.reduce((a, b) => (b > a ? b : a), top), bands.highest);
  const highest = 10 ** Math.ceil(Math.log10(most) - 1e-9);
  return { plotArea, x: makeAxis([0.5, task.steps + 0.5], left, plotArea.width), y: makeAxis([bands.lowest, highest], TOP + plotArea.height, -plotArea.height, true) };
}

function paint(pen, size, theme, data) {
  const axes = axesOf(size, data);
  const lines = linesOf(data);
  paintBands(pen, axes, theme, data.bands);
  paintTitle(pen, size, axes, theme, lines);
  paintSteps(pen, axes, theme, data.task);
  const steps = Array.from({ length: data.task.steps }, (_, t) => t + 1);
  paintCurves(pen, axes, lines.map(({ shares, colour, dash }) => ({ steps, values: shares.map((share) => share || NaN), colour, dash }))); // a gap where it is 0
  paintNames(pen, axes, lines, theme);
}

/** Draw the bands as stripes, with the numbers of the axis and their names at its right end. */
function paintBands(pen, { plotArea: { left, top, width: wide, height }, y }, { muted, gridLine, font }, { stripes, lowest }) {
  const right = left + wide;
  Object.assign(pen, { font: `11px ${font}`, textAlign: "left", textBaseline: "middle" });
  let low = lowest;
  for (const { name, top: high, shade } of stripes) {
    const [from, to] = [y.pixel(Math.min(high ?? Infinity, y.high)), y.pixel(low)];
    Object.assign(pen, { fillStyle: gridLine, globalAlpha: shade });
    pen.fillRect(left, from, wide, to - from);
    Object.assign(pen, { fillStyle: muted, globalAlpha: 1 });
    pen.fillText(name, right + 38, (from + to) / 2);
    low = high;
  }
  Object.assign(pen, { strokeStyle: gridLine, lineWidth: 1 });
  pen.strokeRect(left + 0.5, top + 0.5, wide, height);
  for (const value of y.ticks(6)) pen.fillText(shortNumber(value), right + 5, y.pixel(value));
}

/** Write what is drawn upwards: in full, or as much as fits. */
function paintTitle(pen, { width }, { plotArea: { left } }, { foreground, font }, lines) {
  const states = [...new Set(lines.map(({ state }) => `dL/d${state}`))].join(" and ");
  const short = "↑ share of the norm at the loss";
  Object.assign(pen, { fillStyle: foreground, font: `11px ${font}`, textAlign: "left", textBaseline: "top" });
  const full = `↑ norm of ${states} at each step, as a share of the norm at the loss`;
  pen.fillText(pen.measureText(full).width < width - left ? full : short, left, 2);
}

/** Draw the steps below the plot: symbols as far as they fit, else numbers; and above it which of them the loss reads. */
function paintSteps(pen, { plotArea: { left, top, width, height }, x }, { foreground, muted, font }, task) {
  const foot = top + height;
  Object.assign(pen, { fillStyle: muted, font: `11px ${font}`, textAlign: "center", textBaseline: "top" });
  let end = -Infinity;
  const names = task.symbols ? task.symbols.map((name, t) => [t + 1, name]) : x.ticks(Math.max(2, width / 60)).filter(Number.isInteger).map((step) => [step, String(step)]);
  for (const [step, name] of names) {
    const [middle, half] = [x.pixel(step), pen.measureText(name).width / 2];
    if (middle - half < end + 2) continue;
    pen.fillText(name, middle, foot + 6);
    end = middle + half;
  }
  Object.assign(pen, { fillStyle: foreground, textAlign: "right" });
  pen.fillText("sequence time: steps of the probe →", left + width, foot + 23);
  const counted = stepsThatCount(task);
  const wide = Math.max(1, Math.min(7, width / task.steps - 1));
  for (const t of counted) pen.fillRect(x.pixel(t + 1) - wide / 2, top - 5, wide, 4);
  Object.assign(pen, { textAlign: counted[0] < task.steps / 2 ? "left" : "right", textBaseline: "bottom" });
  pen.fillText(counted.length > 1 ? "▾ steps of the loss" : "▾ step of the loss", counted[0] < task.steps / 2 ? left : left + width, top - 7);
}

/** Write each line's name beside its beginning, at the first step; an arrow says that it is below the axis there. */
function paintNames(pen, { plotArea: { left, top, width, height }, x, y }, lines, { font }) {
  const foot = top + height;
  const rows = lines.map((one) => ({ ...one, at: y.pixel(Math.max(one.shares[0], y.low)), isBelow: one.shares[0] < y.low }))
    .filter(({ at }) => !Number.isNaN(at)).sort((a, b) => a.at - b.at);
  const middles = spread(rows.map(({ at }) => at), GAP, foot);
  Object.assign(pen, { font: `600 11px ${font}`, textAlign: "right", textBaseline: "middle" });
  rows.forEach(({ name, state, colour, shape, dash, at, isBelow }, k) => {
    paintMark(pen, shape, x.pixel(1), at, 4, colour);
    pen.fillText(shorten(pen, `${state} ${name}${isBelow ? " ↓" : ""}`, left - 30), left - 26, middles[k]);
    Object.assign(pen, { strokeStyle: colour, lineWidth: 2 });
    pen.setLineDash(dash);
    pen.beginPath();
    pen.moveTo(left - 23, middles[k]);
    pen.lineTo(left - 5, middles[k]);
    pen.stroke();
    pen.setLineDash([]);
  });
}

/** Return what is read at a step, in lines of text with their colours. */
function readingOf(data, t, isNarrow) {
  const step = Math.min(t, data.task.steps - 1);
  const number = (value) => (Number.isFinite(value) ? shortNumber(value) : "no number");
  return [{ text: nameOfStep(data.task, step) }, ...linesOf(data).map(({ state, name, shares, norms, colour }) => (
    { text: `${state} of ${name}: ${number(shares[step])}${isNarrow ? "" : ` (norm ${number(norms[step])})`}`, colour }))];
}

function tableOf({ task, runs }) {
  const lines = linesOf({ runs });
  const columns = ["step", "input", ...lines.flatMap(({ state, name }) => [`‖dL/d${state}‖ of ${name}`, "share of that at the loss"])];
  const input = (t) => task.symbols?.[t] ?? task.channels.map(({ name, values }) => `${name} ${Number(values[t].toPrecision(4))}`).join(", ");
  const cell = (value) => (Number.isFinite(value) ? value : "");
  return { columns, rows: Array.from({ length: task.steps }, (_, t) => [t + 1, input(t), ...lines.flatMap(({ norms, shares }) => [cell(norms[t]), cell(shares[t])])]) };
}
