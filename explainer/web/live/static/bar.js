// The bar: the buttons of all runs on the page, the learning rate, and a row for each run.

import { make } from "../shared/dom.js";
import { mark, whole } from "./axis.js";
import { order } from "./orders.js";

const [LOWEST, HIGHEST] = [-5, 1]; // powers of ten of the learning rate

/** Make the bar over `live`, which has runs, histories and ask(what); returns {element, update()}. */
export function makeBar(live) {
  const notice = make("p", { className: "gs-notice", role: "status" });
  const say = (words) => (notice.textContent = words);
  const alive = () => live.runs.filter(({ id }) => ["running", "paused", "queued"].includes(live.histories.get(id).state));
  const of = (state) => alive().filter(({ id }) => live.histories.get(id).state === state);
  const send = async (runs, name, value) => say((await Promise.all(runs.map(({ id }) => order(id, name, value)))).filter(Boolean).join(" "));

  const train = button("Train", "train the cells with the settings as they are", () => live.ask("start"), "gs-main");
  const pause = button("Pause", "pause all runs, or let them go on (space)", () => (of("running").length ? send(of("running"), "pause") : send(of("paused"), "resume")));
  const step = button("Step", "make one update and pause again", () => send(of("paused"), "step"));
  const rewind = button("Rewind", "back to the same start, with the same data to come", async () => {
    const waiting = alive().length > 0;
    await send(live.runs, "rewind");
    if (!waiting) live.listen(); // the feed has ended with the runs
  });
  const seed = button("New seed", "train again from another seed", () => live.ask("seed"));
  const stop = button("Stop", "end the runs as they are", () => send(alive(), "cancel"));
  const rate = makeRate((value) => send(alive(), "rate", value));
  const plan = make("span", { className: "gs-plan" });
  const all = make("a", { href: "/runs", target: "_self", className: "gs-plan" }, "All runs");
  const rows = make("div", { className: "gs-racers", role: "list" });
  const element = make("section", { className: "gs-bar", "aria-label": "The runs" },
    make("div", { className: "gs-transport", role: "toolbar", "aria-label": "train" }, train, pause, step, rewind, seed, stop, rate.element, plan, all), rows, notice);
  let racers = [];

  return {
    element, say,
    toggle: () => !pause.disabled && pause.click(),
    open() {
      racers = live.runs.map((run) => makeRacer(run, live));
      plan.textContent = live.runs.length ? "" : live.data.plan;
      rows.replaceChildren(...racers.map((racer) => racer.element));
    },
    update() {
      const held = element.getRootNode().activeElement;
      const [some, running, paused] = [alive().length > 0, of("running").length > 0, of("paused").length > 0];
      train.textContent = live.runs.length ? "Train again" : "Train";
      pause.textContent = !running && paused ? "Resume" : "Pause";
      pause.disabled = !running && !paused;
      step.disabled = running || !paused;
      stop.disabled = !some;
      seed.hidden = !live.runs.length;
      for (const one of [pause, step, rewind, stop, rate.element]) one.hidden = !live.runs.length;
      rate.update(live.runs.map(({ id }) => live.histories.get(id).rate), !some);
      for (const racer of racers) racer.update(live.histories.get(racer.run.id));
      if (element.contains(held) && held.disabled) ([pause, step, stop].find((one) => !one.disabled) ?? all).focus(); // whoever goes by keyboard is not thrown out
    },
  };
}

const button = (label, words, onclick, className = "") => make("button", { type: "button", title: words, onclick, className }, label);

/** The learning rate on a slider of powers of ten; it is sent while it is dragged, ten times a second at most. */
function makeRate(send) {
  const shown = make("b", {});
  const input = make("input", { type: "range", min: LOWEST, max: HIGHEST, step: 0.05, "aria-label": "learning rate" });
  const element = make("label", { className: "gs-slider", title: "changes the learning rate of the runs as they go on" }, make("span", {}, "learning rate ", shown), input);
  let [held, timer] = [false, 0];
  const value = () => Number((10 ** Number(input.value)).toPrecision(2));
  const show = (words) => {
    if (shown.textContent === words) return;
    shown.textContent = words;
    input.setAttribute("aria-valuetext", words);
  };
  input.oninput = () => {
    held = true;
    show(mark(value()));
    timer ||= setTimeout(() => ((timer = 0), send(value())), 100);
  };
  input.onchange = () => setTimeout(() => (held = false), 1000); // what was sent is on its way
  const update = (rates, disabled) => {
    input.disabled = disabled;
    const known = [...new Set(rates.filter((one) => one > 0))];
    if (held || !known.length) return;
    if (Math.abs(Number(input.value) - Math.log10(known[0])) > 0.01) input.value = Math.log10(known[0]);
    show(known.map(mark).join(", "));
  };
  return { element, update };
}

/** A row: the run's name and colour, how far it is, how fast, and what became of it. */
function makeRacer(run, live) {
  const name = make("b", {}, `${SIGNS[run.shape]} ${run.name}`);
  const done = make("progress", { max: run.updates, "aria-label": `${run.name}: updates` });
  const facts = make("span", { className: "gs-facts" });
  const told = make("span", { className: "gs-told" });
  const link = make("a", { href: run.inspect, target: "_self", "aria-label": `inspect ${run.name}` }, "Inspect");
  const element = make("div", { className: "gs-racer", role: "listitem" }, name, done, facts, told, link);
  element.dataset.run = run.id;
  const update = (history) => {
    element.dataset.state = history.state;
    name.style.color = live.look().shade(run.colour);
    done.value = history.step;
    set(facts, factsOf(history, run));
    set(told, stateOf(history));
    link.hidden = !history.step;
    link.href = `${run.inspect}&at=${history.step}`;
  };
  return { run, element, update };
}

export const SIGNS = { circle: "●", square: "■", triangle: "▲" };

const set = (element, words) => element.textContent !== words && (element.textContent = words);

function factsOf({ step, speed, begun, state }, { updates }) {
  const parts = [`${whole(step)} / ${whole(updates)}`];
  if (state === "running" && speed[0]) parts.push(`${speed[0] < 10 ? mark(speed[0]) : whole(speed[0])} updates/s`, `${whole(speed[1])} tokens/s`);
  if (begun) parts.push(`${whole(begun.parameters)} parameters`, begun.device);
  return parts.join(" · ");
}

/** Say in a sentence how a run stands. */
export function stateOf({ state, place, sentence, step }) {
  if (state === "queued") return place ? `Waits in line: place ${place}.` : "Waits in line.";
  if (state === "paused") return `Paused at update ${whole(step)}.`;
  if (state === "running") return step ? "Trains." : "Begins.";
  if (state === "ended") return sentence || "Ended.";
  return "Asks the server.";
}
