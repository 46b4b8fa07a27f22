// The handle: a button over one vector. Pointing lights its number up everywhere, a click pins it, a drag changes it.

import { make } from "../shared/dom.js";
import { number } from "../shared/formulas.js";
import { meanOf, nameOfRow } from "./rows.js";

const STEP = 0.01; // what one pixel of a drag is worth
const FAR = 4; // pixels before a press becomes a drag

/** Return the elements of a box: its label, the button over its cells, and what opens its matrix. */
export function handle(stage, box) {
  const hand = make("button", { type: "button", className: "gs-hand" });
  const place = box.across ? [box.x, box.y - 2, box.width, box.height + 4] : [box.x, box.y, box.width, box.height];
  ["left", "top", "width", "height"].forEach((side, k) => (hand.style[side] = `${place[k]}px`));
  hand.dataset.key = box.key;
  hand.dataset.name = box.name;
  hand.speak = () => hand.setAttribute("aria-label", words(stage, box));
  hand.speak();
  listen(stage, box, hand);
  const label = make("div", { className: `gs-label gs-label-${box.across ? "beside" : "above"}` }, ...stage.labelOf(box.name, box.tight ? "tight" : box.part));
  const middle = box.x + box.width / 2;
  const room = Math.min(60, middle, box.sheet - middle); // a label stays on the sheet
  Object.assign(label.style, box.across
    ? { left: `${box.x - box.label}px`, top: `${box.y}px`, width: `${box.label - 8}px`, height: `${box.height}px` }
    : { left: `${middle - room}px`, top: `${box.y - 28}px`, width: `${2 * room}px`, height: "26px" });
  const matrix = stage.matrixOf(box.name);
  if (!matrix || box.part !== "work") return [label, hand];
  const open = make("button", { type: "button", className: "gs-open-matrix", "aria-label": `open the weights ${matrix}`, onclick: () => stage.matrix.toggle(matrix) }, ...stage.labelOf(matrix, "work"), " ▾");
  Object.assign(open.style, { left: `${box.x + box.width + 4}px`, top: `${box.y}px` });
  return [label, hand, open];
}

/** Say what a vector is and what the chosen unit's number is. */
function words(stage, box) {
  const unit = stage.unitOf(box.name);
  const row = box.rows.find(({ from, to }) => from <= unit && unit < to);
  const value = stage.stateOf(box.name) === "coming" ? (stage.isBack() ? "not reached yet" : "not made yet") : number(meanOf(stage.arrayOf(box.name), { from: unit, to: unit + 1 }, stage.cursor.t));
  return `${stage.isBack() ? "what the loss feels of " : ""}${stage.nameOf(box.name)}, ${box.name === "x" ? "channel" : "unit"} ${nameOfRow({ ...row, from: unit, to: unit + 1 })}: ${value}${stage.canChange(box.name) ? ", can be dragged (right or up is more), or changed with + and −" : ""}`;
}

function listen(stage, box, hand) {
  const rowAt = (event) => {
    const area = hand.getBoundingClientRect();
    const share = box.across ? (event.clientX - area.left) / area.width : (event.clientY - area.top) / area.height;
    return box.rows[Math.max(0, Math.min(box.rows.length - 1, Math.floor(share * box.rows.length)))];
  };
  const spot = (event) => ({ name: box.name, unit: rowAt(event).from });
  hand.style.cursor = stage.canChange(box.name) ? "ew-resize" : "pointer";
  hand.onpointermove = (event) => stage.point(spot(event));
  hand.onpointerleave = () => stage.point(null);
  hand.onfocus = () => hand.matches(":focus-visible") && stage.point({ name: box.name, unit: stage.unitOf(box.name), byKey: true });
  hand.onblur = () => stage.pointed?.byKey && stage.point(null);
  hand.onclick = (event) => {
    if (hand.dragged) return;
    stage.choose(event.detail ? spot(event) : { name: box.name, unit: stage.unitOf(box.name) });
  };
  hand.onkeydown = (event) => {
    const by = { "+": 0.1, "-": -0.1, "=": 0.1 }[event.key];
    if (!by || !stage.canChange(box.name)) return;
    stage.change(box.name, stage.unitOf(box.name), by);
    stage.rest();
    event.preventDefault();
  };
  if (stage.canChange(box.name)) dragged(hand, spot, (from, by) => stage.change(box.name, from.unit, by), stage.rest);
}

/** Call `reach(event)` where a canvas is pressed, and all along while the finger stays down. */
export function follow(canvas, reach) {
  canvas.style.touchAction = "pan-y";
  canvas.onpointerdown = (event) => {
    if (event.button) return;
    reach(event);
    canvas.setPointerCapture(event.pointerId);
    canvas.onpointermove = reach;
  };
  canvas.onpointerup = canvas.onpointercancel = () => (canvas.onpointermove = null);
}

/** Turn a drag across an element into changes: `change(spot, by)` while the finger moves, `rest()` when it lifts. */
export function dragged(element, spot, change, rest) {
  element.style.touchAction = "none";
  element.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const from = spot(event);
    const placeOf = ({ clientX, clientY }) => clientX - clientY; // to the right and up is more
    let [last, began] = [placeOf(event), false];
    element.dragged = false;
    element.setPointerCapture(event.pointerId);
    const move = (next) => {
      if (!began && Math.abs(placeOf(next) - last) < FAR) return;
      element.dragged = began = true;
      change(from, (placeOf(next) - last) * STEP);
      last = placeOf(next);
    };
    const end = () => {
      element.removeEventListener("pointermove", move);
      if (!began) return;
      rest();
      setTimeout(() => (element.dragged = false)); // the click of this very press, if one follows, comes before that
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", end, { once: true });
    element.addEventListener("pointercancel", end, { once: true });
  });
}
