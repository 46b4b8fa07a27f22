// Curve: drawn with a finger into an empty chart, or set step by step with two sliders; the true one is drawn over it later.

import { make } from "../shared/dom.js";
import { endsOf } from "./curves.js";
import { svg } from "./svg.js";
import { fill } from "./texts.js";

const [WIDTH, HEIGHT] = [340, 200]; // of the drawing, in its own units

/** Make an empty chart of steps 0 to `steps`: {element, value(), show(answer), lock(whether), reveal(truth)}. */
export function makeCurve({ low, high, steps, label, question }, texts) {
  const middle = (low + high) / 2;
  const values = Array.from({ length: steps + 1 }, () => middle);
  let [touched, locked, last] = [false, false, null];
  const line = svg("polyline", { class: "gs-room-drawn" });
  const truth = svg("polyline", { class: "gs-room-true-curve" });
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "gs-room-curve", role: "img", "aria-label": question }, svg("rect", { width: WIDTH, height: HEIGHT, class: "gs-room-ground" }), line, truth);
  const points = (all) => all.map((value, k) => `${(WIDTH * k) / steps},${HEIGHT * (1 - (value - low) / (high - low))}`).join(" ");
  const at = make("input", { type: "range", min: 0, max: steps, step: 1, value: 0, "aria-label": fill(texts, "step") });
  const level = make("input", { type: "range", min: low, max: high, step: (high - low) / 100, value: middle, "aria-label": fill(texts, "value") });
  const refresh = () => {
    line.setAttribute("points", touched ? points(values) : "");
    level.value = values[at.value];
    at.setAttribute("aria-valuetext", `${fill(texts, "step")} ${at.value}`);
  };
  const set = (k, value) => {
    const from = last ?? { k, value };
    for (let j = Math.min(k, from.k); j <= Math.max(k, from.k); j++) values[j] = k === from.k ? value : from.value + ((value - from.value) * (j - from.k)) / (k - from.k);
    [last, touched] = [{ k, value }, true];
    refresh();
  };
  const draw = (event) => {
    const area = chart.getBoundingClientRect();
    const share = (place, start, size) => Math.max(0, Math.min(1, (place - start) / size));
    set(Math.round(steps * share(event.clientX, area.left, area.width)), high - (high - low) * share(event.clientY, area.top, area.height));
  };
  chart.onpointerdown = (event) => {
    if (locked) return;
    last = null;
    draw(event);
    chart.setPointerCapture(event.pointerId);
    chart.onpointermove = draw;
  };
  chart.onpointerup = chart.onpointercancel = () => (chart.onpointermove = null);
  at.oninput = refresh;
  level.oninput = () => {
    last = null;
    set(Number(at.value), Number(level.value));
  };
  const ends = make("div", { className: "gs-room-ends" }, ...endsOf(steps, texts));
  const scaleText = make("p", { className: "gs-room-note", dir: "auto" }, fill(texts, "scale", { label, low, high }));
  const keys = make("div", { className: "gs-room-curve-keys" }, make("label", {}, fill(texts, "step"), at), make("label", {}, fill(texts, "value"), level));
  const element = make("div", { className: "gs-room-curve-input" }, make("p", { className: "gs-room-note" }, fill(texts, "draw")), scaleText, chart, ends, keys);
  refresh();
  return {
    element,
    value: () => (touched ? values.map((value) => Number(value.toPrecision(6))).map((value) => Math.max(low, Math.min(high, value))) : null),
    show: (answer) => {
      answer.forEach((value, k) => (values[k] = value));
      touched = true;
      refresh();
    },
    lock: (whether) => [locked, at.disabled, level.disabled, keys.hidden] = [whether, whether, whether, whether],
    reveal: (curve) => truth.setAttribute("points", curve ? points(curve) : ""),
  };
}
