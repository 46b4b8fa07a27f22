// Language charts: for a text, the perplexity of each epoch on the training text, and the bits per character of the test.

import { shortNumber } from "./axis.js";
import { latest, perRun } from "./sentences.js";

/** Return lines of perplexities as lines of bits per character; `bitsPerNat` is what one nat per token comes to. */
export const inBits = (lines, bitsPerNat) => {
  const bits = (values) => values.map((value) => Math.log(value) * bitsPerNat);
  return lines.map((one) => ({ ...one, seeds: one.seeds.map(bits), median: bits(one.median) }));
};

/** Return what the test of a task is called: the name of a text's part, or the test set. */
export const testName = ({ split }) => split?.name ?? "test set";

/** The perplexity of the last epoch of each run, on the training text. */
export function ofTraining(lines, { split }) {
  const runs = latest(lines);
  if (!runs.length) return "Each point will be the perplexity over one epoch, of its batches before each update.";
  const rest = split.held_out ? "" : " Nothing of the text is held out.";
  return `Over the last whole epoch the perplexity on the training text was ${perRun(runs, ({ now }) => shortNumber(now))}; 1 would be perfect.${rest}`;
}

/** The bits per character of each run, on the text of the test. */
export function ofBits(lines, { split }) {
  const runs = latest(lines);
  const definition = "the sum of −log₂ of the probability of each correct token, divided by the number of characters";
  if (!split.bits_per_nat) return "Rare tokens became <unk>, so bits per character would not be comparable, and are not shown.";
  if (!runs.length) return `Each line will show ${definition}.`;
  return `On the ${split.name} each character costs ${perRun(runs, ({ now }) => bitsText(now))}. This is ${definition}.`;
}

const bitsText = (value) => `${shortNumber(value)} ${shortNumber(value) === "1" ? "bit" : "bits"}`;

const NO_BITS = [0, 8]; // the axis before there are any

/** Make both charts of `live`: `chart(options)` makes one, and `lines` returns those of perplexities. */
export function makeLanguageCharts({ chart, lines, task, logRange }) {
  const bits = () => (task().split?.bits_per_nat ? inBits(lines.metric(), task().split.bits_per_nat) : []);
  const simple = () => Math.min(...task().levels.map(({ value }) => Math.log(value) * (task().split?.bits_per_nat ?? 0)));
  const bitsRange = () => {
    const all = bits().flatMap(({ median }) => median.filter((value) => Number.isFinite(value)));
    return all.length ? [0, 1.05 * Math.max(simple(), ...all)] : NO_BITS;
  };
  const training = chart({ key: "training", title: "Training text: perplexity of each epoch", upwards: "perplexity", log: true, lines: lines.training, limits: () => logRange(lines.training(), [1]), levels: () => [] });
  const perCharacter = chart({ key: "bits", title: "Bits per character", upwards: "bits per character", lines: bits, limits: bitsRange,
    levels: ({ muted }) => (task().split?.bits_per_nat ? [{ value: simple(), label: `${task().best}`, number: `: ${shortNumber(simple())}`, colour: muted }] : []) });
  return {
    training, perCharacter,
    open() {
      for (const { figure } of [training, perCharacter]) figure.element.hidden = !task().split;
      if (task().split) perCharacter.figure.setTitle(`${capitalised(testName(task()))}: bits per character`);
    },
    updateSentences() {
      if (!task().split) return;
      training.figure.setSentence(ofTraining(lines.training(), task()));
      perCharacter.figure.setSentence(ofBits(bits(), task()));
    },
  };
}

/** Return a text with a capital at its beginning. */
export const capitalised = (text) => text[0].toUpperCase() + text.slice(1);
