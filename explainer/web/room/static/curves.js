// Curves: all that a room has drawn, thin, and the true one over them once it is revealed.

import { make } from "../shared/dom.js";
import { svg } from "./svg.js";
import { fill } from "./texts.js";

const [WIDTH, HEIGHT] = [900, 320]; // of the drawing, in its own units

/** Make the chart: {element, update(question, curves)}; it is hidden for any other question. */
export function makeCurves(texts) {
  const ends = make("div", { className: "gs-room-ends" });
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "gs-room-curve", role: "img" });
  const element = make("div", { className: "gs-room-curves" }, chart, ends);
  const update = (question, curves) => {
    element.hidden = question.kind !== "curve";
    if (element.hidden) return;
    const { low, high, steps, label, truth } = question;
    const line = (all, name) => svg("polyline", { class: name, points: all.map((value, k) => `${(WIDTH * k) / steps},${HEIGHT * (1 - (value - low) / (high - low))}`).join(" ") });
    chart.setAttribute("aria-label", `${label}: ${fill(texts, "drawn", { count: curves.length })}`);
    chart.replaceChildren(svg("rect", { width: WIDTH, height: HEIGHT, class: "gs-room-ground" }), ...curves.map((one) => line(one, "gs-room-thin")), ...(truth ? [line(truth, "gs-room-true-curve")] : []));
    ends.replaceChildren(make("span", {}, "0"), make("span", { dir: "auto" }, label), make("span", {}, String(steps)));
  };
  return { element, update };
}
