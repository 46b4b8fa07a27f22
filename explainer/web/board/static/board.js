// The board component: sequence strip, sliders, equations and charts of one page, under one cursor.

import { makeChart } from "./chart.js";
import { darken, isDark } from "../shared/colour.js";
import { cursorOf } from "../shared/cursor.js";
import { make } from "../shared/dom.js";
import { makeFacts } from "./facts.js";
import { makeFormulas } from "../shared/formulas.js";
import { decode } from "../shared/payload.js";
import { reportAfter, whenIdle } from "../shared/report.js";
import { makeSliders } from "./sliders.js";
import { makeStrip } from "./strip.js";
import { makeTextCard } from "./text_card.js";
import { typeScale } from "../shared/type_scale.js";

const boards = new WeakMap();

/** Draw the board with new data or a new theme; called by Streamlit, returns the clean-up. */
export function draw({ data, parentElement, setStateValue, setTriggerValue }) {
  if (!boards.has(parentElement)) boards.set(parentElement, makeBoard(parentElement));
  const board = boards.get(parentElement);
  board.reportCursor = whenIdle((cursor) => setStateValue("cursor", { t: cursor.t + 1, unit: cursor.unit + 1 }));
  board.reportRendered = () => setTriggerValue("rendered", true);
  board.update(data);
  return () => {
    board.close();
    boards.delete(parentElement);
  };
}

function makeBoard(parent) {
  const head = make("div", { className: "gs-head" });
  const aside = make("div", { className: "gs-aside" });
  const maps = make("div", { className: "gs-maps" });
  const element = make("div", { className: "gs-board" }, head, make("div", { className: "gs-body" }, maps, aside));
  parent.append(element);
  const board = { element, maps, charts: new Map(), views: [], bytes: null };
  const stops = [];

  const open = (header) => {
    board.cursor = cursorOf(header.page);
    board.cursor.reset(header.cursor);
    stops.push(board.cursor.follow((cursor, moved) => follow(board, cursor, moved)), board.cursor.settle((cursor) => board.reportCursor(cursor)));
  };

  board.update = (bytes) => {
    const fresh = bytes !== board.bytes;
    board.bytes = bytes;
    const { header, arrays } = decode(bytes);
    if (!board.cursor) open(header);
    const { cursor } = board;
    cursor.reset({ steps: header.labels.length, units: header.units });
    cursor.reset({ t: Math.min(cursor.t, cursor.steps - 1), unit: Math.min(cursor.unit, cursor.units - 1) });
    const dark = isDark(element) ? (one) => darken(one, header.dark) : (one) => structuredClone(one);
    setRoleColours(element, dark(header.hues));
    if (!fresh && board.dark === isDark(element) && board.scale === typeScale()) return;
    Object.assign(board, { dark: isDark(element), scale: typeScale() });
    const views = [makeStrip({ ...header, maps: dark(header.maps) }, arrays, cursor), makeSliders(header, arrays, cursor)];
    element.classList.toggle("gs-without-formulas", !header.formulas);
    const formulas = header.formulas ? makeFormulas(header, arrays) : makeFacts(header, arrays);
    head.replaceChildren(...views.map((view) => view.element));
    aside.replaceChildren(formulas.element);
    board.views = [...views, formulas];
    follow({ ...board, charts: new Map() }, cursor, { t: true, unit: true });
    drawCharts(board, header, arrays, dark);
    element.dataset.rendered = String(performance.now()); // a time, so that a board that replaces another differs
    board.cancelReport?.();
    if (fresh) board.cancelReport = reportAfter(300, () => board.reportRendered()); // the picture first
  };

  const watcher = new ResizeObserver(() => requestAnimationFrame(() => {
    element.style.setProperty("--gs-head", `${head.offsetHeight}px`);
    if (board.bytes && board.scale !== typeScale()) board.update(board.bytes); // it is presented from now on, or no longer
    const heightOf = plotHeight();
    board.charts.forEach((chart) => chart.resize(heightOf));
    for (const view of board.views) view.resize?.();
  }));
  watcher.observe(maps);
  watcher.observe(head);
  board.close = () => {
    board.cancelReport?.();
    watcher.disconnect();
    stops.forEach((stop) => stop());
    board.charts.forEach((chart) => chart.close());
    element.remove();
  };
  return board;
}

/** Return the height of a figure from its own one: a page that is presented sets a factor. */
function plotHeight() {
  const factor = Number(getComputedStyle(document.documentElement).getPropertyValue("--gs-plot-height")) || 1;
  return (height) => Math.round(height * factor);
}

/** Draw every card, in order, and remove the charts of cards that are gone. */
function drawCharts(board, header, arrays, dark) {
  const keys = header.cards.map((card) => card.key);
  for (const [key, chart] of board.charts) {
    if (keys.includes(key)) continue;
    chart.close();
    chart.element.remove();
    board.charts.delete(key);
  }
  for (const { key, text } of header.cards) if (!board.charts.has(key)) board.charts.set(key, (text ? makeTextCard : makeChart)(key, board.cursor));
  for (const [k, card] of header.cards.entries()) {
    const { element } = board.charts.get(card.key);
    element.classList.toggle("gs-wide", card.wide);
    if (board.maps.children[k] !== element) board.maps.insertBefore(element, board.maps.children[k] ?? null);
  }
  const charts = header.cards.map((card) => board.charts.get(card.key));
  const [heightOf, { scale }] = [plotHeight(), board];
  header.cards.forEach((card, k) => charts[k].setCard({ ...card, height: heightOf(card.height), ownHeight: card.height, scale, labels: header.labels }, arrays, dark));
  const widths = charts.map((chart) => chart.width());
  charts.forEach((chart, k) => chart.show(widths[k]));
}

function follow(board, cursor, moved) {
  for (const view of board.views) view.update(cursor, moved);
  for (const chart of board.charts.values()) chart.follow();
}

function setRoleColours(element, hues) {
  for (const [role, colour] of Object.entries(hues)) element.style.setProperty(`--gs-${role}`, colour);
}
