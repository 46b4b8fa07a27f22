// The plot component: figures by themselves, each with its sentence, its table and its downloads, as on the board.

import { makeChart } from "../board/chart.js";
import { darken, isDark } from "../shared/colour.js";
import { makeCursor } from "../shared/cursor.js";
import { make } from "../shared/dom.js";
import { decode } from "../shared/payload.js";
import { typeScale } from "../shared/type_scale.js";

const plots = new WeakMap();

/** Draw the figures with new data or a new theme; called by Streamlit, returns the clean-up. */
export function draw({ data, parentElement }) {
  if (!plots.has(parentElement)) plots.set(parentElement, makePlots(parentElement));
  const shown = plots.get(parentElement);
  shown.update(data);
  return () => {
    shown.close();
    plots.delete(parentElement);
  };
}

function makePlots(parent) {
  const element = make("div", { className: "gs-board gs-plots" });
  const cursor = makeCursor(); // a chart has one; nothing here follows it
  const charts = new Map();
  parent.append(element);
  let last = {};

  const update = (bytes) => {
    const { header, arrays } = decode(bytes);
    const now = { text: JSON.stringify(header.cards), dark: isDark(element), scale: typeScale() };
    if (now.text === last.text && now.dark === last.dark && now.scale === last.scale) return;
    last = { ...now, bytes };
    const dark = now.dark ? (one) => darken(one, header.dark) : (one) => structuredClone(one);
    removeOthers(charts, header.cards);
    for (const card of header.cards) {
      if (!charts.has(card.key)) charts.set(card.key, makeChart(card.key, cursor));
      const chart = charts.get(card.key);
      element.append(chart.element);
      chart.setCard({ ...card, height: heightOf(card.height), ownHeight: card.height, scale: now.scale, labels: [] }, arrays, dark);
    }
    for (const chart of charts.values()) chart.show(chart.width());
    element.dataset.rendered = String(performance.now());
  };

  const watcher = new ResizeObserver(() => requestAnimationFrame(() => {
    if (last.bytes && last.scale !== typeScale()) update(last.bytes); // it is presented from now on, or no longer
    charts.forEach((chart) => chart.resize(heightOf));
  }));
  watcher.observe(element);
  const close = () => {
    watcher.disconnect();
    charts.forEach((chart) => chart.close());
    element.remove();
  };
  return { update, close };
}

function removeOthers(charts, cards) {
  for (const [key, chart] of charts) {
    if (cards.some((card) => card.key === key)) continue;
    chart.close();
    chart.element.remove();
    charts.delete(key);
  }
}

/** Return the height of a figure from its own one: a page that is presented sets a factor. */
function heightOf(height) {
  const factor = Number(getComputedStyle(document.documentElement).getPropertyValue("--gs-plot-height")) || 1;
  return Math.round(height * factor);
}
