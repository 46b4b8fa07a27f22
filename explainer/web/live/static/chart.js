// The chart: curves over training time in a figure; its zoom stays when new numbers come.

import { makeFigure, penOf } from "./figure.js";
import { mark, roundUp, whole } from "./axis.js";
import { above, axesOf, paintAxes, paintCurves, paintLevels, paintMark, paintNames } from "./lines.js";
import { point } from "./pointing.js";

/**
 * Make a chart; `lines()` returns {name, colour, shape, steps, median, seeds} of each run, `limits(values)` the range upwards,
 * `levels()` the dashed lines.
 */
export function makeChart({ key, title, height = 230, upwards, log, lines, limits, levels, last, look }) {
  const chart = { zoom: null, at: null };
  let logarithmic = log;
  const view = () => ({ x: chart.zoom?.x ?? [0, roundUp(Math.max(1, ...lines().map(({ steps }) => steps.at(-1) ?? 0), last()))], y: chart.zoom?.y ?? limits(), log: logarithmic });
  chart.axes = () => axesOf(chart.figure.size, view());

  const paint = (pen, size, theme) => {
    const axes = axesOf(size, view());
    const drawn = lines();
    paintAxes(pen, axes, theme, { across: "training time: updates →", upwards });
    for (const { steps, seeds, colour, dash } of drawn) if (seeds.length > 1) paintCurves(pen, axes, seeds.map((values) => ({ steps, values, colour, width: 1, alpha: 0.3, dash })));
    paintLevels(pen, axes, levels(theme), theme);
    paintCurves(pen, axes, drawn.map(({ steps, median, colour, dash }) => ({ steps, values: median, colour, width: 2.2, dash })));
    paintNames(pen, axes, drawn.filter(({ steps, named }) => steps.length && named !== false).map((one) => ({ ...one, ...end(one, axes.x.high) })), theme);
  };

  const figure = makeFigure({ key, title, height, paint, look, tableOf: () => table(lines(), 200), allOf: () => table(lines(), Infinity) });
  chart.figure = figure;
  figure.drawn = () => overlay();

  const tip = figure.plot.appendChild(Object.assign(document.createElement("div"), { className: "gs-tip", hidden: true }));
  const speak = (aloud) => tip.setAttribute("aria-live", aloud ? "polite" : "off"); // what a pointer passes over is not read out
  let [box, over] = [null, false];

  /** Draw what lies over the curves: the box of a zoom, or the line of what is read. */
  const overlay = () => {
    tip.hidden = chart.at === null || Boolean(box);
    if (tip.hidden && !box && !over) return; // nothing there, and nothing to wipe away
    over = !tip.hidden || Boolean(box);
    const theme = look();
    const pen = penOf(figure.over, figure.size);
    const { room, x, y } = chart.axes();
    if (box) {
      Object.assign(pen, { strokeStyle: theme.ink, lineWidth: 1 });
      pen.strokeRect(...box.from, box.to[0] - box.from[0], box.to[1] - box.from[1]);
    }
    if (tip.hidden) return;
    const across = x.place(chart.at);
    pen.strokeStyle = theme.quiet;
    pen.strokeRect(across, room.top, 0, room.height);
    const rows = lines().map((one) => ({ ...one, k: nearest(one.steps, chart.at) })).filter(({ k }) => k >= 0);
    for (const { k, median, colour, shape, steps } of rows) {
      const up = y.place(median[k]);
      if (up >= room.top && up <= room.top + room.height) paintMark(pen, shape, x.place(steps[k]), up, 3.5, colour);
    }
    tip.replaceChildren(...told(rows));
    const left = across > figure.size.width / 2;
    Object.assign(tip.style, { left: left ? "" : `${across + 10}px`, right: left ? `${figure.size.width - across + 10}px` : "" });
  };

  chart.box = (dragged) => {
    box = dragged;
    overlay();
  };
  chart.read = (place) => {
    speak(false);
    const steps = longest(lines());
    chart.at = place === null || !steps.length ? null : steps[nearest(steps, place)];
    overlay();
  };
  chart.walk = (by) => {
    const steps = longest(lines());
    if (!steps.length) return;
    speak(true);
    const from = chart.at === null ? steps.length - 1 : nearest(steps, chart.at);
    chart.at = steps[Math.max(0, Math.min(steps.length - 1, from + by))];
    overlay();
  };
  chart.zoomTo = (zoom) => {
    chart.zoom = zoom;
    figure.buttons[0].hidden = !zoom;
    figure.draw();
  };
  chart.log = (wanted, words) => ((logarithmic = wanted), (upwards = words));
  chart.whole = figure.whole = () => chart.zoomTo(null);
  point(chart);
  return chart;
}

const longest = (drawn) => drawn.reduce((most, { steps }) => (steps.length > most.length ? steps : most), []);

/** The place of the step that lies nearest; −1 where there is none. */
function nearest(steps, at) {
  const k = above(steps, at);
  if (k === 0) return steps.length - 1 < 0 ? -1 : 0;
  return k < steps.length && steps[k] - at < at - steps[k - 1] ? k : k - 1;
}

/** Where a line ends in sight. */
const end = ({ steps, median }, most) => {
  const k = median.findLastIndex((value, place) => steps[place] <= most && !Number.isNaN(value));
  return { at: steps[k] ?? 0, value: median[k] ?? NaN };
};

function told(rows) {
  const line = (text, colour) => {
    const row = document.createElement("div");
    row.textContent = text;
    if (colour) row.style.color = colour;
    return row;
  };
  const range = ({ seeds, k }) => {
    const all = seeds.map((values) => values[k]).filter((value) => !Number.isNaN(value));
    return all.length > 1 ? ` (${mark(Math.min(...all))} to ${mark(Math.max(...all))})` : "";
  };
  const value = ({ median, k }) => (Number.isNaN(median[k]) ? "no number" : mark(median[k]));
  return [line(`update ${rows.length ? whole(rows[0].steps[rows[0].k]) : ""}`), ...rows.map((row) => line(`${row.name} ${value(row)}${range(row)}`, row.colour))];
}

/** All steps of all runs as rows: the median, then each seed. */
function table(drawn, most) {
  const columns = ["update", ...drawn.flatMap(({ name, seeds }) => [name, ...(seeds.length > 1 ? seeds.map((_, s) => `${name}, seed ${s + 1}`) : [])])];
  const steps = [...new Set(drawn.flatMap(({ steps }) => steps))].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(steps.length / most));
  const shown = steps.filter((_, k) => k % every === 0 || k === steps.length - 1);
  const places = drawn.map(({ steps }) => new Map(steps.map((step, k) => [step, k])));
  const rows = shown.map((step) => [step, ...drawn.flatMap(({ median, seeds }, d) => {
    const k = places[d].get(step);
    return [median, ...(seeds.length > 1 ? seeds : [])].map((values) => (k === undefined || Number.isNaN(values[k]) ? "" : values[k]));
  })]);
  return { columns, rows };
}
