// Loss controls: which loss the backward pass starts from, and its value.

import { make } from "../shared/dom.js";
import { threeDigits } from "./number_formats.js";

/** Make the row of controls; returns {element, update()}. */
export function makeLossControls(stage) {
  const { header } = stage;
  const option = (value, text) => make("option", { value }, text);
  const kinds = make("select", { className: "gs-loss-kind", "aria-label": "loss", onchange: () => choose() },
    ...Object.entries(header.losses).map(([name, { title }]) => option(name, title)));
  const errors = make("select", { className: "gs-loss-function", "aria-label": "loss function", onchange: () => choose() },
    option("entropy", "cross-entropy"), option("squared", "squared error"));
  const here = make("button", { type: "button", className: "gs-loss-here", onclick: () => stage.chooseLoss(numberLoss(stage)) });
  const value = make("span", { className: "gs-loss-value" });
  const overflow = make("p", { className: "gs-error", role: "status" });
  const element = make("div", { className: "gs-loss", role: "group", "aria-label": "the loss" },
    make("span", {}, "Loss: "), kinds, errors, here, value, overflow);
  const choose = () => stage.chooseLoss(kinds.value === "number"
    ? numberLoss(stage)
    : { kind: kinds.value, error: header.losses[kinds.value].targets.length ? errors.value : "", of: null });
  const update = () => {
    element.hidden = !stage.isBackward();
    if (element.hidden) return;
    const { kind, error, of } = stage.lossChoice;
    kinds.value = kind;
    if (error) errors.value = error;
    errors.hidden = !error || !header.one_hot;
    const target = numberLoss(stage).of;
    here.hidden = kind === "number" && of.name === target.name && of.unit === target.unit && of.t === target.t;
    here.textContent = `use ${target.name}[${target.unit + 1}] at step ${target.t + 1} as the loss`;
    value.textContent = `L = ${kind === "number" ? `${of.name}[${of.unit + 1}] at step ${of.t + 1} = ` : ""}${threeDigits(stage.loss.value)}`;
    overflow.hidden = stage.overflowStep < 0;
    overflow.textContent = `From step ${stage.overflowStep + 1} back, gradients are too large for a number: they have exploded.`;
  };
  return { element, update };
}

/** The loss that is the number under the cursor: one unit of an equation's value. */
function numberLoss(stage) {
  const { name, unit, t } = stage.subject();
  const equation = stage.stepOf(name)?.equation ?? stage.equation();
  return { kind: "number", error: "", of: { name: equation, unit: Math.min(unit, stage.header.units - 1), t } };
}
