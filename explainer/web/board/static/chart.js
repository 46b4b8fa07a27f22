// Chart: one figure that shows new numbers at once, keeps its zoom, and follows the cursor.

import { axesOf, bandOf } from "./axes.js";
import { idle, make } from "../shared/dom.js";
import { legendOf } from "./legend.js";
import { downloadCsv, downloadImage } from "./downloads.js";
import { row, rows } from "../shared/payload.js";
import { plotly } from "./plotly.js";
import { paint } from "./preview.js";
import { listenToPlotly, moveCursorByPointer, zoom } from "./cursor_input.js";
import { makeTable, tableOf } from "./table.js";
import { enlarged } from "../shared/type_scale.js";

const OPTIONS = { responsive: false, displayModeBar: false };

/** Make a card with title, tools, picture, legend and sentence; returns {element, setCard, width, show, follow, resize, close}. */
export function makeChart(key, cursor) {
  const chart = { key, card: null, arrays: null, data: [], layout: null, unit: -1, settled: null };
  const parts = makeParts(chart);
  const { picture, preview, plot } = parts;
  moveCursorByPointer(picture, chart, cursor);
  let timer = 0;
  let size = { width: 0, height: 0 };

  /** Return the current axes; the visitor's zoom counts while the figure's axes mean the same. */
  chart.axes = () => axesOf(chart.layout, size, chart.settled === signature(chart.layout) ? picture.layout : null);

  /** Set a card with its numbers; show() draws it later, so that the page is laid out once for all charts. */
  chart.setCard = (card, arrays, dark) => {
    const { data, layout } = dark(card.figure);
    Object.assign(chart, { card, arrays, data, layout: enlarged(layout, card.scale) });
    plot.style.height = `${card.height}px`;
    parts.title.replaceChildren(...heading(card));
    parts.legend.replaceChildren(...legendOf(data));
    parts.table.replaceChildren();
    parts.element.classList.remove("gs-open");
    fill(cursor);
  };

  chart.width = () => plot.clientWidth;

  /** Draw at a width in pixels. */
  chart.show = (width) => {
    size = { width, height: chart.card.height };
    redraw();
  };

  /** Give the traces the numbers of the cursor's unit, and show the sentence about it. */
  const fill = ({ unit }) => {
    chart.unit = unit;
    chart.data = chart.data.map((trace) => filled(trace, chart));
    const sentence = chart.card.sentences[Math.min(unit, chart.card.sentences.length - 1)];
    parts.sentence.textContent = sentence;
    picture.setAttribute("aria-label", `${chart.card.title}. ${sentence}`);
  };

  /** Show new numbers: at once on the preview, in plotly when there is time. */
  const redraw = () => {
    paint(preview, chart.axes(), chart.data, chart.layout);
    chart.mark();
    clearTimeout(timer);
    timer = setTimeout(() => idle(drawWithPlotly, { timeout: 1500 }), 200); // not while the pointer still moves
  };

  const drawWithPlotly = async () => {
    const Plotly = await plotly();
    const { data, layout } = chart;
    const first = !picture.layout;
    const shown = { ...structuredClone(layout), ...size, autosize: false, uirevision: signature(layout), showlegend: false };
    await Plotly.react(picture, data, shown, OPTIONS); // plotly writes its zoom into what it is given
    chart.settled = signature(layout);
    if (data === chart.data) preview.hidden = true;
    if (first) listenToPlotly(picture, chart, cursor, Plotly);
    chart.mark();
  };

  /** Move the cursor's marks. */
  chart.mark = () => {
    const axes = chart.axes();
    for (const what of ["t", "unit"]) {
      const axis = axes[chart.card.follows[what]];
      setMark(parts.marks[what], axis ? bandOf(axis, axes.plotArea, cursor[what]) : null);
    }
  };

  /** Follow the cursor: marks always, the unit's own numbers when the unit has changed. */
  chart.follow = () => {
    if (!chart.card) return;
    if (chart.unit === cursor.unit) return chart.mark();
    const before = chart.data;
    fill(cursor);
    if (chart.data.some((trace, k) => trace !== before[k])) redraw();
    else chart.mark();
  };

  chart.resize = (heightOf) => {
    if (!chart.card) return;
    const height = heightOf(chart.card.ownHeight);
    if (chart.width() === size.width && height === size.height) return;
    chart.card.height = height;
    plot.style.height = `${height}px`;
    chart.show(chart.width());
  };

  chart.close = () => {
    clearTimeout(timer);
    if (picture.layout) plotly().then((Plotly) => Plotly.purge(picture));
  };
  return Object.assign(chart, { element: parts.element });
}

/** Return a key for what a figure's axes mean: while it is the same, a zoom stays. */
const signature = (layout) => JSON.stringify([layout.xaxis.range, layout.yaxis.range, layout.yaxis.type]);

function makeParts(chart) {
  const picture = make("div", { className: "gs-picture", tabIndex: 0, role: "group", "aria-roledescription": "figure" });
  const preview = make("canvas", { className: "gs-preview", hidden: true });
  const marks = { t: make("div", { className: "gs-mark" }), unit: make("div", { className: "gs-mark gs-mark-unit" }) };
  const plot = make("div", { className: "gs-plot" }, picture, preview, marks.t, marks.unit);
  const [title, sentence, table] = [make("h3", {}), make("p", { className: "gs-sentence" }), make("div", {})];
  const legend = make("div", { className: "gs-legend", "aria-hidden": "true" });
  const toggle = () => {
    table.replaceChildren(...(table.firstChild ? [] : [makeTable(tableOf(chart), chart.card.title)]));
    element.classList.toggle("gs-open", Boolean(table.firstChild));
  };
  const tools = { Zoom: () => zoom(picture, chart), Table: toggle, CSV: () => downloadCsv(chart), PNG: () => downloadImage(chart, "png"), SVG: () => downloadImage(chart, "svg") };
  const buttons = Object.entries(tools).map(([label, onclick]) => make("button", { type: "button", onclick, "aria-label": `${label} of this figure` }, label));
  const caption = make("figcaption", { className: "gs-title" }, title, make("div", { className: "gs-tools" }, ...buttons));
  const element = make("figure", { className: "gs-card" }, caption, plot, legend, sentence, table);
  element.dataset.key = chart.key;
  return { element, picture, preview, marks, plot, title, sentence, table, legend };
}

function heading({ letter, role, title }) {
  if (!letter) return [title];
  const mark = make("var", {}, letter);
  mark.style.color = `var(--gs-${role})`;
  return [mark, ` ${title}`];
}

/** Return a trace with its numbers: all of a map, the unit's row of a line, the unit selected among points. */
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
