// Operations: a time step's equations as rows of buttons, one per operation, to jump to or to compute in the quiz.

import { make } from "../shared/dom.js";
import { letter } from "../shared/formulas.js";

export const OP_SYMBOLS = { add: "+", sub: "−", neg: "−", mul: "⊙", div: "/", matmul: "·", sigmoid: "σ", tanh: "tanh", relu: "relu", exp: "exp", log: "log", erf: "erf", min: "min", max: "max", norm: "norm", same: "=" };

/** Make the rows; returns {element, update()}. */
export function makeOperations(stage) {
  const { steps } = stage.header.program;
  const { lines, names } = stage.header.formulas;
  const chips = new Map(steps.map((step) => [step.name, chip(stage, step)]));
  const row = (line) => {
    const own = steps.filter(({ equation }) => equation === line.name);
    const jump = make("button", { type: "button", className: "gs-jump", "aria-label": `to ${line.name}: ${line.about}`, title: line.about,
      onclick: () => stage.player.jump(steps.indexOf(own.at(-1))) }, letter(line.name, names));
    return make("span", { className: "gs-group", role: "group", "aria-label": line.name }, jump, ...own.map(({ name }) => chips.get(name)));
  };
  const message = make("p", { className: "gs-quiz-message", role: "status" });
  const element = make("div", { className: "gs-operations" }, make("div", { className: "gs-groups" }, ...lines.map(row)), message);
  const update = () => {
    for (const step of steps) {
      const state = stage.stateOf(step.name);
      const button = chips.get(step.name);
      button.classList.toggle("gs-highlighted", stage.isHighlighted(step.name));
      const shown = stage.quiz.isReady(step) ? "ready" : state;
      if (button.dataset.state === shown) continue; // a change of style is costly, comparing is not
      button.dataset.state = shown;
      button.setAttribute("aria-current", state === "now" ? "step" : "false");
    }
    message.textContent = stage.quiz.message;
    message.hidden = !stage.quiz.message;
  };
  return { element, update, needs: ["position", "op", "hover"] };
}

function chip(stage, step) {
  const onclick = () => (stage.quiz.on ? stage.quiz.attempt(step) : stage.player.jump(stage.header.program.steps.indexOf(step)));
  const label = `${stage.nameOf(step.name)}: ${step.title}`;
  const element = make("button", { type: "button", className: "gs-op", title: label, "aria-label": label, onclick }, OP_SYMBOLS[step.op]);
  element.dataset.name = step.name;
  element.style.setProperty("--role", `var(--gs-${step.role || "sum"})`);
  return element;
}
