// The ledger: one operation backward: what arrives at it and from where, its slope, and what goes on to each argument.

import { make } from "../shared/dom.js";
import { fill, letter, valueAt } from "../shared/formulas.js";
import { measureAt } from "../shared/spread.js";
import { lineOf, local, lostIn } from "./backward.js";
import { fine } from "./tint.js";

const MOST_TERMS = 4;

/** Make the panel of the backward way; returns {element, update()}. */
export function makeLedger(stage) {
  const part = (className, tag = "div") => make(tag, { className });
  const [title, words, symbols, result, arrives, goes] = [part("gs-words", "h3"), part("gs-sentence", "p"), part("gs-symbols"),
    part("gs-result"), part("gs-arrives"), part("gs-goes")];
  const element = make("section", { className: "gs-ledger", "aria-label": "this operation, backward" },
    title, words, make("h4", {}, "What arrives"), symbols, arrives, result, make("h4", {}, "What goes on"), goes);
  const update = () => {
    element.hidden = !stage.isBack();
    if (element.hidden) return;
    const subject = stage.subject();
    const step = stage.stepOf(subject.name);
    const held = step && stage.heldAt(subject.name, subject.t);
    const feels = stage.feltOf(subject.name);
    const value = valueAt({ feels }, "feels", subject.t, subject.unit);
    title.textContent = step ? step.back.title : `What the loss feels of ${stage.nameOf(subject.name)}`;
    words.textContent = held ? "It is held by hand, so nothing goes on from here." : step ? sentence(step, subject, value) : leaf(stage, subject);
    const owes = !stage.felt[subject.name];
    symbols.replaceChildren("∂L/∂", ...nameAs(stage, subject.name), ` of unit ${subject.unit + 1}, ${owes ? "walked so far" : "called δ"}`);
    arrives.replaceChildren(...parts(stage, subject).map(({ from, text }) => make("div", { className: "gs-numbers" }, `${from}: ${text}`)));
    result.textContent = `${owes ? "" : "δ "}= ${fine(value)}`;
    goes.replaceChildren(...(step && !held ? step.args.flatMap((arg, k) => onward(stage, step, k, subject)) : []));
    goes.previousElementSibling.hidden = !goes.children.length;
  };
  return { element, update };
}

const sentence = (step, { unit }, value) => step.back.sentence.replaceAll("{u}", unit + 1).replaceAll("{d}", fine(value));

function leaf(stage, { name, unit, t }) {
  if (name.endsWith("_below")) return stage.layer ? `From here it goes to layer ${stage.layer}, at this same step.` : "This is the first layer: nothing lies below it, so here the walk ends.";
  if (stage.felt[name]) return name === "x" ? `Nothing comes before what is read: here the walk ends at channel ${unit + 1}.` : t ? `From here it goes to step ${t}.` : "It was there before the first step: here the walk ends.";
  return "It is the same number at every step, so each step adds to what it owes; a training step would take this away from it, times the learning rate.";
}

/** A value's name as the diagram writes it; long ones whole. */
function nameAs(stage, name) {
  const { names } = stage.header.formulas;
  const step = stage.stepOf(name);
  if (names[name] || !step) return stage.labelOf(name, "below");
  return ["(", ...step.symbols.map((piece) => piece.s ?? letter(piece.v, names)), ")"];
}

/** Say from where and how much arrives at a number: each way one line; there are as many as it has uses. */
function parts(stage, { name, unit, t }) {
  const { steps, states } = stage.header.program;
  if (!stage.felt[name]) return bills(stage, name, unit);
  const rows = steps.flatMap((step) => step.args.flatMap((arg, k) => (arg === name ? [sent(stage, step, k, unit, t)] : [])));
  if (states.includes(name) && t + 1 < stage.cursor.steps) rows.push({ from: `step ${t + 2}, from ${name} before it`, text: fine(valueAt(stage.felt, `${name}_prev`, t + 1, unit)) });
  const seed = stage.loss.at === stage.layer && stage.loss.seeds[name];
  if (seed && seed[t * stage.sizeOf(name) + unit]) rows.push({ from: "the loss, which reads it", text: fine(seed[t * stage.sizeOf(name) + unit]) });
  if (name === "h" && stage.layer + 1 < stage.model.layers.length) rows.push({ from: "the layer above, which reads it", text: fine(valueAt(stage.model.gradients[stage.layer + 1], "x", t, unit)) });
  if (stage.header.program.below.includes(name) && stage.layer + 1 < stage.model.layers.length) rows.push({ from: "the layer above, from below it", text: fine(valueAt(stage.model.gradients[stage.layer + 1], `${name}_below`, t, unit)) });
  return rows.length ? rows : [{ from: "nothing reads it", text: "0" }];
}

/** What a parameter owes grows with each step of the walk. */
function bills(stage, name, unit) {
  const one = (which) => fine(stage.billOf(name, which).data[unit]);
  const { t } = stage.cursor;
  return [{ from: `of step ${t + 1} alone`, text: one("alone") }, { from: `walked so far, back to step ${t + 1}`, text: one("so far") }, { from: "of all steps", text: one("all") }];
}

/** What one step sends to its argument k. */
function sent(stage, step, k, unit, t) {
  const from = stage.nameOf(step.name);
  if (stage.heldAt(step.name, t)) return { from, text: "0, because it is held" };
  if (step.op === "norm") return { from, text: unmixed(stage, step, unit, t) };
  if (step.op !== "matmul") {
    const [up, slope] = [valueAt(stage.felt, step.name, t, unit), slopeOf(stage, step, k, unit, t)];
    return { from, text: `${fine(up)} · ${bracket(fine(slope))} = ${fine(up * slope)}` };
  }
  const terms = column(stage, step, unit, t);
  const shown = terms.length > MOST_TERMS ? [...terms.slice(0, 2), "…", terms.at(-1)] : terms;
  return { from, text: `${shown.map((term) => (term === "…" ? term : `${fine(term.weight)}·${bracket(fine(term.up))}`)).join(" + ") || "0"} = ${fine(terms.reduce((sum, { weight, up }) => sum + weight * up, 0))}`.replaceAll("+ −", "− ") };
}

/** What norm sends back to one unit, with numbers: (δ − mean − result · mean of δ times result) / spread. */
function unmixed(stage, step, unit, t) {
  const [felt, result] = [stage.felt[step.name].line, lineOf(stage.values()[step.name])];
  const [size, o] = [stage.sizeOf(step.name), t * stage.sizeOf(step.name)];
  const { common, stretch } = lostIn(felt, result, o, size);
  const { spread } = measureAt(stage.values()[step.args[0]], t);
  const [up, own] = [felt[o + unit], result[o + unit]];
  const terms = [fine(up), bracket(fine(common)), `${bracket(fine(own))} · ${bracket(fine(stretch))}`];
  return `(${terms.join(" − ")}) / ${fine(spread)} = ${fine((up - common - own * stretch) / spread)}`;
}

/** The terms of one unit's share through a transposed matrix. */
function column(stage, step, unit, t) {
  const { data, columns, rows } = stage.values()[step.args[0]];
  return Array.from({ length: rows }, (_, u) => ({ weight: data[u * columns + unit], up: valueAt(stage.felt, step.name, t, u) }))
    .filter(({ weight, up }) => weight * up !== 0);
}

const slopeOf = (stage, step, k, unit, t) => local(step.op, k, ...[step.name, ...step.args].map((name) => valueAt(stage.values(), name, t, unit)));

const bracket = (text) => (text.startsWith("−") ? `(${text})` : text);

/** Say what goes on to one argument: in symbols, then with numbers. */
function onward(stage, step, k, { unit, t }) {
  const arg = step.args[k];
  if (Number.isFinite(Number(arg))) return [];
  const up = valueAt(stage.felt, step.name, t, unit);
  if (step.op === "matmul") return mixed(stage, step, k, unit, t, up);
  const { names } = stage.header.formulas;
  const write = (pieces) => pieces.flatMap((piece) => (piece.s ? [piece.s] : names[piece.v] ? [letter(piece.v, names)] : nameAs(stage, piece.v)));
  const so = stage.felt[arg] ? "" : ` here, ${fine(stage.billOf(arg).data[unit])} so far`;
  const both = (symbols, numbers) => [make("div", { className: "gs-symbols" }, "to ", ...nameAs(stage, arg), ": ", ...symbols), make("div", { className: "gs-numbers gs-sent" }, `= ${numbers}${so}`)];
  if (step.op === "norm") return both(write(step.sends), unmixed(stage, step, unit, t));
  const slope = write(step.slopes[k]);
  const value = slopeOf(stage, step, k, unit, t);
  const isOne = step.slopes[k].length === 1 && step.slopes[k][0].s;
  const made = slope.length > 1 && !isOne ? `${fine(up)} · [${fill(step.slopes[k], stage.values(), t, unit, false)}] = ` : "";
  return both(["δ · ", ...(slope.length > 1 ? ["[", ...slope, "]"] : slope)], `${made}${fine(up)} · ${bracket(fine(value))} = ${fine(up * value)}`);
}

function mixed(stage, step, k, unit, t, up) {
  const [matrix, vector] = step.args;
  const { columns } = stage.values()[matrix];
  if (k === 1 && !stage.felt[vector]) return [];
  if (k === 1) return [make("div", { className: "gs-symbols" }, "to ", ...nameAs(stage, vector), ": ", ...stage.labelOf(matrix, "work"), make("sup", {}, "T"), " δ, all units together"),
    make("div", { className: "gs-numbers gs-sent" }, `its ${vector === "x" ? "channel" : "unit"} ${stage.unitOf(vector) + 1} gets ${sent(stage, step, 1, stage.unitOf(vector), t).text}`)];
  const column = stage.unitOf(vector);
  const read = valueAt(stage.values(), vector, t, column);
  const owed = stage.billOf(matrix).data[unit * columns + column];
  return [make("div", { className: "gs-symbols" }, "to ", ...stage.labelOf(matrix, "work"), ": δ · ", ...nameAs(stage, vector)),
    make("div", { className: "gs-numbers gs-sent" }, `${matrix}[${unit + 1},${column + 1}] owes ${fine(up)} · ${bracket(fine(read))} = ${fine(up * read)} here, ${fine(owed)} so far`)];
}
