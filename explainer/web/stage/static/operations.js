// The operations: a step's equations as rows of operations to jump to, or to compute in the quiz.

import { make } from "../shared/dom.js";
import { letter } from "../shared/formulas.js";

const SIGNS = { add: "+", sub: "−", neg: "−", mul: "⊙", matmul: "·", sigmoid: "σ", tanh: "tanh", relu: "relu", norm: "norm", same: "=" };

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
  const word = make("p", { className: "gs-word", role: "status" });
  const element = make("div", { className: "gs-operations" }, make("div", { className: "gs-groups" }, ...lines.map(row)), word);
  const update = () => {
    for (const step of steps) {
      const state = stage.stateOf(step.name);
      const one = chips.get(step.name);
      one.classList.toggle("gs-lit", stage.isLit(step.name));
      const shown = stage.quiz.isReady(step) ? "ready" : state;
      if (one.dataset.state === shown) continue; // style is costly, comparing is not
      one.dataset.state = shown;
      one.setAttribute("aria-current", state === "now" ? "step" : "false");
    }
    word.textContent = stage.quiz.word;
    word.hidden = !stage.quiz.word;
  };
  return { element, update, needs: ["place", "op", "point"] };
}

function chip(stage, step) {
  const reach = () => (stage.quiz.on ? stage.quiz.attempt(step) : stage.player.jump(stage.header.program.steps.indexOf(step)));
  const words = `${stage.nameOf(step.name)}: ${step.title}`;
  const element = make("button", { type: "button", className: "gs-op", title: words, "aria-label": words, onclick: reach }, SIGNS[step.op]);
  element.dataset.name = step.name;
  element.style.setProperty("--role", `var(--gs-${step.role || "sum"})`);
  return element;
}
