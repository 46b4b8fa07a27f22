// Lines: curves on a canvas within a plot area, with axes, dashed levels and names at their ends.

import { makeAxis, shortNumber } from "./axis.js";

export const MARGIN = { left: 52, right: 64, top: 22, bottom: 36 };

/** Return the plot area between the margins, and its two axes. */
export function axesOf({ width, height }, { x, y, log }) {
  const plotArea = { left: MARGIN.left, top: MARGIN.top, width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
  return { plotArea, x: makeAxis(x, plotArea.left, plotArea.width), y: makeAxis(y, plotArea.top + plotArea.height, -plotArea.height, log) };
}

/** Draw ticks with their numbers along both axes, and the titles `across` and `upwards`. */
export function paintAxes(pen, { plotArea, x, y }, { foreground, muted, gridLine, font }, { across, upwards }) {
  Object.assign(pen, { strokeStyle: gridLine, fillStyle: muted, lineWidth: 1, font: `11px ${font}`, textBaseline: "middle", textAlign: "right" });
  for (const value of y.ticks(Math.max(2, plotArea.height / 34))) {
    const at = Math.round(y.pixel(value)) + 0.5;
    stroke(pen, [plotArea.left, at], [plotArea.left + plotArea.width, at]);
    pen.fillText(shortNumber(value), plotArea.left - 6, at);
  }
  Object.assign(pen, { textAlign: "center", textBaseline: "top" });
  for (const value of x.ticks(Math.max(2, plotArea.width / 80))) {
    const at = Math.round(x.pixel(value)) + 0.5;
    stroke(pen, [at, plotArea.top + plotArea.height], [at, plotArea.top + plotArea.height + 4]);
    pen.fillText(shortNumber(value), at, plotArea.top + plotArea.height + 6);
  }
  pen.fillStyle = foreground;
  pen.textAlign = "right";
  pen.fillText(across, plotArea.left + plotArea.width, plotArea.top + plotArea.height + 21);
  pen.textAlign = "left";
  if (upwards) pen.fillText(`↑ ${upwards}`, plotArea.left, 1);
}

const stroke = (pen, from, to) => {
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
};

/** Draw curves {steps, values, colour, width, alpha, dash} inside the plot area. */
export function paintCurves(pen, axes, curves) {
  const { plotArea } = axes;
  pen.save();
  pen.beginPath();
  pen.rect(plotArea.left, plotArea.top - 2, plotArea.width + 1, plotArea.height + 4);
  pen.clip();
  for (const { steps, values, colour, width = 2, alpha = 1, dash = [] } of curves) {
    Object.assign(pen, { strokeStyle: colour, lineWidth: width, globalAlpha: alpha, lineJoin: width > 1 ? "round" : "bevel" });
    pen.setLineDash(dash);
    pen.beginPath();
    trace(pen, axes, steps, values);
    pen.stroke();
  }
  pen.restore();
}

/** Trace a curve: of all points over two pixels only the lowest and the highest, in their order; NaN is a gap. */
function trace(pen, { x, y }, steps, values) {
  const [first, last] = [Math.max(0, above(steps, x.low) - 1), Math.min(steps.length, above(steps, x.high) + 1)];
  const far = y.log ? y.low / 1e3 : -Infinity; // 0 on a log axis: below the floor
  let [column, low, high, drawn] = [NaN, -1, -1, false];
  const put = (k) => {
    const [across, up] = [x.pixel(steps[k]), y.pixel(Math.max(values[k], far))];
    if (drawn) pen.lineTo(across, up);
    else pen.moveTo(across, up);
    drawn = true;
  };
  const flush = () => {
    if (low < 0) return;
    put(Math.min(low, high));
    if (low !== high) put(Math.max(low, high));
    low = high = -1;
  };
  for (let k = first; k < last; k++) {
    const at = x.pixel(steps[k]) >> 1;
    if (at !== column || Number.isNaN(values[k])) flush();
    column = at;
    if (Number.isNaN(values[k])) {
      drawn = false;
      continue;
    }
    if (low < 0) low = high = k;
    else if (values[k] < values[low]) low = k;
    else if (values[k] > values[high]) high = k;
  }
  flush();
  if (drawn && last - first === 1) pen.lineTo(x.pixel(steps[first]) + 1, y.pixel(Math.max(values[first], far)));
}

/** Return how many of some rising numbers lie below or at a value. */
export function above(steps, value) {
  let [from, to] = [0, steps.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (steps[middle] <= value) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Draw levels {value, label, number, colour} as dashed lines; label and number are above the line, at its right, clear of the others. */
export function paintLevels(pen, { plotArea, y }, levels, { font, background }) {
  Object.assign(pen, { font: `11px ${font}`, textAlign: "right", textBaseline: "bottom", lineWidth: 1 });
  const rows = levels
    .map((one) => ({ ...one, at: y.pixel(one.value) }))
    .filter(({ at }) => at >= plotArea.top - 1 && at <= plotArea.top + plotArea.height + 1)
    .sort((a, b) => a.at - b.at);
  pen.setLineDash([5, 4]);
  for (const { at, colour } of rows) {
    pen.strokeStyle = colour;
    stroke(pen, [plotArea.left, at], [plotArea.left + plotArea.width, at]);
  }
  pen.setLineDash([]);
  const feet = spread(rows.map(({ at }) => at - 2), 13, plotArea.top + plotArea.height - 1);
  rows.forEach(({ label, number = "", colour }, k) => {
    pen.fillStyle = colour;
    const text = shorten(pen, label, plotArea.width - 8 - pen.measureText(number).width) + number;
    writeOnBackground(pen, text, plotArea.left + plotArea.width - 4, feet[k], background);
  });
}

/** Return rising positions that are at least `gap` apart, moved as little as that needs, none of them beyond `most`. */
export function spread(positions, gap, most) {
  const moved = [...positions];
  for (let k = 1; k < moved.length; k++) moved[k] = Math.max(moved[k], moved[k - 1] + gap);
  for (let k = moved.length - 1, end = most; k >= 0; k--, end = moved[k + 1] - gap) moved[k] = Math.min(moved[k], end);
  return moved;
}

/** Write right-aligned text on a patch of the background colour, so that it can be read over lines. */
function writeOnBackground(pen, text, right, foot, background) {
  const foreground = pen.fillStyle;
  const wide = pen.measureText(text).width;
  Object.assign(pen, { fillStyle: background, globalAlpha: 0.8 });
  pen.fillRect(right - wide - 2, foot - 12, wide + 4, 12);
  Object.assign(pen, { fillStyle: foreground, globalAlpha: 1 });
  pen.fillText(text, right, foot);
}

const SHAPES = { circle: [16, 0], square: [4, 1 / 8], triangle: [3, -1 / 4] };

/** Draw a run's mark: each run has its own shape, so that colour is not the only difference. */
export function paintMark(pen, shape, left, top, size, colour) {
  const [corners, rotation] = SHAPES[shape];
  pen.fillStyle = colour;
  pen.beginPath();
  for (let k = 0; k < corners; k++) {
    const angle = 2 * Math.PI * (k / corners + rotation);
    pen.lineTo(left + size * Math.cos(angle), top + size * Math.sin(angle));
  }
  pen.fill();
}

/** Write names {name, value, colour, shape, at} beside the ends of their lines, without overlap. */
export function paintNames(pen, { plotArea, x, y }, names, { font }) {
  Object.assign(pen, { font: `600 11px ${font}`, textAlign: "left", textBaseline: "middle" });
  const inside = (value, low, high) => Math.max(low, Math.min(high, value));
  const rows = names
    .map((one) => ({ ...one, top: inside(y.pixel(one.value), plotArea.top + 6, plotArea.top + plotArea.height - 4) }))
    .filter(({ top }) => !Number.isNaN(top))
    .sort((a, b) => a.top - b.top);
  const middles = spread(rows.map(({ top }) => top), 14, plotArea.top + plotArea.height);
  rows.forEach(({ name, colour, shape, at, top }, k) => {
    const end = inside(x.pixel(at), plotArea.left, plotArea.left + plotArea.width);
    paintMark(pen, shape, end, top, 4, colour);
    pen.fillText(shorten(pen, name, MARGIN.right - 12), plotArea.left + plotArea.width + 9, middles[k]);
  });
}

/** Return a text cut to a width in pixels, with an ellipsis where it was. */
export function shorten(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let short = text;
  while (short && pen.measureText(`${short}…`).width > width) short = short.slice(0, -1);
  return `${short}…`;
}
