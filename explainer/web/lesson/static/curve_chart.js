// The chart of a curve: axes, lines, and the point under the keyboard, as SVG.

import { make } from "../shared/dom.js";
import { short } from "./prose.js";

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 190;
const EDGE = { left: 34, right: 10, top: 12, bottom: 24 };

/** Make the chart; returns {element, plot, draw(lines, at), pointAt(event)}; a line is [class, values]. */
export function makeCurveChart({ steps, low, high, label }) {
  const plot = document.createElementNS(SVG, "svg");
  plot.classList.add("gs-lesson-plot");
  const chart = { plot, element: make("div", {}, make("div", { className: "gs-lesson-axis" }, label), plot), onresize: () => {} };
  let width = 300;
  const x = (step) => EDGE.left + ((width - EDGE.left - EDGE.right) * step) / steps;
  const y = (value) => EDGE.top + (HEIGHT - EDGE.top - EDGE.bottom) * (1 - (value - low) / (high - low));

  chart.pointAt = ({ clientX, clientY }) => {
    const box = plot.getBoundingClientRect();
    const step = Math.round(((clientX - box.left - EDGE.left) / (width - EDGE.left - EDGE.right)) * steps);
    const share = 1 - (clientY - box.top - EDGE.top) / (HEIGHT - EDGE.top - EDGE.bottom);
    return { step: Math.max(0, Math.min(steps, step)), value: Math.max(low, Math.min(high, low + share * (high - low))) };
  };
  chart.draw = (lines, at) => {
    plot.setAttribute("height", HEIGHT);
    const levels = [low, (low + high) / 2, high];
    const times = ticks(steps);
    const parts = [
      ...levels.map((value) => svg("line", { x1: x(0), x2: x(steps), y1: y(value), y2: y(value), class: "gs-lesson-grid" })),
      ...levels.map((value) => svg("text", { x: x(0) - 5, y: y(value) + 4, "text-anchor": "end" }, short(value))),
      ...times.map((step) => svg("text", { x: x(step), y: HEIGHT - 6, "text-anchor": "middle" }, String(step))),
      ...lines.map(([name, values]) => svg("path", { d: path(values), class: `gs-lesson-line gs-lesson-line-${name}` })),
      ...lines.flatMap(([name, values]) => values.map((value, k) => value !== null && svg("circle", { cx: x(k), cy: y(value), r: name === "computed" ? 2.5 : 2, class: `gs-lesson-dot gs-lesson-dot-${name}` }))),
    ];
    if (at >= 0) parts.push(svg("line", { x1: x(at), x2: x(at), y1: EDGE.top, y2: HEIGHT - EDGE.bottom, class: "gs-lesson-cursor" }));
    plot.replaceChildren(...parts.filter(Boolean));
  };
  const path = (values) => values.map((value, k) => (value === null ? "" : `${k && values[k - 1] !== null ? "L" : "M"}${x(k).toFixed(1)} ${y(value).toFixed(1)}`)).join("");
  new ResizeObserver(() => {
    if (!plot.clientWidth || plot.clientWidth === width) return;
    width = plot.clientWidth;
    chart.onresize();
  }).observe(plot);
  return chart;
}

/** Return round numbers from 0 to the last step, which comes too unless one is near. */
function ticks(steps) {
  const size = [1, 2, 5, 10, 20, 50, 100].find((one) => steps / one <= 5) ?? steps;
  const round = Array.from({ length: Math.floor(steps / size) + 1 }, (_, k) => k * size);
  return steps - round.at(-1) > size / 2 ? [...round, steps] : round;
}

function svg(name, attributes, text = "") {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}
