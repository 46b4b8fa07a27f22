// Diagram: the layout painted on a canvas, with a button over each vector for pointer, finger and keyboard.

import { make } from "../shared/dom.js";
import { layOut } from "./layout.js";
import { paintFlows, paintVector } from "./painting.js";
import { makeHandle } from "./handle.js";

const TITLES = { below: "inputs to the belt", work: "" };

/** Make the diagram; returns {element, update(moved), resize()}. */
export function makeDiagram(stage) {
  const canvas = make("canvas", { className: "gs-paper", "aria-hidden": "true" });
  const handles = make("div", { className: "gs-handles" });
  const element = make("div", { className: "gs-diagram", role: "group", "aria-label": "the cell, one lane for each unit" }, canvas, handles);
  const diagram = { element, layout: null, boxes: new Map() };
  const cache = new Map();
  let [layoutKey, width] = ["", 0];

  const arrange = () => {
    const next = [width, stage.header.units > 16 ? stage.cursor.unit : "", stage.equation(), stage.isFirstStep(), stage.isBackward(), devicePixelRatio, stage.isLarge].join();
    if (next === layoutKey) return;
    layoutKey = next;
    diagram.layout = layOut(stage, width);
    const { height, boxes } = diagram.layout;
    diagram.boxes = new Map(boxes.map((box) => [box.key, box]));
    Object.assign(canvas, { width: width * devicePixelRatio, height: height * devicePixelRatio });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    element.style.height = `${height}px`;
    placeHandles(stage, handles, cache, diagram.layout);
  };

  diagram.update = (moved) => {
    if (!width) return;
    arrange();
    const pen = canvas.getContext("2d");
    const { height, boxes } = diagram.layout;
    pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    pen.fillStyle = stage.colours.background;
    pen.fillRect(0, 0, width, height);
    paintFlows(pen, stage, diagram);
    for (const box of boxes) paintVector(pen, stage, box);
    if (moved.settled) for (const handle of handles.children) handle.updateLabel?.();
  };
  diagram.resize = () => (width = Math.max(280, element.clientWidth));
  return diagram;
}

/** Put a button over each vector, its label beside or above it, and the titles; elements that have not moved are reused. */
function placeHandles(stage, handles, cache, { boxes, titles }) {
  const focused = handles.querySelector(":focus")?.dataset.key;
  const parts = boxes.map((box) => {
    const key = [box.key, box.x, box.y, box.width, box.rows.map(({ from }) => from), stage.canChange(box.name)].join();
    if (!cache.has(key)) cache.set(key, makeHandle(stage, box));
    return cache.get(key);
  });
  for (const [part, [x, y]] of Object.entries(titles)) {
    if (!boxes.some((box) => box.part === part)) continue;
    const text = TITLES[part] || [stage.isBackward() ? "backward through " : "how ", make("var", {}, stage.equation()), stage.isBackward() ? "" : " is computed"];
    const title = make("div", { className: "gs-part" }, ...[text].flat());
    Object.assign(title.style, { left: `${x}px`, top: `${y}px` });
    parts.push([title]);
  }
  const wanted = new Set(parts.flat());
  for (const child of [...handles.children]) if (!wanted.has(child)) child.remove();
  for (const part of wanted) if (part.parentElement !== handles) handles.append(part);
  if (focused) handles.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}
