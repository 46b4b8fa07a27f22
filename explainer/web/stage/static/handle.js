// Handle: a button over one vector. Hovering highlights a number everywhere, a click pins it, a drag changes it.

import { make } from "../shared/dom.js";
import { number } from "../shared/formulas.js";
import { meanOf, nameOfRow } from "./rows.js";

const PER_PIXEL = 0.01; // change of a number per pixel of a drag
const DRAG_START = 4; // pixels before a press becomes a drag

/** Return the elements of a box: its label, the button over its cells, and the button that opens its matrix. */
export function makeHandle(stage, box) {
  const handle = make("button", { type: "button", className: "gs-handle" });
  const bounds = box.across ? [box.x, box.y - 2, box.width, box.height + 4] : [box.x, box.y, box.width, box.height];
  ["left", "top", "width", "height"].forEach((side, k) => (handle.style[side] = `${bounds[k]}px`));
  handle.dataset.key = box.key;
  handle.dataset.name = box.name;
  handle.updateLabel = () => handle.setAttribute("aria-label", labelText(stage, box));
  handle.updateLabel();
  listen(stage, box, handle);
  const label = make("div", { className: `gs-label gs-label-${box.across ? "beside" : "above"}` }, ...stage.labelOf(box.name, box.tight ? "tight" : box.part));
  const middle = box.x + box.width / 2;
  const half = Math.min(60, middle, box.sheet - middle); // the label stays inside the diagram
  Object.assign(label.style, box.across
    ? { left: `${box.x - box.label}px`, top: `${box.y}px`, width: `${box.label - 8}px`, height: `${box.height}px` }
    : { left: `${middle - half}px`, top: `${box.y - 28}px`, width: `${2 * half}px`, height: "26px" });
  const matrix = stage.matrixOf(box.name);
  if (!matrix || box.part !== "work") return [label, handle];
  const open = make("button", { type: "button", className: "gs-open-matrix", "aria-label": `open the weights ${matrix}`, onclick: () => stage.matrix.toggle(matrix) }, ...stage.labelOf(matrix, "work"), " ▾");
  Object.assign(open.style, { left: `${box.x + box.width + 4}px`, top: `${box.y}px` });
  return [label, handle, open];
}

/** Return the label for screen readers: the vector's name and the chosen unit's number. */
function labelText(stage, box) {
  const unit = stage.unitOf(box.name);
  const row = box.rows.find(({ from, to }) => from <= unit && unit < to);
  const value = stage.stateOf(box.name) === "coming" ? "not computed yet" : number(meanOf(stage.arrayOf(box.name), { from: unit, to: unit + 1 }, stage.cursor.t));
  return `${stage.isBackward() ? "gradient of " : ""}${stage.nameOf(box.name)}, ${box.name === "x" ? "channel" : "unit"} ${nameOfRow({ ...row, from: unit, to: unit + 1 })}: ${value}${stage.canChange(box.name) ? "; drag right or up to increase it, or press + and −" : ""}`;
}

function listen(stage, box, handle) {
  const rowAt = (event) => {
    const area = handle.getBoundingClientRect();
    const share = box.across ? (event.clientX - area.left) / area.width : (event.clientY - area.top) / area.height;
    return box.rows[Math.max(0, Math.min(box.rows.length - 1, Math.floor(share * box.rows.length)))];
  };
  const target = (event) => ({ name: box.name, unit: rowAt(event).from });
  handle.style.cursor = stage.canChange(box.name) ? "ew-resize" : "pointer";
  handle.onpointermove = (event) => stage.hover(target(event));
  handle.onpointerleave = () => stage.hover(null);
  handle.onfocus = () => handle.matches(":focus-visible") && stage.hover({ name: box.name, unit: stage.unitOf(box.name), byKey: true });
  handle.onblur = () => stage.hovered?.byKey && stage.hover(null);
  handle.onclick = (event) => {
    if (handle.wasDragged) return;
    stage.select(event.detail ? target(event) : { name: box.name, unit: stage.unitOf(box.name) });
  };
  handle.onkeydown = (event) => {
    const by = { "+": 0.1, "-": -0.1, "=": 0.1 }[event.key];
    if (!by || !stage.canChange(box.name)) return;
    stage.change(box.name, stage.unitOf(box.name), by);
    stage.commit();
    event.preventDefault();
  };
  if (stage.canChange(box.name)) onDrag(handle, target, (from, by) => stage.change(box.name, from.unit, by), stage.commit);
}

/** Call `move(event)` when a canvas is pressed, and at every move until it is released. */
export function onPress(canvas, move) {
  canvas.style.touchAction = "pan-y";
  canvas.onpointerdown = (event) => {
    if (event.button) return;
    move(event);
    canvas.setPointerCapture(event.pointerId);
    canvas.onpointermove = move;
  };
  canvas.onpointerup = canvas.onpointercancel = () => (canvas.onpointermove = null);
}

/** Turn a drag on an element into changes: `change(target, by)` at every move, `commit()` on release. */
export function onDrag(element, target, change, commit) {
  element.style.touchAction = "none";
  element.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const from = target(event);
    const amount = ({ clientX, clientY }) => clientX - clientY; // right and up increase
    let [last, began] = [amount(event), false];
    element.wasDragged = false;
    element.setPointerCapture(event.pointerId);
    const move = (next) => {
      if (!began && Math.abs(amount(next) - last) < DRAG_START) return;
      element.wasDragged = began = true;
      change(from, (amount(next) - last) * PER_PIXEL);
      last = amount(next);
    };
    const end = () => {
      element.removeEventListener("pointermove", move);
      if (!began) return;
      commit();
      setTimeout(() => (element.wasDragged = false)); // after the click of this press, if one follows
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", end, { once: true });
    element.addEventListener("pointercancel", end, { once: true });
  });
}
