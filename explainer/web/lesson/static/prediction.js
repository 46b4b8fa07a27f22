// A prediction: a question with its input, answered before the server computes and sends the truth.

import { make } from "../shared/dom.js";
import { makeChoice } from "./choice.js";
import { makeCurve } from "./curve.js";
import { makeNumber } from "./number.js";
import { paragraphs } from "./prose.js";

const INPUTS = { choice: makeChoice, number: makeNumber, curve: makeCurve };

/** Make a prediction; `answer(value)` is called with each answer. Returns {element, show(answered), wait()}. */
export function makePrediction({ prediction, words, name }, answer) {
  const input = INPUTS[prediction.kind](prediction, words, name);
  const verdict = make("div", { className: "gs-lesson-verdict", role: "status" });
  const button = make("button", { type: "submit", className: "gs-lesson-answer" }, words.answer);
  const form = make("form", {}, input.element, button);
  const question = make("div", { className: "gs-lesson-question" }, make("h3", {}, words.prediction), ...paragraphs(prediction.question));
  const element = make("div", { className: "gs-lesson-prediction" }, question, form, verdict);
  let shown = "";

  input.onchange = () => (button.disabled = !input.isReady());
  input.onchange();
  form.onsubmit = (event) => {
    event.preventDefault();
    if (input.isReady()) answer(input.value());
  };
  const wait = () => {
    if (!shown) verdict.replaceChildren(make("p", { className: "gs-lesson-waiting" }, words.waiting));
  };
  const show = (answered) => {
    const text = JSON.stringify(answered);
    if (!answered || text === shown) return;
    shown = text;
    button.textContent = words.again;
    input.show(answered);
    button.disabled = !input.isReady();
    element.dataset.right = answered.right;
    const title = answered.right ? `✓ ${input.isExact(answered) ? words.right : words.near}` : `→ ${words.wrong}`;
    verdict.replaceChildren(make("h4", { className: answered.right ? "gs-lesson-right" : "gs-lesson-wrong" }, title),
      ...paragraphs(answered.feedback), ...input.truth(answered));
    verdict.scrollIntoView({ block: "nearest" }); // it may lie below the edge of the bar
  };
  return { element, show, wait };
}
