// The diagram: the layout painted on a canvas, with a button over each vector for pointer, finger and keyboard.

import { make } from "../browser/dom.js";
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
  let shape = "";

  const arrange = () => {
    const width = Math.max(280, element.clientWidth);
    const next = [width, stage.header.units > 16 ? stage.cursor.unit : "", stage.equation(), stage.spot(), devicePixelRatio].join();
    if (next === shape) return;
    shape = next;
    diagram.layout = layOut(stage, width);
    const { height, boxes } = diagram.layout;
    diagram.boxes = new Map(boxes.map((box) => [box.key, box]));
    Object.assign(canvas, { width: width * devicePixelRatio, height: height * devicePixelRatio });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    element.style.height = `${height}px`;
    place(stage, hands, diagram.layout);
  };

  diagram.update = (moved) => {
    arrange();
    const pen = canvas.getContext("2d");
    const { width, height, boxes } = diagram.layout;
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.fillStyle = stage.colours.ground;
    pen.fillRect(0, 0, width, height);
    paintFlows(pen, stage, diagram);
    for (const box of boxes) paintVector(pen, stage, box);
    if (moved.settled) for (const hand of hands.children) hand.speak?.();
  };
  diagram.resize = () => {
    shape = "";
    stage.refresh();
  };
  return diagram;
}

/** Put a button over each vector, its label beside or above it, and the titles. */
function place(stage, hands, { boxes, titles }) {
  const focused = hands.querySelector(":focus")?.dataset.key;
  const parts = boxes.map((box) => handle(stage, box));
  for (const [part, [x, y]] of Object.entries(titles)) {
    if (!boxes.some((box) => box.part === part)) continue;
    const words = TITLES[part] || ["how ", make("var", {}, stage.equation()), " is made"];
    const title = make("div", { className: "gs-part" }, ...[words].flat());
    Object.assign(title.style, { left: `${x}px`, top: `${y}px` });
    parts.push([title]);
  }
  hands.replaceChildren(...parts.flat());
  if (focused) hands.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}
