// Painting: vectors as strips of coloured cells with their numbers, and the lanes and arrows between them.

import { textColourOn, onRamp } from "../shared/colour.js";
import { normJacobian } from "./norm_table.js";
import { cellText, gradientFormat } from "./number_formats.js";
import { OP_SYMBOLS } from "./operations.js";
import { meanOf } from "./rows.js";

/** Return a value's colour ramp and limits: a gate's own hue from 0 to 1, else the signed map of the stage; gradients by their tint. */
export function mapOf(stage, name) {
  if (stage.isBackward()) return [stage.colours.signed, [-1, 1]];
  const role = stage.roleOf(name);
  return stage.isGateValue(name) ? [stage.colours.ramps[role], [0, 1]] : [stage.colours.signed, [-stage.limit, stage.limit]];
}

/** Paint one vector: fading in and outlined where it is computed now, plain where it is done, empty where it is to come. */
export function paintVector(pen, stage, box) {
  const state = stage.stateOf(box.name);
  const [array, tints] = [stage.arrayOf(box.name), stage.tintOf(box.name)];
  const t = stage.cursor.t;
  const [ramp, limits] = mapOf(stage, box.name);
  const size = box.across ? box.width / box.rows.length : box.lane;
  const cellWidth = box.across ? size : box.width;
  const small = cellWidth < 33 || (!box.across && size < 20);
  const write = stage.isBackward() ? gradientFormat(box.rows.map((row) => meanOf(array, row, t))) : cellText;
  pen.font = `${fontSize(stage, box, small)}px ${stage.colours.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  box.rows.forEach((row, k) => {
    const [x, y, w, h] = box.across ? [box.x + k * size, box.y, size - 2, box.height] : [box.x, box.y + k * size + 2, box.width, size - 4];
    if (state === "coming") {
      pen.fillStyle = stage.colours.gridLine;
      pen.globalAlpha = 0.45;
      pen.fillRect(x, y, w, h);
      pen.globalAlpha = 1;
      return;
    }
    const value = meanOf(array, row, t);
    const rgb = onRamp(ramp, limits, meanOf(tints, row, t));
    pen.globalAlpha = state === "now" ? stage.fade() : 1;
    pen.fillStyle = `rgb(${rgb})`;
    pen.fillRect(x, y, w, h);
    if (Math.abs(meanOf(tints, row, t)) < 0.15 * limits[1]) edge(pen, stage, [x, y, w, h]);
    if (cellWidth >= 27) {
      pen.fillStyle = textColourOn(rgb);
      pen.fillText(write(value), x + w / 2, y + h / 2 + 0.5, w);
    }
    pen.globalAlpha = 1;
    frame(pen, stage, box, row, [x, y, w, h]);
  });
  if (state === "now") outline(pen, stage, box);
}

/** Return the size of a number's type: larger where the stage is presented, as far as a cell has room. */
function fontSize({ isLarge }, { across }, small) {
  if (isLarge) return small ? 12 : across ? 13 : 16;
  return small ? 10 : 11.5;
}

/** Outline a value near 0, which has the background's colour. */
function edge(pen, { colours }, [x, y, w, h]) {
  pen.strokeStyle = colours.gridLine;
  pen.lineWidth = 1;
  pen.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
}

/** Frame a cell that is chosen, hovered or connected to that, or pinned; a corner marks one that was changed or held. */
function frame(pen, stage, box, row, [x, y, w, h]) {
  const { width, changed } = stage.frameOf(box.name, row);
  if (width) {
    pen.strokeStyle = stage.colours.foreground;
    pen.lineWidth = width;
    pen.strokeRect(x - 0.5, y - 0.5, w + 1, h + 1);
  }
  if (changed) {
    pen.fillStyle = stage.colours.foreground;
    pen.beginPath();
    pen.moveTo(x + w - 7, y);
    pen.lineTo(x + w, y);
    pen.lineTo(x + w, y + 7);
    pen.fill();
  }
}

function outline(pen, stage, box) {
  pen.strokeStyle = stage.colours.foreground;
  pen.lineWidth = 1.5;
  pen.setLineDash([4, 3]);
  pen.strokeRect(box.x - 4, box.y - 3, box.width + (box.across ? 6 : 8), box.height + 6);
  pen.setLineDash([]);
}

/** Paint the lanes of the belt, the matrices that mix them, the arrows from below and the operations' symbols. */
export function paintFlows(pen, stage, { layout, boxes }) {
  const belt = layout.boxes.filter(({ part }) => part === "belt");
  belt.slice(1).forEach((box, k) => {
    const step = stage.stepOf(box.name);
    const between = [belt[k], box];
    const isKnown = step?.op === "matmul" || stage.isBackward() || stage.stateOf(box.name) !== "coming"; // weights are known before any value
    if (isKnown && stage.mixesUnits(box.name) && step.args.includes(belt[k].name)) paintMatrix(pen, stage, step, between);
    else paintLanes(pen, stage, between);
    if (step?.args.includes(belt[k].name)) paintSymbol(pen, stage, box, step, layout);
  });
  layout.inflows.forEach(({ from, to }, k) => paintInflow(pen, stage, boxes.get(from), to, layout, k));
}

/** Paint one line per unit, as thick as the value that it carries is large. */
function paintLanes(pen, stage, [from, to]) {
  const carried = stage.carriedAfter(from.name);
  const flows = stage.stateOf(carried) !== "coming";
  const coming = !stage.isBackward() && stage.stateOf(to.name) === "coming";
  from.rows.forEach((row, k) => {
    const y = from.y + (k + 0.5) * from.lane;
    const value = flows ? meanOf(stage.tintOf(carried), row, stage.cursor.t) : 0;
    const strength = Math.min(1, Math.abs(value) / (stage.isBackward() ? 1 : stage.limit));
    pen.strokeStyle = flows && !coming ? `rgb(${onRamp(stage.colours.signed, [-1, 1], Math.sign(value) * Math.max(0.35, strength))})` : stage.colours.gridLine;
    pen.lineWidth = flows && !coming ? 1 + 3.5 * strength : 1;
    line(pen, from.x + from.width, y, to.x, y);
  });
}

/** Paint one line per pair of units, as strong as the weight between them. */
function paintMatrix(pen, stage, step, [from, to]) {
  const { data, columns } = step.op === "matmul" ? stage.values()[step.args[0]] : normJacobian(stage.values(), step, stage.cursor.t);
  const largest = data.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-9);
  from.rows.forEach((source, j) => to.rows.forEach((target, i) => {
    const weight = data[target.from * columns + source.from] / largest;
    pen.strokeStyle = weight < 0 ? stage.colours.signed[0][1] : stage.colours.signed[2][1];
    pen.globalAlpha = 0.1 + 0.75 * Math.abs(weight);
    pen.lineWidth = 0.6 + Math.abs(weight);
    line(pen, from.x + from.width + 2, from.y + (j + 0.5) * from.lane, to.x - 2, to.y + (i + 0.5) * to.lane);
  }));
  pen.globalAlpha = 1;
}

const BELT_SYMBOLS = { ...OP_SYMBOLS, mul: "×", matmul: "U" };

function paintSymbol(pen, stage, box, { op }, { bottom }) {
  const text = BELT_SYMBOLS[op];
  pen.fillStyle = stage.colours.muted;
  pen.font = `600 13px ${stage.colours.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "top";
  pen.fillText(text, box.x + box.width / 2, bottom + 3);
}

/** Paint the arrow from a vector below up into the belt, beside the other arrows. */
function paintInflow(pen, stage, from, to, { bus, bottom }, k) {
  const done = (stage.isBackward() || stage.stateOf(to.name) !== "coming") && stage.stateOf(from.name) !== "coming";
  const role = stage.roleOf(from.name) || "write";
  const into = to.x + to.width / 2;
  const right = from.x + from.width + 4;
  const turn = Math.max(right + 10 + 6 * k, into);
  const middle = from.y + from.height / 2;
  pen.strokeStyle = done ? stage.colours.hues[role] : stage.colours.gridLine;
  pen.lineWidth = done ? 2.5 : 1.5;
  pen.lineJoin = "round";
  pen.beginPath();
  pen.moveTo(right, middle);
  pen.lineTo(turn, middle);
  if (turn > into) pen.lineTo(turn, bus - 7 * (k + 1));
  if (turn > into) pen.lineTo(into, bus - 7 * (k + 1));
  pen.lineTo(into, bottom + 20);
  if (stage.isBackward()) head(pen, [right + 5, middle - 5], [right - 1, middle], [right + 5, middle + 5]);
  else head(pen, [into - 5, bottom + 25], [into, bottom + 19], [into + 5, bottom + 25]);
  pen.stroke();
}

function head(pen, from, tip, to) {
  pen.moveTo(...from);
  pen.lineTo(...tip);
  pen.lineTo(...to);
}

function line(pen, x1, y1, x2, y2) {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}
