// Loss controls: which loss the backward pass starts from, and its value.

import { make } from "../shared/dom.js";
import { formatLoss, logitAt } from "./loss.js";
import { threeDigits } from "./number_formats.js";

/** Make the row of controls; returns {element, update()}. */
export function makeLossControls(stage) {
  const { header } = stage;
  const option = (value, text) => make("option", { value }, text);
  const kinds = make("select", { className: "gs-loss-kind", "aria-label": "loss", onchange: () => choose() },
    ...Object.entries(header.losses).map(([name, { title }]) => option(name, title)));
  const errors = make("select", { className: "gs-loss-function", "aria-label": "loss function", onchange: () => choose() },
    option("entropy", "cross-entropy"), option("squared", "squared error"));
  const atCursor = () => (stage.lossChoice.kind === "logit" ? logitAt(stage.cursor.t) : numberLoss(stage));
  const here = make("button", { type: "button", className: "gs-loss-here", onclick: () => stage.chooseLoss(atCursor()) });
  const value = make("span", { className: "gs-loss-value" });
  const overflow = make("p", { className: "gs-error", role: "status" });
  const element = make("div", { className: "gs-loss", role: "group", "aria-label": "the loss" },
    make("span", {}, "Loss: "), kinds, errors, here, value, overflow);
  const choose = () => stage.chooseLoss(kinds.value === "number" ? numberLoss(stage) : kinds.value === "logit" ? logitAt(stage.cursor.t)
    : { kind: kinds.value, error: header.losses[kinds.value].targets.length ? errors.value : "", of: null });
  const update = () => {
    element.hidden = !stage.isBackward();
    if (element.hidden) return;
    const { kind, error, of } = stage.lossChoice;
    kinds.value = kind;
    if (error) errors.value = error;
    errors.hidden = !error || !header.one_hot;
    const target = atCursor();
    here.hidden = formatLoss(target) === formatLoss(stage.lossChoice);
    here.textContent = `use ${nameOf(target)} as the loss`;
    value.textContent = `L = ${of ? `${nameOf(stage.lossChoice, header.classes[stage.loss.output])} = ` : ""}${threeDigits(stage.loss.value)}`;
    overflow.hidden = stage.overflowStep < 0;
    overflow.textContent = `From step ${stage.overflowStep + 1} back, gradients are too large for a number: they have exploded.`;
  };
  return { element, update };
}

/** What a loss of one step is called: “c[3] at step 12”, or of which output it is the logit. */
const nameOf = ({ kind, of }, output) => `${kind === "logit" ? `the logit${output === undefined ? "" : ` of “${output}”`}` : `${of.name}[${of.unit + 1}]`} at step ${of.t + 1}`;

/** The loss that is the number under the cursor: one unit of an equation's value. */
function numberLoss(stage) {
  const { name, unit, t } = stage.subject();
  const equation = stage.stepOf(name)?.equation ?? stage.equation();
  return { kind: "number", error: "", of: { name: equation, unit: Math.min(unit, stage.header.units - 1), t } };
}
