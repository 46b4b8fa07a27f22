// Preview: a figure's new numbers painted on a canvas in a millisecond, on the figure's axes, until plotly redraws in idle
// time. Plotly takes 15 to 50 ms per figure, too long during a drag, and seconds to load.

import { DASHES } from "./legend.js";
import { pixels } from "../shared/pixels.js";

/** Paint traces over a figure's plot area, on its axes. */
export function paint(canvas, axes, data, { template, shapes = [], annotations = [] }) {
  const background = template.layout.plot_bgcolor;
  const { left, top, width, height } = axes.plotArea;
  const ratio = window.devicePixelRatio || 1;
  const beside = annotations.length ? template.layout.margin.r : 0; // annotations are in the margin
  Object.assign(canvas, { hidden: false, width: (width + beside) * ratio, height: height * ratio });
  Object.assign(canvas.style, { left: `${left}px`, top: `${top}px`, width: `${width + beside}px`, height: `${height}px` });
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  pen.translate(-left, -top);
  pen.fillStyle = background;
  pen.fillRect(left, top, width + beside, height);
  for (const shape of shapes) paintStripe(pen, shape, axes);
  for (const [k, trace] of data.entries()) {
    const [x, y] = [axes[trace.xaxis ?? "x"], axes[trace.yaxis ?? "y"]];
    pen.save();
    pen.beginPath();
    pen.rect(left, y.start, width, y.length);
    pen.clip();
    PAINTERS[trace.type === "scatter" ? trace.mode : trace.type](pen, trace, { x: x.pixel, y: y.pixel }, { background, barBase: y.barBase, below: data[k - 1]?.y });
    pen.restore();
  }
  for (const note of annotations) paintNote(pen, note, axes, template);
}

/** A stripe across the whole figure, behind its traces. */
function paintStripe(pen, { y0, y1, fillcolor, opacity }, { plotArea, y }) {
  const [top, bottom] = [y.pixel(y1), y.pixel(y0)];
  pen.globalAlpha = opacity;
  pen.fillStyle = fillcolor;
  pen.fillRect(plotArea.left, top, plotArea.width, bottom - top);
  pen.globalAlpha = 1;
}

/** A label to the right of a stripe; plotly gives positions on a log axis as logarithms. */
function paintNote(pen, { text, y: height, font }, { plotArea, y }, { layout }) {
  pen.fillStyle = font.color;
  pen.font = `${font.size}px ${layout.font.family}`;
  pen.textAlign = "left";
  pen.textBaseline = "middle";
  pen.fillText(text, plotArea.left + plotArea.width + 4, y.pixel(10 ** height));
}

const PAINTERS = { heatmap: paintMap, lines: paintLine, markers: paintMarks, bar: paintBars };

function paintMap(pen, { z, zmin, zmax, colorscale, xgap, ygap }, { x, y }, { background }) {
  const [steps, units] = [z[0].length, z.length];
  const edges = (pixel, count) => [pixel(0.5), pixel(count + 0.5)].sort((a, b) => a - b);
  const [[left, right], [top, bottom]] = [edges(x, steps), edges(y, units)];
  pen.imageSmoothingEnabled = false;
  pen.drawImage(pixels(z, zmin, zmax, colorscale), left, top, right - left, bottom - top);
  pen.fillStyle = background;
  if (xgap) for (let t = 1; t < steps; t++) pen.fillRect(Math.round(x(t + 0.5)), top, 1, bottom - top);
  if (ygap) for (let u = 1; u < units; u++) pen.fillRect(left, Math.round(y(u + 0.5)), right - left, 1);
}

function paintLine(pen, trace, { x, y }, { below }) {
  const { line } = trace;
  if (trace.fill) paintArea(pen, trace, { x, y }, below);
  pen.strokeStyle = line.color;
  pen.lineWidth = line.width;
  pen.lineJoin = "round";
  pen.setLineDash(DASHES[line.dash ?? "solid"]);
  pen.beginPath();
  trace.y.forEach((value, k) => pen.lineTo(x(trace.x ? trace.x[k] : k + 1), y(value)));
  pen.stroke();
}

/** The area between a line and the one before it, or 0; with plotly's opacity. */
function paintArea(pen, trace, { x, y }, below) {
  pen.globalAlpha = 0.5;
  pen.fillStyle = trace.line.color;
  pen.beginPath();
  trace.y.forEach((value, k) => pen.lineTo(x(k + 1), y(value)));
  for (let k = trace.y.length - 1; k >= 0; k--) pen.lineTo(x(k + 1), y(trace.fill === "tonexty" ? below[k] : 0));
  pen.fill();
  pen.globalAlpha = 1;
}

function paintMarks(pen, { x: across, y: up, marker, selectedpoints }, { x, y }) {
  const [corners, turn] = CORNERS[marker.symbol] ?? [24, 0];
  pen.fillStyle = marker.color;
  across.forEach((value, k) => {
    pen.globalAlpha = marker.opacity * (!selectedpoints || selectedpoints.includes(k) ? 1 : 0.2);
    pen.beginPath();
    for (let corner = 0; corner < corners; corner++) {
      const angle = 2 * Math.PI * (corner / corners + turn);
      pen.lineTo(x(value) + 0.65 * marker.size * Math.cos(angle), y(up[k]) + 0.65 * marker.size * Math.sin(angle));
    }
    pen.fill();
  });
}

/** Corners of a mark, and its rotation; a mark that is not here is round. */
const CORNERS = { square: [4, 1 / 8], diamond: [4, 0], "triangle-up": [3, -1 / 4], "triangle-down": [3, 1 / 4] };

function paintBars(pen, trace, { x, y }, { barBase }) {
  pen.fillStyle = trace.marker.color;
  const width = (x(2) - x(1)) * 0.7;
  trace.x.forEach((value, k) => pen.fillRect(x(value) - width / 2, y(trace.y[k]), width, barBase - y(trace.y[k])));
}
