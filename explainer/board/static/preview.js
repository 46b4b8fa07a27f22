// The preview: a figure's new numbers painted on canvas in a millisecond, on the figure's axes, until
// plotly has caught up in idle time. A figure of plotly takes 15 to 50 ms to redraw, too long for a finger, and
// plotly itself seconds to load.

import { DASHES } from "./legend.js";
import { pixels } from "../browser/pixels.js";

/** Paint traces over a figure's room, on its axes. */
export function paint(canvas, axes, data, ground) {
  const { left, top, width, height } = axes.room;
  const sharp = window.devicePixelRatio || 1;
  Object.assign(canvas, { hidden: false, width: width * sharp, height: height * sharp });
  Object.assign(canvas.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
  const pen = canvas.getContext("2d");
  pen.scale(sharp, sharp);
  pen.translate(-left, -top);
  pen.fillStyle = ground;
  pen.fillRect(left, top, width, height);
  for (const trace of data) {
    const [x, y] = [axes[trace.xaxis ?? "x"], axes[trace.yaxis ?? "y"]];
    pen.save();
    pen.beginPath();
    pen.rect(left, y.start, width, y.length);
    pen.clip();
    PAINTERS[trace.type === "scatter" ? trace.mode : trace.type](pen, trace, { x: x.place, y: y.place }, { ground, bottom: y.start + y.length });
    pen.restore();
  }
}

const PAINTERS = { heatmap: paintMap, lines: paintLine, markers: paintMarks, bar: paintBars };

function paintMap(pen, { z, zmin, zmax, colorscale, xgap, ygap }, { x, y }, { ground }) {
  const [steps, units] = [z[0].length, z.length];
  const edges = (place, count) => [place(0.5), place(count + 0.5)].sort((a, b) => a - b);
  const [[left, right], [top, bottom]] = [edges(x, steps), edges(y, units)];
  pen.imageSmoothingEnabled = false;
  pen.drawImage(pixels(z, zmin, zmax, colorscale), left, top, right - left, bottom - top);
  pen.fillStyle = ground;
  if (xgap) for (let t = 1; t < steps; t++) pen.fillRect(Math.round(x(t + 0.5)), top, 1, bottom - top);
  if (ygap) for (let u = 1; u < units; u++) pen.fillRect(left, Math.round(y(u + 0.5)), right - left, 1);
}

function paintLine(pen, trace, { x, y }) {
  const { line } = trace;
  pen.strokeStyle = line.color;
  pen.lineWidth = line.width;
  pen.lineJoin = "round";
  pen.setLineDash(DASHES[line.dash ?? "solid"]);
  pen.beginPath();
  trace.y.forEach((value, k) => pen.lineTo(x(trace.x ? trace.x[k] : k + 1), y(value)));
  pen.stroke();
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

/** Corners of a mark, and its turn; a mark that is not here is round. */
const CORNERS = { square: [4, 1 / 8], diamond: [4, 0], "triangle-up": [3, -1 / 4] };

function paintBars(pen, trace, { x, y }, { bottom }) {
  pen.fillStyle = trace.marker.color;
  const width = (x(2) - x(1)) * 0.7;
  trace.x.forEach((value, k) => pen.fillRect(x(value) - width / 2, y(trace.y[k]), width, bottom - y(trace.y[k])));
}
