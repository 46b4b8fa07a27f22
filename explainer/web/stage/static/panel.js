// The panel: one operation in words, in symbols, with the numbers of one unit, its result and its line of code.

import { make } from "../shared/dom.js";
import { fill, letter, number } from "../shared/formulas.js";
import { measureAt } from "../shared/spread.js";
import { makeMixing } from "./mixing.js";

/** Make the panel; returns {element, update()}. */
export function makePanel(stage) {
  const part = (className, tag = "div") => make(tag, { className });
  const [title, words, symbols, numbers, result, code, feeds] = [part("gs-words", "h3"), part("gs-sentence", "p"), part("gs-symbols"),
    part("gs-numbers"), part("gs-result"), part("gs-code", "code"), part("gs-feeds", "p")];
  const mixing = makeMixing(stage);
  const element = make("section", { className: "gs-panel", "aria-label": "this operation" }, title, words, symbols, numbers, result, mixing.element, code, feeds);
  let shown = "";

  /** What does not depend on numbers is written anew only when the subject changes. */
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
    feeds.textContent = users.length + next.length ? `Feeds ${[...users, ...next].join(", ")}.` : "";
  };

  const update = () => {
    element.hidden = stage.isBack();
    if (element.hidden) return;
    const subject = stage.subject();
    const step = stage.stepOf(subject.name);
    if (shown !== subject.name) write(subject, step);
    shown = subject.name;
    const { unit, t } = subject;
    const arrays = stage.values();
    if (stage.quiz.on && step && stage.stateOf(subject.name) === "coming") {
      words.textContent = "Not made yet.";
      numbers.textContent = result.textContent = "";
      mixing.update(null);
      return;
    }
    const value = stage.read(subject.name, unit, t);
    words.textContent = step ? sentence(stage, step, subject, value) : leaf(stage, subject, value);
    numbers.textContent = stage.heldAt(subject.name, t) ? "= held by hand" : step ? `= ${fill(step.numbers, arrays, t, unit, false)}` : "";
    result.textContent = `= ${value}`;
    mixing.update(stage.heldAt(subject.name, t) ? null : step, subject);
  };
  return { element, update };
}

/**
 * Fill a sentence's places: {u} the unit, {0} and {1} the arguments, {p} the state before, {r} the result, {m} and {s}
 * the mean and the spread of all units of the argument.
 */
function sentence(stage, step, { unit, t }, value) {
  const held = stage.heldAt(step.name, t);
  if (held) return `Held by hand: every unit of ${step.name} is ${value} from step ${held.since + 1} on, whatever its equation says.`;
  const all = step.op === "norm" ? measureAt(stage.values()[step.args[0]], t) : {};
  const places = { u: unit + 1, r: value, p: stage.read(`${step.name}_prev`, unit, t), m: number(all.mean), s: number(all.spread) };
  return step.sentence.replace(/\{(\w)\}/g, (_, place) => places[place] ?? stage.read(step.args[place], unit, t));
}

function leaf(stage, { name, unit, t }, value) {
  const { labels, channels } = stage.header;
  if (name === "x") return `Read at step ${t + 1} (${labels[t]}): channel ${unit + 1}${channels[unit] ? ` (${channels[unit]})` : ""} is ${value}${stage.unscaled(unit, t)}.`;
  if (name.endsWith("_prev")) return t ? `Unit ${unit + 1} comes from step ${t} with ${value}.` : `Unit ${unit + 1} starts at ${value}; here it can be dragged, right or up for more.`;
  if (name.endsWith("_below")) return stage.layer ? `Unit ${unit + 1} of ${name.slice(0, -6)} in layer ${stage.layer}, at this same step, is ${value}.` : "This is the first layer: nothing lies below it, so all units are 0.";
  return `Unit ${unit + 1} of the parameter ${name} is ${value} at every step; it can be dragged, right or up for more.`;
}

/** A line of code with the operation's own part marked. */
function marked(code, name) {
  const at = code.indexOf(name, code.indexOf("=") + 1);
  if (at < 0 || !name.includes(" ") && !name.includes("(")) return [make("mark", {}, code)];
  return [code.slice(0, at), make("mark", {}, name), code.slice(at + name.length)];
}
