// The asking: what the loss asks of the run, on the backward way.

import { make } from "../shared/dom.js";
import { fine } from "./tint.js";

/** Make the row; returns {element, update()}. */
export function makeAsking(stage) {
  const { header } = stage;
  const choice = (value, words) => make("option", { value }, words);
  const asks = make("select", { className: "gs-ask", "aria-label": "what the loss asks", onchange: () => choose() },
    ...Object.entries(header.asks).map(([name, words]) => choice(name, words)));
  const errors = make("select", { className: "gs-error-of", "aria-label": "how an answer is judged", onchange: () => choose() },
    choice("entropy", "cross-entropy"), choice("squared", "squared error"));
  const here = make("button", { type: "button", className: "gs-this", onclick: () => stage.ask({ ask: "number", error: "", of: spotOf(stage) }) });
  const loss = make("span", { className: "gs-at" });
  const lost = make("p", { className: "gs-error", role: "status" });
  const element = make("div", { className: "gs-asking", role: "group", "aria-label": "the loss" },
    make("span", {}, "The loss asks: "), asks, errors, here, loss, lost);
  const choose = () => stage.ask(asks.value === "number"
    ? { ask: "number", error: "", of: spotOf(stage) }
    : { ask: asks.value, error: ["recall", "predict"].includes(asks.value) ? errors.value : "", of: null });
  const update = () => {
    element.hidden = !stage.isBack();
    if (element.hidden) return;
    const { ask, error, of } = stage.question;
    asks.value = ask;
    if (error) errors.value = error;
    errors.hidden = !error || !header.symbols;
    const spot = spotOf(stage);
    here.hidden = ask === "number" && of.name === spot.name && of.unit === spot.unit && of.t === spot.t;
    here.textContent = `ask for ${spot.name}[${spot.unit + 1}] at step ${spot.t + 1}`;
    loss.textContent = `L = ${ask === "number" ? `${of.name}[${of.unit + 1}] at step ${of.t + 1} = ` : ""}${fine(stage.loss.value)}`;
    lost.hidden = stage.gone < 0;
    lost.textContent = `From step ${stage.gone + 1} back, gradients are too large for a number: they have exploded.`;
  };
  return { element, update };
}

/** The number under the cursor that a loss can be: one of an equation's letter. */
function spotOf(stage) {
  const { name, unit, t } = stage.subject();
  const step = stage.stepOf(name);
  return { name: step?.equation ?? stage.equation(), unit: Math.min(unit, stage.header.units - 1), t };
}
