// Backward panel: one operation's incoming gradient and where it comes from, its derivatives, and its outgoing gradients.

import { make } from "../shared/dom.js";
import { fill, letter, valueAt } from "../shared/formulas.js";
import { measureAt } from "../shared/spread.js";
import { localDerivative, normBackwardMeans, timeMajorOf } from "./backward.js";
import { threeDigits } from "./number_formats.js";

const MOST_TERMS = 4;

/** Make the panel; returns {element, update()}. */
export function makeBackwardPanel(stage) {
  const part = (className, tag = "div") => make(tag, { className });
  const [title, sentence, symbols, result, incoming, outgoing] = [part("gs-operation-title", "h3"), part("gs-sentence", "p"), part("gs-symbols"),
    part("gs-result"), part("gs-incoming"), part("gs-outgoing")];
  const element = make("section", { className: "gs-backward-panel", "aria-label": "this operation, backward" },
    title, sentence, make("h4", {}, "Incoming gradient"), symbols, incoming, result, make("h4", {}, "Outgoing gradient"), outgoing);
  const update = () => {
    element.hidden = !stage.isBackward();
    if (element.hidden) return;
    const subject = stage.subject();
    const step = stage.stepOf(subject.name);
    const isHeld = step && stage.holdAt(subject.name, subject.t);
    const gradient = valueAt({ gradient: stage.gradientOf(subject.name) }, "gradient", subject.t, subject.unit);
    const isParameter = !stage.gradients[subject.name];
    title.textContent = step ? step.backward.title : `Gradient of the loss for ${stage.nameOf(subject.name)}`;
    sentence.textContent = isHeld ? "It is held, so no gradient passes through it." : step ? operationSentence(step, subject, gradient) : inputSentence(stage, subject);
    symbols.replaceChildren("∂L/∂", ...nameElements(stage, subject.name), ` of unit ${subject.unit + 1}, ${isParameter ? "summed so far" : "called δ"}`);
    incoming.replaceChildren(...contributions(stage, subject).map(({ from, text }) => make("div", { className: "gs-numbers" }, `${from}: ${text}`)));
    result.textContent = `${isParameter ? "" : "δ "}= ${threeDigits(gradient)}`;
    outgoing.replaceChildren(...(step && !isHeld ? step.args.flatMap((_, k) => outgoingTo(stage, step, k, subject)) : []));
    outgoing.previousElementSibling.hidden = !outgoing.children.length;
  };
  return { element, update };
}

const operationSentence = (step, { unit }, gradient) => step.backward.sentence.replaceAll("{u}", unit + 1).replaceAll("{d}", threeDigits(gradient));

/** Say where the gradient of something that no operation computes goes: input, previous state, or parameter. */
function inputSentence(stage, { name, unit, t }) {
  if (name.endsWith("_below")) return stage.layer ? `From here the gradient goes to layer ${stage.layer}, at the same step.` : "This is the first layer, so the gradient stops here.";
  if (name === "x") return `This is the input, so the gradient stops here, at channel ${unit + 1}.`;
  if (stage.gradients[name]) return t ? `From here the gradient goes to step ${t}.` : "This is the initial state, so the gradient stops here.";
  return "It is the same number at every step, so each step adds to its gradient. A training step subtracts the gradient times the learning rate.";
}

/** A value's name as the diagram writes it, long ones in full. */
function nameElements(stage, name) {
  const { names } = stage.header.formulas;
  const step = stage.stepOf(name);
  if (names[name] || !step) return stage.labelOf(name, "below");
  return ["(", ...step.symbols.map((piece) => piece.s ?? letter(piece.v, names)), ")"];
}

/** Return what adds up to a number's gradient, {from, text}: one entry for each use of the number. */
function contributions(stage, { name, unit, t }) {
  const { steps, states } = stage.header.program;
  if (!stage.gradients[name]) return parameterSums(stage, name, unit);
  const entry = (from, array, key, at) => ({ from, text: threeDigits(valueAt(array, key, at, unit)) });
  const entries = steps.flatMap((step) => step.args.flatMap((arg, k) => (arg === name ? [sent(stage, step, k, unit, t)] : [])));
  if (states.includes(name) && t + 1 < stage.cursor.steps) entries.push(entry(`step ${t + 2}, through its previous ${name}`, stage.gradients, `${name}_prev`, t + 1));
  const seed = stage.loss.at === stage.layer && stage.loss.seeds[name];
  if (seed && seed[t * stage.sizeOf(name) + unit]) entries.push({ from: "the loss itself", text: threeDigits(seed[t * stage.sizeOf(name) + unit]) });
  const above = stage.model.gradients[stage.layer + 1];
  if (name === "h" && above) entries.push(entry("the layer above, through its input", above, "x", t));
  if (stage.header.program.below.includes(name) && above) entries.push(entry(`the layer above, through its ${name} below`, above, `${name}_below`, t));
  return entries.length ? entries : [{ from: "not used", text: "0" }];
}

/** A parameter's gradient: of this step alone, summed so far, and over all steps. */
function parameterSums(stage, name, unit) {
  const sum = (which) => threeDigits(stage.parameterGradient(name, which).data[unit]);
  const { t } = stage.cursor;
  return [{ from: `step ${t + 1} alone`, text: sum("alone") }, { from: `summed back to step ${t + 1}`, text: sum("so far") }, { from: "over all steps", text: sum("all") }];
}

/** Return what one step sends to its argument k. */
function sent(stage, step, k, unit, t) {
  const from = stage.nameOf(step.name);
  if (stage.holdAt(step.name, t)) return { from, text: "0, because it is held" };
  if (step.op === "norm") return { from, text: sentByNorm(stage, step, unit, t) };
  if (step.op !== "matmul") {
    const [up, derivative] = [valueAt(stage.gradients, step.name, t, unit), derivativeOf(stage, step, k, unit, t)];
    return { from, text: product(up, derivative) };
  }
  const terms = transposedTerms(stage, step, unit, t);
  const shown = terms.length > MOST_TERMS ? [...terms.slice(0, 2), "…", terms.at(-1)] : terms;
  const sum = threeDigits(terms.reduce((sum, { weight, up }) => sum + weight * up, 0));
  return { from, text: `${shown.map((term) => (term === "…" ? term : `${threeDigits(term.weight)}·${bracket(threeDigits(term.up))}`)).join(" + ") || "0"} = ${sum}`.replaceAll("+ −", "− ") };
}

const product = (a, b) => `${threeDigits(a)} · ${bracket(threeDigits(b))} = ${threeDigits(a * b)}`;

/** Write what norm sends to one unit: (δ − mean of δ − result · mean of δ times result) / spread. */
function sentByNorm(stage, step, unit, t) {
  const [gradients, results] = [stage.gradients[step.name].timeMajor, timeMajorOf(stage.values()[step.name])];
  const [size, o] = [stage.sizeOf(step.name), t * stage.sizeOf(step.name)];
  const { mean, projection } = normBackwardMeans(gradients, results, o, size);
  const { spread } = measureAt(stage.values()[step.args[0]], t);
  const [up, result] = [gradients[o + unit], results[o + unit]];
  const terms = [threeDigits(up), bracket(threeDigits(mean)), `${bracket(threeDigits(result))} · ${bracket(threeDigits(projection))}`];
  return `(${terms.join(" − ")}) / ${threeDigits(spread)} = ${threeDigits((up - mean - result * projection) / spread)}`;
}

/** The terms that a transposed matrix adds up for one unit. */
function transposedTerms(stage, step, unit, t) {
  const { data, columns, rows } = stage.values()[step.args[0]];
  return Array.from({ length: rows }, (_, u) => ({ weight: data[u * columns + unit], up: valueAt(stage.gradients, step.name, t, u) }))
    .filter(({ weight, up }) => weight * up !== 0);
}

const derivativeOf = (stage, step, k, unit, t) => localDerivative(step.op, k, ...[step.name, ...step.args].map((name) => valueAt(stage.values(), name, t, unit)));

const bracket = (text) => (text.startsWith("−") ? `(${text})` : text);

/** Write what goes on to one argument: in symbols, then with numbers. */
function outgoingTo(stage, step, k, { unit, t }) {
  const arg = step.args[k];
  if (Number.isFinite(Number(arg))) return [];
  const up = valueAt(stage.gradients, step.name, t, unit);
  if (step.op === "matmul") return outgoingOfProduct(stage, step, k, unit, t, up);
  const { names } = stage.header.formulas;
  const write = (pieces) => pieces.flatMap((piece) => (piece.s ? [piece.s] : names[piece.v] ? [letter(piece.v, names)] : nameElements(stage, piece.v)));
  const sum = stage.gradients[arg] ? "" : ` at this step, ${threeDigits(stage.parameterGradient(arg).data[unit])} so far`;
  const both = (symbols, numbers) => lines(nameElements(stage, arg), symbols, `= ${numbers}${sum}`);
  if (step.op === "norm") return both(write(step.sent_gradient), sentByNorm(stage, step, unit, t));
  const pieces = step.derivatives[k];
  const derivative = write(pieces);
  const isOne = pieces.length === 1 && pieces[0].s;
  const filled = derivative.length > 1 && !isOne ? `${threeDigits(up)} · [${fill(pieces, stage.values(), t, unit, false)}] = ` : "";
  return both(["δ · ", ...(derivative.length > 1 ? ["[", ...derivative, "]"] : derivative)], `${filled}${product(up, derivativeOf(stage, step, k, unit, t))}`);
}

const lines = (to, symbols, numbers) => [make("div", { className: "gs-symbols" }, "to ", ...to, ": ", ...symbols), make("div", { className: "gs-numbers gs-sent" }, numbers)];

function outgoingOfProduct(stage, step, k, unit, t, up) {
  const [matrix, vector] = step.args;
  const column = stage.unitOf(vector);
  if (k === 1 && !stage.gradients[vector]) return [];
  if (k === 1) {
    return lines(nameElements(stage, vector), [...stage.labelOf(matrix, "work"), make("sup", {}, "T"), " δ, summed over all units"],
      `its ${vector === "x" ? "channel" : "unit"} ${column + 1} gets ${sent(stage, step, 1, column, t).text}`);
  }
  const { columns } = stage.values()[matrix];
  const sum = stage.parameterGradient(matrix).data[unit * columns + column];
  return lines(stage.labelOf(matrix, "work"), ["δ · ", ...nameElements(stage, vector)],
    `dL/d${matrix}[${unit + 1},${column + 1}]: ${product(up, valueAt(stage.values(), vector, t, column))} at this step, ${threeDigits(sum)} so far`);
}
