// Question: a choice, a number or a curve on a student's screen; after it is revealed, the truth and what belongs to the answer.

import { make } from "../shared/dom.js";
import { makeBars } from "./bars.js";
import { makeChoice, makeNumber } from "./inputs.js";
import { makeCurve } from "./curve.js";
import { fill, prose } from "./texts.js";

const INPUTS = { choice: makeChoice, number: makeNumber, curve: makeCurve };

/** Make the card of a question; `send(number, value)` returns an error message, empty where the answer has arrived. */
export function makeQuestion(texts, send) {
  const element = make("section", { className: "gs-room-question", hidden: true });
  let [shown, input, parts] = [0, null, null];

  const build = (question) => {
    shown = question.number;
    input = INPUTS[question.kind](question, texts);
    const status = make("p", { className: "gs-room-status", role: "status" });
    const button = make("button", { type: "button", className: "gs-room-main-button", onclick: () => submit(question) }, fill(texts, "send"));
    const result = make("div", { className: "gs-room-result-card", hidden: true });
    parts = { status, button, result, bars: makeBars(texts) };
    const title = make("h1", { id: "question", dir: "auto" }, ...prose(question.question));
    element.setAttribute("aria-labelledby", "question");
    element.replaceChildren(title, input.element, button, status, result);
  };

  const submit = async (question) => {
    const value = input.value();
    if (value === null) return parts.status.replaceChildren(fill(texts, "choose"));
    parts.button.disabled = true;
    const error = await send(question.number, value);
    parts.button.disabled = false;
    parts.status.replaceChildren(error);
  };

  /** Show a question, null for none, and the student's own answer to it. */
  const update = (question, own) => {
    element.hidden = !question;
    if (!question) return void (shown = 0);
    if (question.number !== shown) build(question);
    const answered = own?.answer !== null && own?.answer !== undefined;
    if (answered) input.show(own.answer);
    input.lock(answered || question.revealed);
    parts.button.hidden = answered || question.revealed;
    if (answered) parts.status.replaceChildren(question.revealed ? "" : fill(texts, "waiting"));
    else if (question.revealed) parts.status.replaceChildren(fill(texts, "not_answered"));
    parts.result.hidden = !question.revealed;
    if (question.revealed) showResult(question, own);
  };

  const showResult = (question, own) => {
    input.reveal(question.truth);
    const { feedback } = own ?? {};
    const mark = feedback && feedback.right !== null ? make("p", { className: feedback.right ? "gs-room-hit" : "gs-room-miss" }, fill(texts, feedback.right ? "right" : "wrong")) : "";
    const lines = [question.true_text && make("p", { className: "gs-room-truth", dir: "auto" }, ...prose(question.true_text)), mark,
      feedback?.text && make("p", { dir: "auto" }, ...prose(feedback.text)), question.sentence && question.sentence !== feedback?.text && make("p", { dir: "auto" }, ...prose(question.sentence))];
    parts.bars.update({ bars: question.bars, rows: question.kind === "choice", trueAt: question.true_at, trueText: question.true_text, unit: question.unit ?? "" });
    const counted = question.kind === "curve" ? [] : [parts.bars.element];
    parts.result.replaceChildren(...lines.filter(Boolean), ...counted, ...(question.score ? [make("p", { className: "gs-room-note" }, question.score)] : []));
  };

  return { element, update };
}
