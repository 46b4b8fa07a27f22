// The lists: what is pinned, what is changed, and the gate that can be held.

import { make } from "../shared/dom.js";
import { number } from "../shared/formulas.js";
import { words } from "./changes.js";

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
  return { element, update, needs: ["place", "op", "pins", "values"] };
}

function show(list, title, rows) {
  list.hidden = !rows.length;
  list.replaceChildren(make("h4", {}, title), ...rows);
}

const entry = (text, value, word, name, onclick) => make("div", { className: "gs-entry-row" }, make("span", {}, text), make("b", {}, value),
  make("button", { type: "button", "aria-label": `${word} ${name}`, onclick }, word));

function pinned(stage, pin) {
  const label = `${stage.nameOf(pin.name)}[${pin.unit + 1}] at step ${pin.t + 1} “${stage.header.labels[pin.t]}”`;
  return entry(label, stage.read(pin.name, pin.unit, pin.t), "unpin", label, () => stage.unpin(pin));
}

function changed(stage) {
  const { model } = stage;
  const rows = model.changes.map((change) => {
    const text = words(change, model.before(change), number);
    return entry(text, "", "undo", text, () => stage.undo(change));
  });
  if (rows.length > 1) rows.push(make("button", { type: "button", onclick: () => stage.undo(...model.changes) }, "undo all"));
  if (model.waiting.length) rows.push(make("p", { className: "gs-sentence" }, `${model.waiting.length} more do not fit this cell and wait.`));
  return rows;
}

/** Hold a value of the equation on the stage from the chosen step on. */
function makeHold(stage) {
  const value = make("input", { type: "number", step: 0.1, min: -1000, max: 1000, value: 1, "aria-label": "the value to hold" });
  const what = make("span", {});
  const button = make("button", { type: "button", className: "gs-hold", onclick: () => hold() });
  const hold = () => {
    const number = Number(value.value);
    const fits = value.value !== "" && Math.abs(number) <= 1000;
    value.setCustomValidity(fits ? "" : "A number from −1000 to 1000 would be right.");
    value.reportValidity();
    if (fits) stage.hold(stage.equation(), number);
  };
  const element = make("div", { className: "gs-holding" }, what, value, button);
  const update = () => {
    what.textContent = `hold ${stage.equation()} at `;
    button.textContent = `from step ${stage.cursor.t + 1} on`;
  };
  return { element, update };
}
