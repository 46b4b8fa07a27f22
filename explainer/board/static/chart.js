// A chart: one plotly figure that keeps its zoom, follows the cursor and can be dragged along.

import { moveByKey } from "./cursor.js";
import { make, offer } from "./dom.js";
import { legendOf } from "./legend.js";
import { row, rows } from "./payload.js";
import { paint } from "./preview.js";
import { makeTable, toCsv } from "./table.js";

const OPTIONS = {
  displaylogo: false, responsive: false, displayModeBar: "hover",
  modeBarButtons: [["zoom2d", "zoomIn2d", "zoomOut2d", "resetScale2d"]],
};

/** Make a card with title, tools, picture and sentence; returns {element, draw, follow, resize, close}. */
export function makeChart(key, cursor) {
  const picture = make("div", { className: "gs-picture", tabIndex: 0, role: "group", "aria-roledescription": "figure" });
  const marks = { t: make("div", { className: "gs-mark" }), unit: make("div", { className: "gs-mark gs-mark-unit" }) };
  const legend = make("div", { className: "gs-legend", "aria-hidden": "true" });
  const preview = make("canvas", { className: "gs-preview", hidden: true });
  const plot = make("div", { className: "gs-plot" }, picture, preview, marks.t, marks.unit);
  const title = make("h3", {});
  const sentence = make("p", { className: "gs-sentence" });
  const behind = make("div", {});
  const chart = { key, card: null, arrays: null, Plotly: null };
  const tools = make("div", { className: "gs-tools" },
    ...[["Table", () => toggleTable(chart, behind)], ["CSV", () => saveCsv(chart)], ["PNG", () => saveImage(chart, picture, "png")], ["SVG", () => saveImage(chart, picture, "svg")]]
      .map(([label, onclick]) => make("button", { type: "button", onclick, "aria-label": `${label} of this figure` }, label)));
  const element = make("figure", { className: "gs-card" }, make("figcaption", { className: "gs-title" }, title, tools), plot, legend, sentence, behind);
  element.dataset.key = key;
  steer(picture, chart, cursor);

  const place = () => {
    if (!picture._fullLayout || !chart.card) return;
    setMark(marks.t, chart.card.follows.t ? span(picture, chart.card.follows.t, cursor.t) : null);
    setMark(marks.unit, chart.card.follows.unit ? span(picture, chart.card.follows.unit, cursor.unit) : null);
  };

  /** Draw a card with these arrays; the zoom stays while the figure's axes mean the same. */
  chart.draw = async (card, arrays, Plotly, dark) => {
    const { data, layout } = dark(card.figure);
    const axes = JSON.stringify(layout);
    const known = chart.axes === axes;
    Object.assign(chart, { card, arrays, Plotly, axes, data, layout });
    title.replaceChildren(...heading(card));
    plot.style.height = `${card.height}px`;
    behind.replaceChildren();
    legend.replaceChildren(...legendOf(data));
    chart.fill(cursor);
    if (known) return chart.renew();
    await settle();
    listen(chart, picture, cursor, place);
  };

  /** Give the traces the numbers of the cursor's unit, and say the sentence about it. */
  chart.fill = ({ unit }) => {
    chart.selected = unit;
    chart.data = chart.data.map((trace) => filled(trace, chart, unit));
    const words = chart.card.sentences[Math.min(unit, chart.card.sentences.length - 1)];
    sentence.textContent = words;
    picture.setAttribute("aria-label", `${chart.card.title}. ${words}`);
  };

  /** Show new numbers on the same axes: at once on the preview, in plotly when there is time. */
  chart.renew = () => {
    paint(preview, picture, chart.data);
    place();
    cancelIdleCallback(chart.later);
    chart.later = requestIdleCallback(settle, { timeout: 1500 });
  };

  const settle = async () => {
    cancelIdleCallback(chart.later);
    const drawn = chart.data;
    await chart.Plotly.react(picture, drawn, { ...chart.layout, ...sizeOf(plot), uirevision: chart.card.revision, showlegend: false }, OPTIONS);
    if (drawn === chart.data) preview.hidden = true;
    place();
  };

  /** Follow the cursor: marks always, the unit's own numbers when the unit has changed. */
  chart.follow = (cursor, moved) => {
    place();
    if (!chart.card || !moved.unit || chart.selected === cursor.unit) return;
    const before = chart.data;
    chart.fill(cursor);
    if (picture._fullLayout && chart.data.some((trace, k) => trace !== before[k])) chart.renew();
  };

  chart.resize = () => {
    const size = sizeOf(plot);
    if (picture._fullLayout && picture._fullLayout.width !== size.width) chart.Plotly.relayout(picture, size).then(place);
  };
  chart.close = () => chart.Plotly?.purge(picture);
  return Object.assign(chart, { element });
}

/** Hear of zooms and clicks, once per picture. */
function listen(chart, picture, cursor, place) {
  if (chart.heard) return;
  chart.heard = true;
  picture.on("plotly_relayout", (change) => {
    place();
    if ("xaxis.range[0]" in change) chart.Plotly.relayout(picture, { dragmode: false }); // one box, then the cursor again
  });
  picture.on("plotly_click", (event) => clickUnit(event, chart, cursor));
}

const sizeOf = (plot) => ({ width: plot.clientWidth, height: plot.clientHeight, autosize: false });

function heading({ letter, role, title }) {
  if (!letter) return [title];
  const mark = make("var", {}, letter);
  mark.style.color = `var(--gs-${role})`;
  return [mark, ` ${title}`];
}

/** Return a trace with its numbers: all of a map, the unit's row of a line, the unit marked among points. */
function filled(trace, { card, arrays }, unit) {
  const array = arrays[trace.meta];
  if (trace.type === "heatmap") return trace.z ? trace : { ...trace, z: rows(array), showscale: false }; // a colour bar costs as much as the map
  if (array) return { ...trace, y: row(array, unit) };
  return card.follows.points && trace.customdata ? { ...trace, selectedpoints: [unit] } : trace;
}

/** Return where an axis has the k-th step or unit, in pixels of the picture. */
function span(picture, axisName, k) {
  const axis = picture._fullLayout[axisName];
  const [from, to] = [axis.l2p(k + 0.5), axis.l2p(k + 1.5)].sort((a, b) => a - b);
  const centre = (from + to) / 2;
  if (centre < -1 || centre > axis._length + 1) return null;
  const { xaxis, yaxis, _size } = picture._fullLayout;
  const across = { top: _size.t, height: _size.h };
  const along = { left: xaxis._offset, width: xaxis._length };
  const piece = { from: axis._offset + Math.max(0, from), size: Math.min(axis._length, to) - Math.max(0, from) };
  return axis === yaxis ? { ...along, top: piece.from, height: piece.size } : { ...across, left: piece.from, width: piece.size };
}

function setMark(mark, box) {
  mark.hidden = !box;
  if (!box) return;
  mark.style.transform = `translate(${box.left}px, ${box.top}px)`;
  mark.style.width = `${box.width}px`;
  mark.style.height = `${box.height}px`;
}

/** Let pointer and keys move the cursor from a picture. */
function steer(picture, chart, cursor) {
  const reach = (event) => {
    const box = picture.getBoundingClientRect();
    const { t, unit } = chart.card.follows;
    const at = (name, offset) => Math.round(picture._fullLayout[name].p2l(offset - picture._fullLayout[name]._offset)) - 1;
    const place = {};
    if (t) place.t = at(t, event.clientX - box.left);
    if (unit) place.unit = unit[0] === "x" ? at(unit, event.clientX - box.left) : at(unit, event.clientY - box.top);
    cursor.move(place);
  };
  const free = (event) => picture._fullLayout?.dragmode === false && !event.target.closest(".modebar, .legend") && (chart.card.follows.t || chart.card.follows.unit);
  picture.addEventListener("pointerdown", (event) => {
    if (!free(event) || event.button) return;
    reach(event);
    picture.setPointerCapture(event.pointerId);
    picture.onpointermove = reach;
  }, true);
  picture.addEventListener("pointerup", () => (picture.onpointermove = null), true);
  picture.addEventListener("pointercancel", () => (picture.onpointermove = null), true);
  picture.addEventListener("keydown", (event) => moveByKey(cursor, event));
}

function clickUnit(event, { card }, cursor) {
  const unit = event.points?.[0]?.customdata;
  if (card.follows.points && unit) cursor.move({ unit: unit - 1 });
}

function toggleTable(chart, behind) {
  if (behind.firstChild) behind.replaceChildren();
  else behind.replaceChildren(makeTable(tableOf(chart), chart.card.title));
}

/** Return the numbers behind a figure as a table: steps by units, or what Python sent for it. */
function tableOf({ card, arrays, selected }) {
  if (card.table) return card.table;
  const single = card.names.length > 1;
  const from = single ? card.names.map((name) => [name, row(arrays[name], Math.max(0, selected))]) : rows(arrays[card.names[0]]).map((one, k) => [`unit ${k + 1}`, one]);
  const columns = ["step", "read", ...from.map(([name]) => (single ? `${name}, unit ${Math.max(0, selected) + 1}` : name))];
  return { columns, rows: card.labels.map((label, t) => [t + 1, label, ...from.map(([, values]) => values[t])]) };
}

const saveCsv = (chart) => offer(`${chart.key}.csv`, URL.createObjectURL(new Blob([toCsv(tableOf(chart))], { type: "text/csv" })));

async function saveImage({ key, card, Plotly }, picture, format) {
  const { data, layout } = picture;
  const whole = data.map((trace) => (trace.type === "heatmap" ? { ...trace, showscale: true } : trace));
  const titled = { ...layout, showlegend: data.length > 1, title: { text: card.letter ? `${card.letter}: ${card.title}` : card.title, x: 0.02, font: { size: 15 } }, margin: { ...layout.template.layout.margin, t: 64 } };
  offer(`${key}.${format}`, await Plotly.toImage({ data: whole, layout: titled }, { format, width: 900, height: 480, scale: format === "png" ? 2 : 1 }));
}
