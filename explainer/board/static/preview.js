// The preview: a figure's new numbers painted on canvas in a millisecond, on the figure's axes, until
// plotly has caught up in idle time. A figure of plotly takes 15 to 50 ms to redraw, too long for a finger, and
// plotly itself seconds to load.

import { onRamp } from "./colour.js";
import { DASHES } from "./legend.js";

const SHADES = 256;

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

/** Return a canvas with one pixel per number. */
function pixels(z, zmin, zmax, colorscale) {
  const picture = new OffscreenCanvas(z[0].length, z.length);
  const pen = picture.getContext("2d");
  const image = pen.createImageData(z[0].length, z.length);
  const words = new Uint32Array(image.data.buffer);
  const shades = shadesOf(colorscale);
  const step = (SHADES - 1) / (zmax - zmin);
  let at = 0;
  for (const values of z) {
    for (const value of values) {
      words[at++] = Number.isFinite(value) ? shades[Math.max(0, Math.min(SHADES - 1, Math.round((value - zmin) * step)))] : 0;
    }
  }
  pen.putImageData(image, 0, 0);
  return picture;
}

const known = new Map();

/** Return a colour map as words of memory (little-endian: A B G R), made once. */
function shadesOf(colorscale) {
  const key = colorscale.join();
  if (!known.has(key)) {
    known.set(key, Uint32Array.from({ length: SHADES }, (_, k) => {
      const [r, g, b] = onRamp(colorscale, [0, SHADES - 1], k);
      return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
    }));
  }
  return known.get(key);
}
