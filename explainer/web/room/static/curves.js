// Curves: all that a room has drawn, thin, and the true one over them once it is revealed.

import { make } from "../shared/dom.js";
import { svg } from "./svg.js";
import { fill } from "./texts.js";

const [WIDTH, HEIGHT] = [900, 320]; // of the drawing, in its own units

/** What stands below a chart of steps 0 to `steps`. */
export const endsOf = (steps, texts) => [make("span", {}, `${fill(texts, "step")} 0`), make("span", {}, String(steps))];

/** Make the chart: {element, update(question, curves)}; it is hidden for any other question. */
export function makeCurves(texts) {
  const ends = make("div", { className: "gs-room-ends" });
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "gs-room-curve", preserveAspectRatio: "none", role: "img" });
  const scale = make("p", { className: "gs-room-note", dir: "auto" });
  const element = make("div", { className: "gs-room-curves" }, scale, chart, ends);
  const update = (question, curves) => {
    element.hidden = question.kind !== "curve";
    if (element.hidden) return;
    const { low, high, steps, label, truth } = question;
    const line = (all, name) => svg("polyline", { class: name, points: all.map((value, k) => `${(WIDTH * k) / steps},${HEIGHT * (1 - (value - low) / (high - low))}`).join(" ") });
    chart.setAttribute("aria-label", `${label}: ${fill(texts, "drawn", { count: curves.length })}`);
    chart.replaceChildren(svg("rect", { width: WIDTH, height: HEIGHT, class: "gs-room-ground" }), ...curves.map((one) => line(one, "gs-room-thin")), ...(truth ? [line(truth, "gs-room-true-curve")] : []));
    scale.replaceChildren(fill(texts, "scale", { label, low, high }));
    ends.replaceChildren(...endsOf(steps, texts));
  };
  return { element, update };
}
