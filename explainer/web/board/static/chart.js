// A chart: one figure that shows new numbers at once, keeps its zoom, and follows the cursor.

import { axesOf, stretch } from "./axes.js";
import { idle, make } from "../shared/dom.js";
import { legendOf } from "./legend.js";
import { saveCsv, saveImage } from "./outputs.js";
import { row, rows } from "../shared/payload.js";
import { plotly } from "./plotly.js";
import { paint } from "./preview.js";
import { listen, steer, zoom } from "./steering.js";
import { makeTable, tableOf } from "./table.js";

const OPTIONS = { responsive: false, displayModeBar: false };

/** Make a card with title, tools, picture, legend and sentence; returns {element, take, width, show, follow, resize, close}. */
export function makeChart(key, cursor) {
  const chart = { key, card: null, arrays: null, data: [], layout: null, unit: -1, settled: null };
  const parts = makeParts(chart);
  const { picture, preview, plot } = parts;
  steer(picture, chart, cursor);
  let later = 0;
  let size = { width: 0, height: 0 };

  /** Return the axes as they stand: the visitor's zoom counts while the figure's axes mean the same. */
  chart.axes = () => axesOf(chart.layout, size, chart.settled === signature(chart.layout) ? picture.layout : null);

  /** Take a card with its numbers; it is drawn when it is shown, so that a page is laid out once for all of them. */
  chart.take = (card, arrays, dark) => {
    const { data, layout } = dark(card.figure);
    Object.assign(chart, { card, arrays, data, layout });
    plot.style.height = `${card.height}px`;
    parts.title.replaceChildren(...heading(card));
    parts.legend.replaceChildren(...legendOf(data));
    parts.behind.replaceChildren();
    parts.element.classList.remove("gs-open");
    fill(cursor);
  };

  chart.width = () => plot.clientWidth;

  /** Draw at a width in pixels. */
  chart.show = (width) => {
    size = { width, height: chart.card.height };
    renew();
  };

  /** Give the traces the numbers of the cursor's unit, and say the sentence about it. */
  const fill = ({ unit }) => {
    chart.unit = unit;
    chart.data = chart.data.map((trace) => filled(trace, chart));
    const words = chart.card.sentences[Math.min(unit, chart.card.sentences.length - 1)];
    parts.sentence.textContent = words;
    picture.setAttribute("aria-label", `${chart.card.title}. ${words}`);
  };

  /** Show new numbers: at once on the preview, in plotly when there is time. */
  const renew = () => {
    paint(preview, chart.axes(), chart.data, chart.layout);
    chart.mark();
    clearTimeout(later);
    later = setTimeout(() => idle(settle, { timeout: 1500 }), 200); // not while a finger still moves
  };

  const settle = async () => {
    const Plotly = await plotly();
    const { data, layout } = chart;
    const first = !picture.layout;
    const shown = { ...structuredClone(layout), ...size, autosize: false, uirevision: signature(layout), showlegend: false };
    await Plotly.react(picture, data, shown, OPTIONS); // plotly writes its zoom into what it is given
    chart.settled = signature(layout);
    if (data === chart.data) preview.hidden = true;
    if (first) listen(picture, chart, cursor, Plotly);
    chart.mark();
  };

  /** Put the cursor's marks where it is. */
  chart.mark = () => {
    const axes = chart.axes();
    for (const what of ["t", "unit"]) {
      const axis = axes[chart.card.follows[what]];
      setMark(parts.marks[what], axis ? stretch(axis, axes.room, cursor[what]) : null);
    }
  };

  /** Follow the cursor: marks always, the unit's own numbers when the unit has changed. */
  chart.follow = () => {
    if (!chart.card) return;
    if (chart.unit === cursor.unit) return chart.mark();
    const before = chart.data;
    fill(cursor);
    if (chart.data.some((trace, k) => trace !== before[k])) renew();
    else chart.mark();
  };

  chart.resize = () => {
    if (chart.card && chart.width() !== size.width) chart.show(chart.width());
  };

  chart.close = () => {
    clearTimeout(later);
    if (picture.layout) plotly().then((Plotly) => Plotly.purge(picture));
  };
  return Object.assign(chart, { element: parts.element });
}

/** Name what a figure's axes mean: with the same name a zoom stays. */
const signature = (layout) => JSON.stringify([layout.xaxis.range, layout.yaxis.range, layout.yaxis.type]);

function makeParts(chart) {
  const picture = make("div", { className: "gs-picture", tabIndex: 0, role: "group", "aria-roledescription": "figure" });
  const preview = make("canvas", { className: "gs-preview", hidden: true });
  const marks = { t: make("div", { className: "gs-mark" }), unit: make("div", { className: "gs-mark gs-mark-unit" }) };
  const plot = make("div", { className: "gs-plot" }, picture, preview, marks.t, marks.unit);
  const [title, sentence, behind] = [make("h3", {}), make("p", { className: "gs-sentence" }), make("div", {})];
  const legend = make("div", { className: "gs-legend", "aria-hidden": "true" });
  const toggle = () => {
    behind.replaceChildren(...(behind.firstChild ? [] : [makeTable(tableOf(chart), chart.card.title)]));
    element.classList.toggle("gs-open", Boolean(behind.firstChild));
  };
  const outputs = { Zoom: () => zoom(picture, chart), Table: toggle, CSV: () => saveCsv(chart), PNG: () => saveImage(chart, "png"), SVG: () => saveImage(chart, "svg") };
  const buttons = Object.entries(outputs).map(([label, onclick]) => make("button", { type: "button", onclick, "aria-label": `${label} of this figure` }, label));
  const caption = make("figcaption", { className: "gs-title" }, title, make("div", { className: "gs-tools" }, ...buttons));
  const element = make("figure", { className: "gs-card" }, caption, plot, legend, sentence, behind);
  element.dataset.key = chart.key;
  return { element, picture, preview, marks, plot, title, sentence, behind, legend };
}

function heading({ letter, role, title }) {
  if (!letter) return [title];
  const mark = make("var", {}, letter);
  mark.style.color = `var(--gs-${role})`;
  return [mark, ` ${title}`];
}

/** Return a trace with its numbers: all of a map, the unit's row of a line, the unit marked among points. */
function filled(trace, { card, arrays, unit }) {
  const array = arrays[trace.meta];
  if (trace.type === "heatmap") return trace.z ? trace : { ...trace, z: rows(array), showscale: false }; // a colour bar costs as much as the map
  if (array) return { ...trace, y: row(array, Math.min(unit, array.rows - 1)) };
  return card.follows.points && trace.customdata ? { ...trace, selectedpoints: [unit] } : trace;
}

function setMark(mark, box) {
  mark.hidden = !box;
  if (!box) return;
  mark.style.transform = `translate(${box.left}px, ${box.top}px)`;
  mark.style.width = `${box.width}px`;
  mark.style.height = `${box.height}px`;
}
