// Legend of a figure, in HTML: plotly's own takes ten times as long to draw.

import { make } from "../shared/dom.js";

/** Plotly's marker symbols as characters. */
const MARKER_SYMBOLS = { circle: "●", square: "■", diamond: "◆", "triangle-up": "▲", "triangle-down": "▼", cross: "✚", x: "✖", star: "★" };

/** Plotly's dashes for lines up to 3 pixels wide, in pixels. */
export const DASHES = { solid: [], dash: [9, 9], dot: [3, 3], dashdot: [9, 3, 3, 3], longdash: [15, 15], longdashdot: [15, 3, 3, 3] };

/** Return the legend of a picture's traces: limits and ramp of a map, or a sample per named trace. */
export function legendOf(data) {
  if (data[0].type === "heatmap") return rampOf(data[0]);
  return data.filter((trace) => trace.name).map((trace) => make("span", { className: "gs-entry" }, sample(trace), make("var", {}, trace.name)));
}

function rampOf({ colorscale, zmin, zmax }) {
  const bar = make("span", { className: "gs-ramp" });
  bar.style.background = `linear-gradient(to right, ${colorscale.map(([, colour]) => colour).join(", ")})`;
  const write = (limit) => String(Number(limit.toPrecision(3))).replace("-", "−");
  return [write(zmin), bar, write(zmax)];
}

function sample({ line, marker, mode }) {
  if (mode === "markers") {
    const symbol = make("span", {}, MARKER_SYMBOLS[marker.symbol]);
    symbol.style.color = marker.color;
    return symbol;
  }
  const space = "http://www.w3.org/2000/svg";
  const [picture, stroke] = ["svg", "path"].map((name) => document.createElementNS(space, name));
  const set = (element, attributes) => Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  set(picture, { width: 36, height: 8 });
  set(stroke, { d: "M0 4H36", stroke: line.color, "stroke-width": 2, "stroke-dasharray": DASHES[line.dash].join(" ") });
  picture.append(stroke);
  return picture;
}
