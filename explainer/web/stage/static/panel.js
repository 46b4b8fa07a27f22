// Forward panel: one operation in words, in symbols, with the numbers of one unit, its result and its line of code.

import { make } from "../shared/dom.js";
import { fill, letter, number } from "../shared/formulas.js";
import { measureAt } from "../shared/spread.js";
import { makeNormTable } from "./norm_table.js";

/** Make the panel; returns {element, update()}. */
export function makePanel(stage) {
  const part = (className, tag = "div") => make(tag, { className });
  const [title, text, symbols, numbers, result, code, usedBy] = [part("gs-operation-title", "h3"), part("gs-sentence", "p"), part("gs-symbols"),
    part("gs-numbers"), part("gs-result"), part("gs-code", "code"), part("gs-used-by", "p")];
  const normTable = makeNormTable(stage);
  const element = make("section", { className: "gs-panel", "aria-label": "this operation" }, title, text, symbols, numbers, result, normTable.element, code, usedBy);
  let shown = "";

  /** Write what does not depend on numbers, only when the subject changes. */
  const write = (subject, step) => {
    const { lines, names } = stage.header.formulas;
    title.textContent = step ? step.title : stage.nameOf(subject.name);
    const right = step?.symbols.map((piece) => piece.s ?? letter(piece.v, names)) ?? [];
    const named = !step || subject.name === step.equation;
    symbols.replaceChildren(...(named ? stage.labelOf(subject.name, "work") : []), ...(named && step ? [" = "] : []), ...right);
    result.style.color = stage.roleOf(subject.name) ? `var(--gs-${stage.roleOf(subject.name)})` : "";
    const line = lines.find(({ name }) => name === step?.equation);
    code.replaceChildren(...(line ? marked(line.code, subject.name) : []));
    code.hidden = !line;
    const users = stage.header.program.steps.filter(({ args }) => args.includes(subject.name)).map(({ name }) => stage.nameOf(name));
    const next = stage.header.program.states.includes(subject.name) ? [`${subject.name} of the next step`] : [];
    usedBy.textContent = users.length + next.length ? `Used by ${[...users, ...next].join(", ")}.` : "";
  };

  const update = () => {
    element.hidden = stage.isBackward();
    if (element.hidden) return;
    const subject = stage.subject();
    const step = stage.stepOf(subject.name);
    if (shown !== subject.name) write(subject, step);
    shown = subject.name;
    const { unit, t } = subject;
    const arrays = stage.values();
    if (stage.quiz.on && step && stage.stateOf(subject.name) === "coming") {
      text.textContent = "Not computed yet.";
      numbers.textContent = result.textContent = "";
      normTable.update(null);
      return;
    }
    const value = stage.textOf(subject.name, unit, t);
    text.textContent = step ? sentence(stage, step, subject, value) : inputSentence(stage, subject, value);
    numbers.textContent = stage.holdAt(subject.name, t) ? "= held, not computed" : step ? `= ${fill(step.numbers, arrays, t, unit, false)}` : "";
    result.textContent = `= ${value}`;
    normTable.update(stage.holdAt(subject.name, t) ? null : step, subject);
  };
  return { element, update };
}

/**
 * Fill in a sentence: {u} the unit, {0} and {1} the arguments, {p} the previous state, {r} the result, {m} and {s} the
 * mean and the spread of all units of the argument.
 */
function sentence(stage, step, { unit, t }, value) {
  const hold = stage.holdAt(step.name, t);
  if (hold) return `Held: every unit of ${step.name} is ${value} from step ${hold.since + 1} on, and its equation is not used.`;
  const all = step.op === "norm" ? measureAt(stage.values()[step.args[0]], t) : {};
  const filled = { u: unit + 1, r: value, p: stage.textOf(`${step.name}_prev`, unit, t), m: number(all.mean), s: number(all.spread) };
  return step.sentence.replace(/\{(\w)\}/g, (_, key) => filled[key] ?? stage.textOf(step.args[key], unit, t));
}

/** Describe a value that no operation computes: input, previous state, state of the layer below, or parameter. */
function inputSentence(stage, { name, unit, t }, value) {
  const { labels, channels } = stage.header;
  if (name === "x") return `Input at step ${t + 1} (${labels[t]}): channel ${unit + 1}${channels[unit] ? ` (${channels[unit]})` : ""} is ${value}${stage.unscaled(unit, t)}.`;
  if (name.endsWith("_prev")) return t ? `Unit ${unit + 1} is ${value}, from step ${t}.` : `Unit ${unit + 1} starts at ${value}. Drag right or up to increase it.`;
  if (name.endsWith("_below")) return stage.layer ? `Unit ${unit + 1} of ${name.slice(0, -6)} in layer ${stage.layer}, at the same step, is ${value}.` : "This is the first layer: there is no layer below it, so all units are 0.";
  return `Unit ${unit + 1} of the parameter ${name} is ${value} at every step. Drag right or up to increase it.`;
}

/** A line of code with the operation's own part marked. */
function marked(code, name) {
  const at = code.indexOf(name, code.indexOf("=") + 1);
  if (at < 0 || !name.includes(" ") && !name.includes("(")) return [make("mark", {}, code)];
  return [code.slice(0, at), make("mark", {}, name), code.slice(at + name.length)];
}
