// Panels: the figures of the page in two groups, over training time and over sequence time.

import { make } from "../shared/dom.js";
import { makeCursor } from "../shared/cursor.js";
import { logLimits } from "./axis.js";
import { makeChart } from "./chart.js";
import { makeComparison } from "./comparison.js";
import { makeGates } from "./gates.js";
import { makeGradientNorms } from "./gradient_norms.js";
import { ofGradientNorms } from "./gradient_sentences.js";
import { capitalised, makeLanguageCharts, testName } from "./language_charts.js";
import { isPair, withSource } from "./pair_steps.js";
import { ofPair, ofSymbols } from "./pair_sentences.js";
import { makeProbe } from "./probe.js";
import { rowsOf } from "./predictions.js";
import { formatMetric, ofGates, ofLoss, ofMetric, ofNorm, ofProbe, ofSaturation } from "./sentences.js";
import { SHAPE_SYMBOLS } from "./toolbar.js";

const SENTENCE_PAUSE = 900; // milliseconds between two versions of a sentence, so that it can be read
const FREE = [6, 4]; // the dashes of what a network does with its own symbols
const DASHES = { low: [2, 3], high: [] };

/** Make the panels of `live`; returns {element, figures, open(), fit(), updateSentences()}. */
export function makePanels(live) {
  const task = () => live.data.tasks[(live.runs[live.chosen] ?? live.data).task];
  const history = (run) => live.histories.get(run.id);
  const theme = () => live.theme();
  const markOf = (run) => ({ name: run.name, colour: theme().shade(run.colour), shape: run.shape });
  const lastUpdate = () => Math.max(0, ...live.runs.map((run) => Math.min(run.updates, 1.02 * history(run).step)));
  const linesOf = (table, name) => live.runs.map((run) => {
    const { steps, seeds, medians, ranges } = history(run)[table];
    return { ...markOf(run), steps, range: ranges[name], seeds: seeds[name] ?? [], median: medians[name] ?? [] };
  }).filter(({ median }) => median.length);
  const lines = { loss: () => linesOf("updates", "loss"), norm: () => linesOf("updates", "norm"), metric: () => linesOf("probes", "metric"), training: () => linesOf("epochs", "perplexity") };
  const saturation = () => saturationLines(live.runs[live.chosen], history, theme());
  const level = (value, label, colour) => ({ value, label, colour });
  const isKnown = (value) => value !== null && value !== undefined;
  const lowerIsBetter = () => task().metric.better === "lower";
  const clipLimit = () => live.runs.find((run) => run.clip === "norm")?.limit ?? null;
  const chart = (options) => makeChart({ lastUpdate, theme, ...options });

  const language = makeLanguageCharts({ chart, lines, task, logRange });
  const charts = {
    loss: chart({ key: "loss", title: "Loss", upwards: "loss of the batch", log: true, lines: lines.loss, limits: () => logRange(lines.loss(), [task().constant_loss]),
      levels: ({ muted }) => (isKnown(task().constant_loss) ? [level(task().constant_loss, task().constant_text, muted)] : []) }),
    training: language.training,
    metric: chart({ key: "metric", title: "Test set", lines: lines.metric, limits: () => (lowerIsBetter() ? metricRange(lines.metric(), task()) : [0, 1.04]),
      levels: ({ muted, solved }) => metricLevels(lines.metric(), task(), { muted, solved }) }),
    bits: language.perCharacter,
    symbols: chart({ key: "symbols", title: "Right symbols: teacher forcing (solid), writing freely (dashed)", upwards: "share of the symbols", lines: () => symbolLines(linesOf), limits: () => [0, 1.04],
      levels: ({ muted }) => (task().symbol_baseline ? [level(task().symbol_baseline, "previous symbol alone", muted)] : []) }),
    norm: chart({ key: "norm", title: "Gradient norm", upwards: "norm before clipping", log: true, lines: lines.norm, limits: () => logRange(lines.norm(), [clipLimit()]),
      levels: ({ muted }) => (clipLimit() ? [level(clipLimit(), "clipped above", muted)] : []) }),
    saturation: chart({ key: "saturation", title: "Saturation", upwards: "share of the values", lines: saturation, limits: () => [0, 1.04], levels: () => [] }),
  };
  const shownRuns = () => live.runs.filter((run) => run.task === (live.runs[live.chosen] ?? live.data).task);
  const cursor = makeCursor(); // the step of the probe that is pointed at
  const predictions = () => shownRuns().map((run) => ({ ...markOf(run), letters: run.letters, ...history(run).latestProbe }));
  const probe = makeProbe({ theme, cursor, data: () => ({ task: task(), predictions: predictions(), step: chosenProbe(live)?.step ?? 0 }) });
  const norms = () => shownRuns().map((run) => ({ ...markOf(run), carried: run.carried, ...normsOf(history(run).latestProbe) }));
  const wholeTask = () => withSource(task(), chosenProbe(live)?.read);
  const gradients = makeGradientNorms({ theme, cursor, data: () => ({ task: wholeTask(), bands: live.data.bands, runs: norms() }) });
  const gates = makeGates({ theme, cursor, data: () => ({ run: live.runs[live.chosen] ?? NO_RUN, record: chosenProbe(live) ?? NO_RECORD, task: wholeTask() }) });
  const tabs = make("div", { className: "gs-tabs", role: "group", "aria-label": "network whose gates are shown" });
  const [training, sequence] = [group("Over training time", "The horizontal axis counts updates: each point is one update.", Object.values(charts).map(({ figure }) => figure.element)),
    group("Over sequence time", "The horizontal axis counts the steps of one test sequence, the probe. Predictions, gradients and gates are those of each network's first seed.", [probe.element, gradients.element, tabs, gates.element])];
  sequence.lastChild.classList.add("gs-wide-figures");
  const comparison = makeComparison({ live, task, testName: () => testName(task()) });
  training.insertBefore(comparison.element, training.lastChild);
  const element = make("div", { className: "gs-panels" }, training, sequence);
  let [updatedAt, timer] = [-SENTENCE_PAUSE, 0];

  const choose = (k) => {
    live.chosen = k;
    [...tabs.children].forEach((tab, index) => tab.setAttribute("aria-pressed", index === k));
    charts.saturation.figure.setTitle(`Saturation of ${live.runs[k].name}`);
    updatedAt = -SENTENCE_PAUSE;
    live.redraw();
  };

  /** Show other runs or another task. */
  const open = () => {
    const hasRuns = live.runs.length > 0;
    training.hidden = !hasRuns;
    charts.symbols.figure.element.hidden = !isPair(task());
    tabs.hidden = live.runs.length < 2;
    tabs.replaceChildren(...live.runs.map((run, k) => {
      const tab = make("button", { type: "button", onclick: () => choose(k) }, `${SHAPE_SYMBOLS[run.shape]} ${run.name}`);
      tab.setAttribute("aria-pressed", k === live.chosen);
      return tab;
    }));
    charts.metric.figure.setTitle(`${capitalised(testName(task()))}: ${task().metric.title}`);
    language.open();
    comparison.open();
    charts.saturation.figure.setTitle(hasRuns ? `Saturation of ${live.runs[live.chosen].name}` : "Saturation");
    charts.metric.setVerticalAxis(lowerIsBetter(), task().metric.title);
    cursor.reset({ steps: wholeTask().steps, t: Math.min(cursor.t, wholeTask().steps - 1) });
    probe.setTitle(hasRuns ? "Probe: predictions" : "An example");
    updatedAt = -SENTENCE_PAUSE;
  };
  const fit = () => {
    gates.element.hidden = !chosenProbe(live);
    gradients.element.hidden = !gradients.hasLines();
    for (const { figure } of Object.values(charts)) figure.resize();
    probe.fit();
    gradients.resize();
    if (!gates.element.hidden) gates.fit();
  };
  const updateSentences = () => {
    const record = chosenProbe(live);
    if (gates.element.hidden === Boolean(record) || gradients.element.hidden === gradients.hasLines()) fit();
    clearTimeout(timer);
    const wait = updatedAt + SENTENCE_PAUSE - performance.now();
    if (wait > 0) return void (timer = setTimeout(updateSentences, wait));
    updatedAt = performance.now();
    comparison.update();
    charts.loss.figure.setSentence(ofLoss(lines.loss(), task().constant_loss));
    charts.metric.figure.setSentence(ofMetric(lines.metric(), task()));
    language.updateSentences();
    charts.norm.figure.setSentence(ofNorm(lines.norm(), clipLimit()));
    charts.saturation.figure.setSentence(ofSaturation(saturation()));
    probe.setSentence(sentenceOfProbe({ task: task(), predictions: predictions(), step: record?.step ?? 0 }));
    if (isPair(task())) charts.symbols.figure.setSentence(ofSymbols(predictions(), task().symbol_baseline));
    gradients.setSentence(ofGradientNorms(gradients.facts()));
    if (record) gates.setSentence(ofGates({ run: live.runs[live.chosen], record }));
  };
  return { element, figures: [...Object.values(charts).map(({ figure }) => figure), probe, gradients, gates], open, fit, updateSentences };
}

const NO_RUN = { name: "", letters: [] };
const NO_RECORD = { step: 0, values: {} };

const chosenProbe = (live) => (live.runs[live.chosen] ? live.histories.get(live.runs[live.chosen].id).latestProbe : null);

const normsOf = (record) => (record ? { step: record.step, norms: record.norms } : { step: 0, norms: {} });

function sentenceOfProbe(shown) {
  if (!isPair(shown.task)) return ofProbe(shown);
  return ofPair({ ...shown, predictions: shown.predictions.map((one) => ({ ...one, rows: one.prediction && rowsOf(one.prediction, shown.task) })) });
}

const group = (title, about, children) => make("section", {}, make("h2", {}, title), make("p", { className: "gs-about" }, about), make("div", { className: "gs-figures" }, ...children));

/** Limits in half powers of ten around all positive numbers of the lines, and around the levels. */
function logRange(lines, levels) {
  const ranges = [...lines.map(({ range }) => range), ...levels.filter((level) => level > 0).map((level) => [level, level])];
  const [low, high] = [Math.min(...ranges.map((range) => range[0])), Math.max(0, ...ranges.map((range) => range[1]))];
  return high ? logLimits(Math.max(low, high * 1e-12), high) : [0.1, 10];
}

const FAR = 1e-4; // a level below this share of the highest one is not on the axis: nobody reads a line that far down

/** Return the range of the metric's axis, where lower is better: around all lines and the levels that are not far below. */
function metricRange(lines, { levels, solved }) {
  const values = [...levels.map(({ value }) => value), solved];
  return logRange(lines, values.filter((value) => value >= FAR * Math.max(...values)));
}

/** Return the level of each simple answer and that from which the task is solved; one far below is at the axis's end. */
export function metricLevels(lines, task, colours) {
  const low = task.metric.better === "lower" ? metricRange(lines, task)[0] : 0;
  const level = (value, label, number, colour) => ({ value: Math.max(value, low), label, number: `${number}${value < low ? " ↓" : ""}`, colour });
  const number = (value) => (task.best ? `: ${formatMetric(task.metric, value)}` : "");
  return [...task.levels.map(({ name, value }) => level(value, name, number(value), colours.muted)), level(task.solved, "solved", "", colours.solved)];
}

/** Return each network's share of right symbols twice: on the right inputs, and dashed on what it wrote itself. */
function symbolLines(linesOf) {
  const lines = (name, text, how) => linesOf("probes", name).map((one) => ({ ...one, name: `${one.name}, ${text}`, short: one.name, ...how }));
  return [...lines("forced", "teacher forcing", {}), ...lines("free", "writing freely", { dash: FREE, named: false })];
}

/** Return the share of each gate's values near 0 (dotted) and near 1, over training time. */
function saturationLines(run, history, { shade }) {
  if (!run) return [];
  const { steps, seeds, medians } = history(run).probes;
  return run.letters.filter(({ gate }) => gate).flatMap(({ name, colour }) => ["low", "high"].map((side) => ({
    name: `${name} → ${side === "low" ? 0 : 1}`, colour: shade(colour), shape: side === "low" ? "square" : "circle", dash: DASHES[side],
    steps, seeds: seeds[`${name} ${side}`] ?? [], median: medians[`${name} ${side}`] ?? [],
  }))).filter(({ median }) => median.length);
}
