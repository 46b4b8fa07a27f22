// The preview: a figure's new numbers painted on canvas in a millisecond, over plotly's axes, until plotly
// has caught up in idle time. A figure of plotly takes 15 to 50 ms to redraw, too long for a finger.

import { onRamp } from "./colour.js";
import { DASHES, SIGNS } from "./legend.js";

const SHADES = 256;

/** Paint the traces of a drawn picture over its axes, in their present zoom. */
export function paint(canvas, { _fullLayout: layout }, data) {
  const { _size: size, plot_bgcolor: ground } = layout;
  const sharp = window.devicePixelRatio || 1;
  Object.assign(canvas, { hidden: false, width: size.w * sharp, height: size.h * sharp });
  Object.assign(canvas.style, { left: `${size.l}px`, top: `${size.t}px`, width: `${size.w}px`, height: `${size.h}px` });
  const pen = canvas.getContext("2d");
  pen.scale(sharp, sharp);
  pen.fillStyle = ground;
  pen.fillRect(0, 0, size.w, size.h);
  for (const trace of data) {
    const axes = { x: axis(layout, trace.xaxis ?? "x"), y: axis(layout, trace.yaxis ?? "y") };
    pen.save();
    pen.beginPath();
    pen.rect(0, axes.y.from, size.w, axes.y.span);
    pen.clip();
    PAINTERS[trace.type === "scatter" ? trace.mode : trace.type](pen, trace, axes, ground);
    pen.restore();
  }
}

/** Return an axis as a function from a number to a pixel of the canvas, and where its part begins. */
function axis(layout, name) {
  const own = layout[`${name[0]}axis${name.slice(1)}`];
  const from = own._offset - (name[0] === "x" ? layout._size.l : layout._size.t);
  return Object.assign((value) => from + own.d2p(value), { from, span: own._length });
}

const PAINTERS = { heatmap: paintMap, lines: paintLine, markers: paintMarks, bar: paintBars };

function paintMap(pen, { z, zmin, zmax, colorscale, xgap, ygap }, { x, y }, ground) {
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

function paintMarks(pen, trace, { x, y }) {
  const { marker, selectedpoints } = trace;
  pen.fillStyle = marker.color;
  pen.font = `${marker.size + 3}px sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  trace.x.forEach((value, k) => {
    pen.globalAlpha = marker.opacity * (!selectedpoints || selectedpoints.includes(k) ? 1 : 0.2);
    pen.fillText(SIGNS[marker.symbol], x(value), y(trace.y[k]));
  });
}

function paintBars(pen, trace, { x, y }) {
  pen.fillStyle = trace.marker.color;
  const width = (x(2) - x(1)) * 0.7;
  trace.x.forEach((value, k) => pen.fillRect(x(value) - width / 2, y(trace.y[k]), width, y.from + y.span - y(trace.y[k])));
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
