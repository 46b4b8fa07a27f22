// Chart: curves over training time in a figure; its zoom stays when new numbers arrive.

import { makeFigure, penOf } from "./figure.js";
import { roundUp, shortNumber, wholeNumber } from "./axis.js";
import { addChartInput } from "./chart_input.js";
import { above, axesOf, paintAxes, paintCurves, paintLevels, paintMark, paintNames } from "./lines.js";

/**
 * Make a chart; `lines()` returns {name, colour, shape, steps, median, seeds} of each run, `limits()` the vertical range,
 * `levels()` the dashed lines, `lastUpdate()` the update up to which the axis reaches at least.
 */
export function makeChart({ key, title, height = 230, upwards, log, lines, limits, levels, lastUpdate, theme }) {
  const chart = { zoom: null, at: null };
  let logarithmic = log;
  const view = () => ({ x: chart.zoom?.x ?? [0, roundUp(Math.max(1, ...lines().map(({ steps }) => steps.at(-1) ?? 0), lastUpdate()))], y: chart.zoom?.y ?? limits(), log: logarithmic });
  chart.axes = () => axesOf(chart.figure.size, view());

  const paint = (pen, size, theme) => {
    const axes = axesOf(size, view());
    const runs = lines();
    paintAxes(pen, axes, theme, { across: "training time: updates →", upwards });
    for (const { steps, seeds, colour, dash } of runs) if (seeds.length > 1) paintCurves(pen, axes, seeds.map((values) => ({ steps, values, colour, width: 1, alpha: 0.3, dash })));
    paintLevels(pen, axes, levels(theme), theme);
    paintCurves(pen, axes, runs.map(({ steps, median, colour, dash }) => ({ steps, values: median, colour, width: 2.2, dash })));
    paintNames(pen, axes, runs.filter(({ steps, named }) => steps.length && named !== false).map((one) => ({ ...one, name: one.short ?? one.name, ...end(one, axes.x.high) })), theme);
  };

  const figure = makeFigure({ key, title, height, paint, theme, tableOf: () => table(lines(), 200), allOf: () => table(lines(), Infinity) });
  chart.figure = figure;
  figure.afterDraw = () => drawOverlay();

  const tooltip = figure.plot.appendChild(Object.assign(document.createElement("div"), { className: "gs-tooltip", hidden: true }));
  const announce = (isKeyboard) => tooltip.setAttribute("aria-live", isKeyboard ? "polite" : "off"); // pointer moves are not read out
  let [box, hasOverlay] = [null, false];

  /** Draw what lies over the curves: the box of a zoom, or the line at the update that is read. */
  const drawOverlay = () => {
    tooltip.hidden = chart.at === null || Boolean(box);
    if (tooltip.hidden && !box && !hasOverlay) return; // nothing to draw and nothing to clear
    hasOverlay = !tooltip.hidden || Boolean(box);
    const { foreground, muted } = theme();
    const pen = penOf(figure.overlay, figure.size);
    const { plotArea, x, y } = chart.axes();
    if (box) {
      Object.assign(pen, { strokeStyle: foreground, lineWidth: 1 });
      pen.strokeRect(...box.from, box.to[0] - box.from[0], box.to[1] - box.from[1]);
    }
    if (tooltip.hidden) return;
    const across = x.pixel(chart.at);
    pen.strokeStyle = muted;
    pen.strokeRect(across, plotArea.top, 0, plotArea.height);
    const rows = lines().map((one) => ({ ...one, k: nearest(one.steps, chart.at) })).filter(({ k }) => k >= 0);
    for (const { k, median, colour, shape, steps } of rows) {
      const up = y.pixel(median[k]);
      if (up >= plotArea.top && up <= plotArea.top + plotArea.height) paintMark(pen, shape, x.pixel(steps[k]), up, 3.5, colour);
    }
    tooltip.replaceChildren(...tooltipLines(rows));
    const left = across > figure.size.width / 2;
    Object.assign(tooltip.style, { left: left ? "" : `${across + 10}px`, right: left ? `${figure.size.width - across + 10}px` : "" });
  };

  chart.showZoomBox = (dragged) => {
    box = dragged;
    drawOverlay();
  };

  /** Show the numbers at the update nearest to a position on the axis; null shows none. */
  chart.readAt = (update) => {
    announce(false);
    const steps = longest(lines());
    chart.at = update === null || !steps.length ? null : steps[nearest(steps, update)];
    drawOverlay();
  };

  /** Move the update that is read by so many points. */
  chart.moveReading = (by) => {
    const steps = longest(lines());
    if (!steps.length) return;
    announce(true);
    const from = chart.at === null ? steps.length - 1 : nearest(steps, chart.at);
    chart.at = steps[Math.max(0, Math.min(steps.length - 1, from + by))];
    drawOverlay();
  };
  chart.zoomTo = (zoom) => {
    chart.zoom = zoom;
    figure.buttons[0].hidden = !zoom;
    figure.draw();
  };
  chart.setVerticalAxis = (isLog, axisTitle) => ((logarithmic = isLog), (upwards = axisTitle));
  chart.resetZoom = figure.resetZoom = () => chart.zoomTo(null);
  addChartInput(chart);
  return chart;
}

const longest = (runs) => runs.reduce((best, { steps }) => (steps.length > best.length ? steps : best), []);

/** The index of the nearest step; −1 where there is none. */
function nearest(steps, at) {
  const k = above(steps, at);
  if (k === 0) return steps.length - 1 < 0 ? -1 : 0;
  return k < steps.length && steps[k] - at < at - steps[k - 1] ? k : k - 1;
}

/** The last point of a line up to the update `highest`. */
const end = ({ steps, median }, highest) => {
  const k = median.findLastIndex((value, index) => steps[index] <= highest && !Number.isNaN(value));
  return { at: steps[k] ?? 0, value: median[k] ?? NaN };
};

function tooltipLines(rows) {
  const line = (text, colour) => {
    const row = document.createElement("div");
    row.textContent = text;
    if (colour) row.style.color = colour;
    return row;
  };
  const range = ({ seeds, k }) => {
    const all = seeds.map((values) => values[k]).filter((value) => !Number.isNaN(value));
    return all.length > 1 ? ` (${shortNumber(Math.min(...all))} to ${shortNumber(Math.max(...all))})` : "";
  };
  const value = ({ median, k }) => (Number.isNaN(median[k]) ? "no number" : shortNumber(median[k]));
  return [line(`update ${rows.length ? wholeNumber(rows[0].steps[rows[0].k]) : ""}`), ...rows.map((row) => line(`${row.name} ${value(row)}${range(row)}`, row.colour))];
}

/** All updates of all runs as at most so many rows: the median, then each seed. */
function table(runs, mostRows) {
  const columns = ["update", ...runs.flatMap(({ name, seeds }) => [name, ...(seeds.length > 1 ? seeds.map((_, s) => `${name}, seed ${s + 1}`) : [])])];
  const steps = [...new Set(runs.flatMap(({ steps }) => steps))].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(steps.length / mostRows));
  const shown = steps.filter((_, k) => k % every === 0 || k === steps.length - 1);
  const indices = runs.map(({ steps }) => new Map(steps.map((step, k) => [step, k])));
  const rows = shown.map((step) => [step, ...runs.flatMap(({ median, seeds }, r) => {
    const k = indices[r].get(step);
    return [median, ...(seeds.length > 1 ? seeds : [])].map((values) => (k === undefined || Number.isNaN(values[k]) ? "" : values[k]));
  })]);
  return { columns, rows };
}
