// Toolbar: the buttons for all runs on the page, the learning rate, and a row for each run.

import { make } from "../shared/dom.js";
import { shortNumber, wholeNumber } from "./axis.js";
import { deviceOf, reasonOf } from "./device_line.js";
import { sendOrder } from "./orders.js";

const [LOWEST, HIGHEST] = [-5, 1]; // powers of ten of the learning rate
export const ACTIVE = ["running", "paused", "queued"];

/** Make the toolbar of `live`, which has runs, histories and report(command); returns {element, update(), …}. */
export function makeToolbar(live) {
  const notice = make("p", { className: "gs-notice", role: "status" });
  const showNotice = (text) => (notice.textContent = text);
  const active = () => live.runs.filter(({ id }) => ACTIVE.includes(live.histories.get(id).state));
  const inState = (state) => active().filter(({ id }) => live.histories.get(id).state === state);
  const send = async (runs, name, value) => showNotice((await Promise.all(runs.map(({ id }) => sendOrder(id, name, value)))).filter(Boolean).join(" "));

  const train = button("Train", "train with the current settings", () => live.report("start"), "gs-primary");
  const pause = button("Pause", "pause or resume all runs (space)", () => (inState("running").length ? send(inState("running"), "pause") : send(inState("paused"), "resume")));
  const step = button("Step", "make one update and pause again", () => send(inState("paused"), "step"));
  const rewind = button("Rewind", "restart from the same initial weights, with the same batches", async () => {
    const hadActive = active().length > 0;
    await send(live.runs, "rewind");
    if (!hadActive) live.listen(); // the feed has ended with the runs
  });
  const seed = button("New seed", "train again with another seed", () => live.report("seed"));
  const stop = button("Stop", "stop the runs", () => send(active(), "cancel"));
  const rate = makeRateSlider((value) => send(active(), "rate", value));
  const plan = make("span", { className: "gs-plan" });
  const all = make("a", { href: "/runs", target: "_self", className: "gs-plan" }, "All runs");
  const rows = make("div", { className: "gs-runs", role: "list" });
  const element = make("section", { className: "gs-toolbar", "aria-label": "Runs" },
    make("div", { className: "gs-transport", role: "toolbar", "aria-label": "training" }, train, pause, step, rewind, seed, stop, rate.element, plan, all), rows, notice);
  let runRows = [];

  return {
    element, showNotice,
    toggle: () => !pause.disabled && pause.click(),
    open() {
      runRows = live.runs.map((run) => makeRunRow(run, live));
      plan.textContent = live.runs.length ? "" : live.data.plan;
      rows.replaceChildren(...runRows.map((row) => row.element));
    },
    update() {
      const focused = element.getRootNode().activeElement;
      const [some, running, paused] = [active().length > 0, inState("running").length > 0, inState("paused").length > 0];
      train.textContent = live.runs.length ? "Train again" : "Train";
      pause.textContent = !running && paused ? "Resume" : "Pause";
      pause.disabled = !running && !paused;
      step.disabled = running || !paused;
      stop.disabled = !some;
      seed.hidden = !live.runs.length;
      for (const one of [pause, step, rewind, stop, rate.element]) one.hidden = !live.runs.length;
      rate.update(live.runs.map(({ id }) => live.histories.get(id).rate), !some);
      for (const row of runRows) row.update(live.histories.get(row.run.id));
      if (element.contains(focused) && focused.disabled) ([pause, step, stop].find((one) => !one.disabled) ?? all).focus(); // keyboard focus stays in the toolbar
    },
  };
}

const button = (label, title, onclick, className = "") => make("button", { type: "button", title, onclick, className }, label);

/** Make the slider of the learning rate, in powers of ten; it sends while it is dragged, ten times a second at most. */
function makeRateSlider(send) {
  const shown = make("b", {});
  const input = make("input", { type: "range", min: LOWEST, max: HIGHEST, step: 0.05, "aria-label": "learning rate" });
  const element = make("label", { className: "gs-slider", title: "changes the learning rate while the runs train" }, make("span", {}, "learning rate ", shown), input);
  let [isDragged, timer] = [false, 0];
  const value = () => Number((10 ** Number(input.value)).toPrecision(2));
  const show = (text) => {
    if (shown.textContent === text) return;
    shown.textContent = text;
    input.setAttribute("aria-valuetext", text);
  };
  input.oninput = () => {
    isDragged = true;
    show(shortNumber(value()));
    timer ||= setTimeout(() => ((timer = 0), send(value())), 100);
  };
  input.onchange = () => setTimeout(() => (isDragged = false), 1000); // the server's answer is on its way
  const update = (rates, disabled) => {
    input.disabled = disabled;
    const known = [...new Set(rates.filter((one) => one > 0))];
    if (isDragged || !known.length) return;
    if (Math.abs(Number(input.value) - Math.log10(known[0])) > 0.01) input.value = Math.log10(known[0]);
    show(known.map(shortNumber).join(", "));
  };
  return { element, update };
}

/** Make a run's row: its name and colour, its progress, its speed and its status. */
function makeRunRow(run, live) {
  const name = make("b", {}, `${SHAPE_SYMBOLS[run.shape]} ${run.name}`);
  const progress = make("progress", { max: run.updates, "aria-label": `${run.name}: updates` });
  const facts = make("span", { className: "gs-facts" });
  const status = make("span", { className: "gs-status" });
  const link = make("a", { href: run.inspect, target: "_self", "aria-label": `inspect ${run.name}` }, "Inspect");
  const element = make("div", { className: "gs-run", role: "listitem" }, name, progress, facts, status, link);
  element.dataset.run = run.id;
  const update = (history) => {
    element.dataset.state = history.state;
    name.style.color = live.theme().shade(run.colour);
    progress.value = history.step;
    set(facts, factsOf(history, run));
    set(status, statusOf(history));
    link.hidden = !history.step;
    link.href = `${run.inspect}&at=${history.step}`;
  };
  return { run, element, update };
}

export const SHAPE_SYMBOLS = { circle: "●", square: "■", triangle: "▲" };

const set = (element, text) => element.textContent !== text && (element.textContent = text);

/** Return a run's facts: updates, speed, and what it uses of its device. */
export function factsOf({ step, speed, started, state }, { updates }) {
  const parts = [`${wholeNumber(step)} / ${wholeNumber(updates)}`];
  if (state === "running" && speed[0]) parts.push(`${wholeNumber(speed[1])} tokens/s`);
  if (started) parts.push(deviceOf(started));
  return parts.join(" · ");
}

/** Return a run's status as a sentence, then a note, such as that it moved to another machine, then why it is not fused. */
export function statusOf(history) {
  return [stateOf(history), history.note, reasonOf(history.started)].filter(Boolean).join(" ");
}

function stateOf({ state, queuePosition, sentence, step, started }) {
  if (state === "queued") return queuePosition ? `Queued at position ${queuePosition}.` : "Queued.";
  if (state === "paused") return `Paused at update ${wholeNumber(step)}.`;
  if (state === "running" && !step) return started?.engine === "fused" ? "Compiling the cell's kernels." : "Starting.";
  if (state === "running") return "Training.";
  if (state === "ended") return sentence || "Ended.";
  return "Connecting to the server.";
}
