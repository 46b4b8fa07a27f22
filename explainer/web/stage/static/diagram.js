// The diagram: the layout painted on a canvas, with a button over each vector for pointer, finger and keyboard.

import { make } from "../shared/dom.js";
import { layOut } from "./layout.js";
import { paintFlows, paintVector } from "./painting.js";
import { handle } from "./handle.js";

const TITLES = { below: "what comes to the belt", work: "" };

/** Make the diagram; returns {element, update(moved), resize()}. */
export function makeDiagram(stage) {
  const canvas = make("canvas", { className: "gs-paper", "aria-hidden": "true" });
  const hands = make("div", { className: "gs-hands" });
  const element = make("div", { className: "gs-diagram", role: "group", "aria-label": "the cell, one lane for each unit" }, canvas, hands);
  const diagram = { element, layout: null, boxes: new Map() };
  const known = new Map();
  let [shape, width] = ["", 0];

  const arrange = () => {
    const next = [width, stage.header.units > 16 ? stage.cursor.unit : "", stage.equation(), stage.spot(), stage.isBack(), devicePixelRatio].join();
    if (next === shape) return;
    shape = next;
    diagram.layout = layOut(stage, width);
    const { height, boxes } = diagram.layout;
    diagram.boxes = new Map(boxes.map((box) => [box.key, box]));
    Object.assign(canvas, { width: width * devicePixelRatio, height: height * devicePixelRatio });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    element.style.height = `${height}px`;
    place(stage, hands, known, diagram.layout);
  };

  diagram.update = (moved) => {
    if (!width) return;
    arrange();
    const pen = canvas.getContext("2d");
    const { height, boxes } = diagram.layout;
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.fillStyle = stage.colours.ground;
    pen.fillRect(0, 0, width, height);
    paintFlows(pen, stage, diagram);
    for (const box of boxes) paintVector(pen, stage, box);
    if (moved.settled) for (const hand of hands.children) hand.speak?.();
  };
  diagram.resize = () => (width = Math.max(280, element.clientWidth));
  return diagram;
}

/** Put a button over each vector, its label beside or above it, and the titles; what has not moved stays. */
function place(stage, hands, known, { boxes, titles }) {
  const focused = hands.querySelector(":focus")?.dataset.key;
  const parts = boxes.map((box) => {
    const shape = [box.key, box.x, box.y, box.width, box.rows.map(({ from }) => from), stage.canChange(box.name)].join();
    if (!known.has(shape)) known.set(shape, handle(stage, box));
    return known.get(shape);
  });
  for (const [part, [x, y]] of Object.entries(titles)) {
    if (!boxes.some((box) => box.part === part)) continue;
    const words = TITLES[part] || [stage.isBack() ? "back through " : "how ", make("var", {}, stage.equation()), stage.isBack() ? "" : " is made"];
    const title = make("div", { className: "gs-part" }, ...[words].flat());
    Object.assign(title.style, { left: `${x}px`, top: `${y}px` });
    parts.push([title]);
  }
  const wanted = new Set(parts.flat());
  for (const child of [...hands.children]) if (!wanted.has(child)) child.remove();
  for (const part of wanted) if (part.parentElement !== hands) hands.append(part);
  if (focused) hands.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}
