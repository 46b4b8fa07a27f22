// Lists beside the stage: pinned numbers, changed numbers, and the control that holds a gate at a value.

import { make } from "../shared/dom.js";
import { number } from "../shared/formulas.js";
import { describe } from "./changes.js";

/** Make the lists beside the stage; returns {element, update(moved)}. */
export function makeLists(stage) {
  const pins = make("div", { className: "gs-pins" });
  const changes = make("div", { className: "gs-changes" });
  const hold = makeHold(stage);
  const element = make("div", { className: "gs-lists" }, hold.element, pins, changes);
  const update = (moved) => {
    hold.update();
    if (moved.pins || moved.values || moved.first) show(pins, "Pinned", stage.pins.map((pin) => pinned(stage, pin)));
    if (moved.values || moved.first) show(changes, "Changed", changed(stage));
  };
  return { element, update, needs: ["position", "op", "pins", "values"] };
}

function show(list, title, rows) {
  list.hidden = !rows.length;
  list.replaceChildren(make("h4", {}, title), ...rows);
}

const entry = (text, value, action, name, onclick) => make("div", { className: "gs-entry-row" }, make("span", {}, text), make("b", {}, value),
  make("button", { type: "button", "aria-label": `${action} ${name}`, onclick }, action));

function pinned(stage, pin) {
  const label = `${stage.nameOf(pin.name)}[${pin.unit + 1}] at step ${pin.t + 1} “${stage.header.labels[pin.t]}”`;
  return entry(label, stage.textOf(pin.name, pin.unit, pin.t), "unpin", label, () => stage.unpin(pin));
}

function changed(stage) {
  const { model } = stage;
  const rows = model.changes.map((change) => {
    const text = describe(change, model.before(change), number);
    return entry(text, "", "undo", text, () => stage.undo(change));
  });
  if (rows.length > 1) rows.push(make("button", { type: "button", onclick: () => stage.undo(...model.changes) }, "undo all"));
  if (model.unused.length) rows.push(make("p", { className: "gs-sentence" }, unusedText(model.unused.length)));
  return rows;
}

const unusedText = (count) => (count === 1 ? "1 more change does not fit this cell and is not applied." : `${count} more changes do not fit this cell and are not applied.`);

/** Make the control that holds the current equation's value from the chosen step on. */
function makeHold(stage) {
  const value = make("input", { type: "number", step: "any", min: -1000, max: 1000, value: 1, "aria-label": "the value to hold" });
  const label = make("span", {});
  const button = make("button", { type: "button", className: "gs-hold", onclick: () => hold() });
  const hold = () => {
    const number = Number(value.value);
    const fits = value.value !== "" && Math.abs(number) <= 1000;
    value.setCustomValidity(fits ? "" : "Enter a number from −1000 to 1000.");
    value.reportValidity();
    if (fits) stage.hold(stage.equation(), number);
  };
  const element = make("div", { className: "gs-hold-control" }, label, value, button);
  element.hidden = Boolean(stage.header.locked);
  let shown = "";
  const held = () => stage.holdAt(stage.equation(), stage.cursor.t)?.value ?? 1;
  const subject = () => `${stage.equation()} ${held()}`;
  value.oninput = () => Object.assign(stage, { typed: { subject: subject(), text: value.value } }); // outlasts a redraw
  const update = () => {
    const now = subject();
    if (now !== shown) value.value = stage.typed?.subject === now ? stage.typed.text : held();
    shown = now;
    element.title = `Every unit of ${stage.equation()} gets this value instead of the one that its equation computes.`;
    label.textContent = `Hold ${stage.equation()} at the value `;
    button.textContent = `from step ${stage.cursor.t + 1} on`;
  };
  return { element, update };
}
