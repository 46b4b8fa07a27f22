// A curve: drawn over an empty chart by pointer or by keys; the computed one is drawn beside it once the answer is given.

import { make } from "../shared/dom.js";
import { makeCurveChart } from "./curve_chart.js";
import { fill, short } from "./prose.js";

/** Make the input of a curve; its value is a number for each of the steps 0 to `steps`. */
export function makeCurve({ steps, low, high, label, question }, words) {
  const curve = { onchange: () => {} };
  const values = new Array(steps + 1).fill(null);
  const chart = makeCurveChart({ steps, low, high, label });
  const { plot } = chart;
  const table = make("details", { className: "gs-lesson-table" });
  let [at, answered] = [0, null];

  const redraw = () => {
    const computed = answered ? [["yours", answered.first], ["computed", answered.truth]] : [];
    const now = answered && values.every((value, k) => value === answered.last[k]) && equal(answered.first, answered.last) ? [] : [["drawn", values]];
    chart.draw([...now, ...computed], document.activeElement === plot ? at : -1);
    const value = values[at];
    plot.setAttribute("aria-valuenow", value ?? low);
    plot.setAttribute("aria-valuetext", fill(value === null ? words.unset : words.point, { step: at, value: short(value ?? 0) }));
    fillTable();
  };
  const fillTable = () => {
    const columns = answered ? [[words.your, answered.first], [words.truth, answered.truth]] : [[label, values]];
    const cells = (tag, texts) => make("tr", {}, ...texts.map((text) => make(tag, {}, text)));
    const rows = values.map((_, k) => cells("td", [String(k), ...columns.map(([, one]) => (one[k] === null ? "" : short(one[k])))]));
    table.replaceChildren(make("summary", {}, words.table), make("table", {}, make("thead", {}, cells("th", [words.time, ...columns.map(([name]) => name)])), make("tbody", {}, ...rows)));
  };
  const set = (k, value) => {
    values[k] = Number(Math.min(high, Math.max(low, value)).toPrecision(6));
    at = k;
  };
  const changed = () => {
    redraw();
    curve.onchange();
  };

  /** Set every step between the last point of a stroke and this one. */
  let stroke = null;
  const drawTo = (event) => {
    const { step, value } = chart.pointAt(event);
    const from = stroke ?? { step, value };
    for (let k = Math.min(from.step, step); k <= Math.max(from.step, step); k++) {
      set(k, from.step === step ? value : from.value + ((value - from.value) * (k - from.step)) / (step - from.step));
    }
    at = step;
    stroke = { step, value };
    changed();
  };
  plot.onpointerdown = (event) => {
    plot.setPointerCapture(event.pointerId);
    stroke = null;
    drawTo(event);
  };
  plot.onpointermove = (event) => plot.hasPointerCapture(event.pointerId) && drawTo(event);
  plot.onpointerup = () => (stroke = null);
  plot.onfocus = plot.onblur = redraw;
  plot.onkeydown = (event) => {
    const known = values[at] ?? values.slice(0, at).findLast((value) => value !== null) ?? (low + high) / 2;
    const moves = { ArrowLeft: -1, ArrowRight: 1, Home: -at, End: steps - at };
    const changes = { ArrowUp: 0.05, ArrowDown: -0.05, PageUp: 0.2, PageDown: -0.2 };
    if (event.key in changes) set(at, known + changes[event.key] * (high - low));
    else if (event.key in moves) {
      if (event.key === "ArrowRight" && values[at] === null) set(at, known);
      at = Math.max(0, Math.min(steps, at + moves[event.key]));
    } else return;
    event.preventDefault();
    changed();
  };
  Object.entries({ role: "slider", "aria-label": `${question} ${words.draw}`, "aria-valuemin": low, "aria-valuemax": high }).forEach(([name, value]) => plot.setAttribute(name, value));
  plot.tabIndex = 0;

  curve.element = make("div", { className: "gs-lesson-curve" }, chart.element, make("p", { className: "gs-lesson-hint" }, words.draw), table);
  curve.isReady = () => values.some((value) => value !== null);
  curve.value = () => completed(values);
  curve.show = (next) => {
    answered = next;
    next.last.forEach((value, k) => (values[k] = value));
    redraw();
  };
  curve.isExact = () => false; // a drawn curve is never the computed one
  curve.truth = () => [make("p", { className: "gs-lesson-numbers" }, make("span", { className: "gs-lesson-yours" }, `┄ ${words.your}`), make("span", { className: "gs-lesson-computed" }, `━ ${words.truth}`))];
  chart.onresize = redraw;
  redraw();
  return curve;
}

const equal = (one, other) => one.every((value, k) => value === other[k]);

/** Fill what was not drawn: straight between drawn points, level before the first and after the last. */
function completed(values) {
  const known = values.map((value, k) => [k, value]).filter(([, value]) => value !== null);
  return values.map((value, k) => {
    if (value !== null) return value;
    const before = known.findLast(([at]) => at < k);
    const after = known.find(([at]) => at > k);
    if (!before || !after) return (before ?? after)[1];
    return before[1] + ((after[1] - before[1]) * (k - before[0])) / (after[0] - before[0]);
  });
}
