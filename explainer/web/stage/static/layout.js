// Layout: the position of each vector. The belt runs across the top, one lane per unit; its inputs lie below it; beside
// those are the operations of the equation on the stage.

import { rowsOf } from "./rows.js";

/** Pixels: above the belt, of a line below it, of a lane, of the widest strip, of a label, and above a part. */
const SIZES = { head: 30, line: 25, lanes: [24, 18], strip: 60, labels: [84, 92], title: 24 };
const LARGE = { head: 34, line: 30, lanes: [28, 20], strip: 84, labels: [104, 112], title: 30 }; // when presented
const sizesOf = (stage) => (stage.isLarge ? LARGE : SIZES);

/**
 * Return {boxes, inflows, width, height, titles}. A box is one vector: {key, name, part, x, y, width, height, rows,
 * across}; `across` boxes have their units side by side. An inflow is {from, to}: a box below and the belt box it enters.
 */
export function layOut(stage, width) {
  const { header } = stage;
  const { belt, below } = header.diagram;
  const { head: HEAD, line: LINE, lanes: [wide, narrow], strip: widest, title } = sizesOf(stage);
  const lanes = rowsOf(header.units, stage.cursor.unit);
  const lane = lanes.length > 8 ? narrow : wide;
  const pitch = width / belt.length;
  const strip = Math.min(widest, pitch * 0.64);
  const boxes = belt.map((name, k) => ({
    key: `belt/${name}`, name, part: "belt", across: false, rows: lanes, lane,
    tight: pitch < 44, x: pitch * k + (k ? (pitch - strip) * 0.75 : 2), y: HEAD, width: strip, height: lane * lanes.length, sheet: width,
  }));
  const inflows = boxes.flatMap((to) => argsOf(stage, to.name).filter((arg) => below.includes(arg)).map((arg) => ({ from: `below/${arg}`, to })));
  const bottom = HEAD + lane * lanes.length;
  const bus = bottom + 26 + 7 * inflows.length;
  const beside = width >= 760 && header.units <= 10 && header.kind !== "compact";
  const half = beside ? width * 0.46 : width;
  const head = (y) => y + (below.length ? title : 0);
  below.forEach((name, k) => boxes.push(rowBox(stage, "below", name, 0, head(bus) + LINE * k, half - 24)));
  const end = head(bus) + LINE * below.length;
  const [left, top] = beside ? [width * 0.52, bus] : [0, end + (below.length ? 18 : 0)];
  const shown = header.kind === "compact" ? [] : workOf(stage);
  shown.forEach((name, k) => boxes.push(rowBox(stage, "work", name, left, top + title + LINE * k, half - (beside ? 0 : 24))));
  const height = Math.max(end, shown.length ? top + title + LINE * shown.length : 0) + 6;
  return { boxes, inflows, width, height, bottom, bus, titles: { below: [0, bus], work: [left, top] } };
}

/** A vector with its units side by side, a label before it. */
function rowBox(stage, part, name, x, y, available) {
  const rows = rowsOf(stage.sizeOf(name), stage.unitOf(name));
  const { line: LINE, labels: [short, long] } = sizesOf(stage);
  const label = available < 420 ? short : long;
  const cell = Math.min(40, (available - label) / rows.length);
  return { key: `${part}/${name}`, name, part, across: true, rows, x: x + label, y, width: cell * rows.length, height: LINE - 4, label };
}

const stepOf = (stage, name) => stage.header.program.steps.find((step) => step.name === name);

const argsOf = (stage, name) => stepOf(stage, name)?.args ?? [];

/** Name all vectors of the equation on the stage, in the order in which they are computed. */
function workOf(stage) {
  const own = stage.header.program.steps.filter(({ equation }) => equation === stage.equation());
  const names = own.flatMap(({ name, args }) => [...args.filter((arg) => stage.sizeOf(arg) && !stage.isMatrix(arg)), name]);
  return [...new Set(names)];
}
