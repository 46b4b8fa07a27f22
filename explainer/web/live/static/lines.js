// The lines: curves on a canvas within a room, with axes, dashed levels and names at their ends.

import { makeAxis, mark } from "./axis.js";

export const MARGIN = { left: 52, right: 64, top: 22, bottom: 36 };

/** Return the room between the margins, and its two axes. */
export function axesOf({ width, height }, { x, y, log }) {
  const room = { left: MARGIN.left, top: MARGIN.top, width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
  return { room, x: makeAxis(x, room.left, room.width), y: makeAxis(y, room.top + room.height, -room.height, log) };
}

/** Draw marks and their numbers along both axes, and what they count. */
export function paintAxes(pen, { room, x, y }, { ink, quiet, line, font }, { across, upwards }) {
  Object.assign(pen, { strokeStyle: line, fillStyle: quiet, lineWidth: 1, font: `11px ${font}`, textBaseline: "middle", textAlign: "right" });
  for (const value of y.ticks(Math.max(2, room.height / 34))) {
    const place = Math.round(y.place(value)) + 0.5;
    stroke(pen, [room.left, place], [room.left + room.width, place]);
    pen.fillText(mark(value), room.left - 6, place);
  }
  Object.assign(pen, { textAlign: "center", textBaseline: "top" });
  for (const value of x.ticks(Math.max(2, room.width / 80))) {
    const place = Math.round(x.place(value)) + 0.5;
    stroke(pen, [place, room.top + room.height], [place, room.top + room.height + 4]);
    pen.fillText(mark(value), place, room.top + room.height + 6);
  }
  pen.fillStyle = ink;
  pen.textAlign = "right";
  pen.fillText(across, room.left + room.width, room.top + room.height + 21);
  pen.textAlign = "left";
  if (upwards) pen.fillText(`↑ ${upwards}`, room.left, 1);
}

const stroke = (pen, from, to) => {
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
};

/** Draw curves {steps, values, colour, width, alpha, dash} inside the room. */
export function paintCurves(pen, axes, curves) {
  const { room } = axes;
  pen.save();
  pen.beginPath();
  pen.rect(room.left, room.top - 2, room.width + 1, room.height + 4);
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

/** Trace a curve: of all points over two pixels only the lowest and the highest, in their order; no number is a gap. */
function trace(pen, { x, y }, steps, values) {
  const [first, last] = [Math.max(0, above(steps, x.low) - 1), Math.min(steps.length, above(steps, x.high) + 1)];
  const far = y.log ? y.low / 1e3 : -Infinity; // 0 on a log axis: below the floor
  let [column, low, high, drawn] = [NaN, -1, -1, false];
  const put = (k) => {
    const [across, up] = [x.place(steps[k]), y.place(Math.max(values[k], far))];
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
    const at = x.place(steps[k]) >> 1;
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
  if (drawn && last - first === 1) pen.lineTo(x.place(steps[first]) + 1, y.place(Math.max(values[first], far)));
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

/** Draw levels {value, words, colour} as dashed lines; the words stand above the line, at its right. */
export function paintLevels(pen, { room, y }, levels, { font, ground }) {
  Object.assign(pen, { font: `11px ${font}`, textAlign: "right", textBaseline: "bottom" });
  for (const { value, words, colour } of levels) {
    const place = y.place(value);
    if (!(place >= room.top - 1 && place <= room.top + room.height + 1)) continue;
    Object.assign(pen, { strokeStyle: colour, fillStyle: colour, lineWidth: 1 });
    pen.setLineDash([5, 4]);
    stroke(pen, [room.left, place], [room.left + room.width, place]);
    pen.setLineDash([]);
    halo(pen, words, room.left + room.width - 4, place - 2, ground);
  }
}

/** Write text that ends here, on the ground, so that it can be read over lines. */
function halo(pen, text, right, foot, ground) {
  const ink = pen.fillStyle;
  const wide = pen.measureText(text).width;
  Object.assign(pen, { fillStyle: ground, globalAlpha: 0.8 });
  pen.fillRect(right - wide - 2, foot - 12, wide + 4, 12);
  Object.assign(pen, { fillStyle: ink, globalAlpha: 1 });
  pen.fillText(text, right, foot);
}

const SHAPES = { circle: [16, 0], square: [4, 1 / 8], triangle: [3, -1 / 4] };

/** Draw a mark of a run: one shape for each, so that the colour is not alone. */
export function paintMark(pen, shape, left, top, size, colour) {
  const [corners, turn] = SHAPES[shape];
  pen.fillStyle = colour;
  pen.beginPath();
  for (let k = 0; k < corners; k++) {
    const angle = 2 * Math.PI * (k / corners + turn);
    pen.lineTo(left + size * Math.cos(angle), top + size * Math.sin(angle));
  }
  pen.fill();
}

/** Write names {name, value, colour, shape, at} beside the ends of their lines, none over another. */
export function paintNames(pen, { room, x, y }, names, { font }) {
  Object.assign(pen, { font: `600 11px ${font}`, textAlign: "left", textBaseline: "middle" });
  const inside = (value, low, high) => Math.max(low, Math.min(high, value));
  const rows = names
    .map((one) => ({ ...one, top: inside(y.place(one.value), room.top + 6, room.top + room.height - 4) }))
    .filter(({ top }) => !Number.isNaN(top))
    .sort((a, b) => a.top - b.top);
  const ends = rows.map(({ top }) => top);
  for (let k = 1; k < rows.length; k++) rows[k].top = Math.max(rows[k].top, rows[k - 1].top + 14);
  for (let k = rows.length - 1, floor = room.top + room.height; k >= 0; k--, floor = rows[k + 1].top - 14) rows[k].top = Math.min(rows[k].top, floor);
  rows.forEach(({ name, colour, shape, at, top }, k) => {
    const end = inside(x.place(at), room.left, room.left + room.width);
    paintMark(pen, shape, end, ends[k], 4, colour);
    pen.fillText(shorten(pen, name, MARGIN.right - 12), room.left + room.width + 9, top);
  });
}

function shorten(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let short = text;
  while (short && pen.measureText(`${short}…`).width > width) short = short.slice(0, -1);
  return `${short}…`;
}
