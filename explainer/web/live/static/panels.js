// The panels: the figures of the page in two groups, by the two kinds of time.

import { make } from "../shared/dom.js";
import { logLimits } from "./axis.js";
import { SIGNS } from "./bar.js";
import { makeChart } from "./chart.js";
import { makeGates } from "./gates.js";
import { makeProbe } from "./probe.js";
import { ofGates, ofLoss, ofMetric, ofNorm, ofProbe, ofSaturation } from "./told.js";

const PATIENCE = 900; // milliseconds between two sentences, so that they can be read
const DASHES = { low: [2, 3], high: [] };

/** Make the panels over `live`; returns {element, figures, open(), fit(), tell()}. */
export function makePanels(live) {
  const task = () => live.data.tasks[(live.runs[live.chosen] ?? live.data).task];
  const history = (run) => live.histories.get(run.id);
  const look = () => live.look();
  const worn = (run) => ({ name: run.name, colour: look().shade(run.colour), shape: run.shape });
  const planned = () => Math.max(0, ...live.runs.map((run) => Math.min(run.updates, 1.02 * history(run).step)));
  const over = (table, name) => live.runs.map((run) => {
    const { steps, seeds, medians, ranges } = history(run)[table];
    return { ...worn(run), steps, range: ranges[name], seeds: seeds[name] ?? [], median: medians[name] ?? [] };
  }).filter(({ median }) => median.length);
  const lines = { loss: () => over("updates", "loss"), norm: () => over("updates", "norm"), metric: () => over("looks", "metric") };
  const saturation = () => saturated(live.runs[live.chosen], history, look());
  const level = (value, words, colour) => ({ value, words, colour });
  const known = (one) => one !== null && one !== undefined;
  const downwards = () => task().metric.better === "lower";
  const limit = () => live.runs.find((run) => run.clip === "norm")?.limit ?? null;
  const chart = (options) => makeChart({ last: planned, look, ...options });

  const charts = {
    loss: chart({ key: "loss", title: "Loss", upwards: "loss of the batch", log: true, lines: lines.loss, limits: () => logRange(lines.loss(), [task().guess]),
      levels: ({ quiet }) => (known(task().guess) ? [level(task().guess, task().guessing, quiet)] : []) }),
    metric: chart({ key: "metric", title: "Test", lines: lines.metric, limits: () => (downwards() ? logRange(lines.metric(), [task().base, task().solved]) : [0, 1.04]),
      levels: ({ quiet, shade }) => [level(task().base, "without memory", quiet), level(task().solved, "solved", shade("#00795C"))] }),
    norm: chart({ key: "norm", title: "Gradient", upwards: "length before clipping", log: true, lines: lines.norm, limits: () => logRange(lines.norm(), [limit()]),
      levels: ({ quiet }) => (limit() ? [level(limit(), "clipped above", quiet)] : []) }),
    saturation: chart({ key: "saturation", title: "Saturation", upwards: "share of the values", lines: saturation, limits: () => [0, 1.04], levels: () => [] }),
  };
  const answers = () => live.runs.filter((run) => run.task === (live.runs[live.chosen] ?? live.data).task).map((run) => ({ ...worn(run), ...pick(history(run).look) }));
  const probe = makeProbe({ look, scene: () => ({ task: task(), answers: answers(), step: looked(live)?.step ?? 0 }) });
  const gates = makeGates({ look, scene: () => ({ run: live.runs[live.chosen] ?? EMPTY, look: looked(live) ?? NOTHING, task: task() }) });
  const tabs = make("div", { className: "gs-tabs", role: "group", "aria-label": "network whose gates are shown" });
  const [training, sequence] = [group("Over training time", "From left to right the updates: one point is one step of learning.", Object.values(charts).map(({ figure }) => figure.element)),
    group("Over sequence time", "From left to right the steps of one sequence of the test set; what networks say of it is said by the first seed of each.", [probe.element, tabs, gates.element])];
  sequence.lastChild.classList.add("gs-wide-figures");
  const element = make("div", { className: "gs-panels" }, training, sequence);
  let [said, later] = [-PATIENCE, 0];

  const choose = (k) => {
    live.chosen = k;
    [...tabs.children].forEach((tab, place) => tab.setAttribute("aria-pressed", place === k));
    charts.saturation.figure.entitle(`Saturation of ${live.runs[k].name}`);
    said = -PATIENCE;
    live.redraw();
  };

  /** Take other runs or another task. */
  const open = () => {
    const some = live.runs.length > 0;
    training.hidden = !some;
    tabs.hidden = live.runs.length < 2;
    tabs.replaceChildren(...live.runs.map((run, k) => {
      const tab = make("button", { type: "button", onclick: () => choose(k) }, `${SIGNS[run.shape]} ${run.name}`);
      tab.setAttribute("aria-pressed", k === live.chosen);
      return tab;
    }));
    charts.metric.figure.entitle(`Test: ${task().metric.title}`);
    charts.saturation.figure.entitle(some ? `Saturation of ${live.runs[live.chosen].name}` : "Saturation");
    charts.metric.log(downwards(), task().metric.title);
    probe.entitle(some ? "The probe" : "An example");
    said = -PATIENCE;
  };
  const fit = () => {
    gates.element.hidden = !looked(live);
    for (const { figure } of Object.values(charts)) figure.resize();
    probe.fit();
    if (!gates.element.hidden) gates.fit();
  };
  const tell = () => {
    if (gates.element.hidden === Boolean(looked(live))) fit();
    clearTimeout(later);
    const wait = said + PATIENCE - performance.now();
    if (wait > 0) return void (later = setTimeout(tell, wait));
    said = performance.now();
    charts.loss.figure.tell(ofLoss(lines.loss(), task().guess));
    charts.metric.figure.tell(ofMetric(lines.metric(), task()));
    charts.norm.figure.tell(ofNorm(lines.norm(), limit()));
    charts.saturation.figure.tell(ofSaturation(saturation()));
    probe.tell(ofProbe({ task: task(), answers: answers(), step: looked(live)?.step ?? 0 }));
    if (looked(live)) gates.tell(ofGates({ run: live.runs[live.chosen], look: looked(live) }));
  };
  return { element, figures: [...Object.values(charts).map(({ figure }) => figure), probe, gates], open, fit, tell };
}

const EMPTY = { name: "", letters: [] };
const NOTHING = { step: 0, values: {} };

const looked = (live) => (live.runs[live.chosen] ? live.histories.get(live.runs[live.chosen].id).look : null);

const pick = (look) => (look ? { said: look.said, truth: look.truth } : {});

const group = (title, about, children) => make("section", {}, make("h2", {}, title), make("p", { className: "gs-about" }, about), make("div", { className: "gs-figures" }, ...children));

/** Limits in half powers of ten around all that is positive, and the levels that are to be seen. */
function logRange(lines, levels) {
  const ranges = [...lines.map(({ range }) => range), ...levels.filter((level) => level > 0).map((level) => [level, level])];
  const [low, high] = [Math.min(...ranges.map((range) => range[0])), Math.max(0, ...ranges.map((range) => range[1]))];
  return high ? logLimits(Math.max(low, high * 1e-12), high) : [0.1, 10];
}

/** How many of each gate's values lie near 0 (dotted) and near 1, over training time. */
function saturated(run, history, { shade }) {
  if (!run) return [];
  const { steps, seeds, medians } = history(run).looks;
  return run.letters.filter(({ gate }) => gate).flatMap(({ name, colour }) => ["low", "high"].map((side) => ({
    name: `${name} → ${side === "low" ? 0 : 1}`, colour: shade(colour), shape: side === "low" ? "square" : "circle", dash: DASHES[side],
    steps, seeds: seeds[`${name} ${side}`] ?? [], median: medians[`${name} ${side}`] ?? [],
  }))).filter(({ median }) => median.length);
}
