// The bar of a step: its text, its prediction and task, and the way through the lesson; the real page lies beside it.

import { isDark } from "../shared/colour.js";
import { make } from "../shared/dom.js";
import { whenIdle } from "../shared/report.js";
import { withCarried, withoutLesson } from "./links.js";
import { makeLook } from "./look.js";
import { makeMarks, makeTurns } from "./navigation.js";
import { makePrediction } from "./prediction.js";
import { answersOf, noteStep, stepProgress, storeAnswer } from "./progress.js";
import { inline, paragraphs } from "./prose.js";

const [LIGHT, DARK] = [["#B26A00", "#00795C"], ["#F5B041", "#3ECF9E"]]; // what is pointed at, and what is done

const PATIENCE = 4000; // ms until an answer that got no verdict is sent again, longer each time

/** Make a bar; returns {update(data), close()}. A part whose data are the same stays, with what is typed or drawn in it. */
export function makeBar(parent) {
  const element = make("section", { className: "gs-lesson" });
  parent.append(element);
  const look = makeLook();
  const bar = { element, report: () => {} };
  const parts = new Map();
  let [data, prediction, sent, attempts, timer] = [null, null, "", 0, 0];

  const part = (key, input, build) => {
    const text = JSON.stringify(input);
    if (parts.get(key)?.text !== text) parts.set(key, { text, nodes: build().flat().filter(Boolean) });
    return parts.get(key).nodes;
  };
  const answer = (value) => {
    storeAnswer(data.name, value);
    send();
  };
  /** Send the answers of this browser, also those from before a reload. */
  const send = () => {
    const values = answersOf(data.name);
    const text = JSON.stringify([data.name, values]);
    if (!data.prediction || !values.length || text === sent) return;
    sent = text;
    prediction.wait();
    attempts += 1;
    whenIdle((report) => bar.report(report))({ step: data.name, values, attempt: attempts });
    clearTimeout(timer);
    timer = setTimeout(() => repeat(text), PATIENCE * attempts);
  };
  /** Send an answer again that was lost because the page was being drawn. */
  const repeat = (text) => {
    if (data.answered || sent !== text) return;
    sent = "";
    send();
  };

  bar.update = (next) => {
    const fresh = data?.name !== next.name;
    data = next;
    if (fresh) prediction = data.prediction ? makePrediction(data, answer) : null;
    prediction?.show(data.answered);
    noteStep(data);
    const { words } = data;
    const [accent, good] = isDark(element) ? DARK : LIGHT;
    element.style.setProperty("--gs-lesson-accent", accent);
    element.style.setProperty("--gs-lesson-good", good);
    element.setAttribute("aria-label", `${words.bar} ${data.lesson}`);
    const isOpen = !stepProgress(data.name).done;
    const nodes = [
      ...part("head", [data.lesson, data.title, words], () => head(data)),
      ...part("text", data.text, () => [make("div", { className: "gs-lesson-text" }, ...paragraphs(data.text))]),
      ...part("show", [data.look, words], () => [data.look && make("button", { type: "button", className: "gs-lesson-show", onclick: look.show }, words.show)]),
      ...(prediction ? [prediction.element] : []),
      ...part("task", [data.task, stepProgress(data.name).task, words], () => [data.task && task(data)]),
      ...part("try", [data.next_try, isOpen, words], () => [data.next_try && !isOpen && tryNext(data)]),
      ...part("marks", [data.marks, data.at, isOpen, words], () => [make("div", { className: "gs-lesson-foot" }, ...makeMarks(data), makeTurns(data, isOpen))]),
    ];
    place(element, nodes);
    look.update(data, accent);
    send();
    element.dataset.step = data.name;
    element.dataset.rendered = String(performance.now());
  };
  bar.close = () => {
    clearTimeout(timer);
    look.close();
    element.remove();
  };
  return bar;
}

/** Put nodes into an element without moving those that are there already, so that the focus stays. */
function place(element, nodes) {
  for (const child of [...element.children]) if (!nodes.includes(child)) child.remove();
  nodes.forEach((node, k) => element.children[k] !== node && element.insertBefore(node, element.children[k] ?? null));
}

function head({ lesson, title, words }) {
  const close = make("a", { href: withoutLesson(), target: "_self", className: "gs-lesson-close", title: words.close, "aria-label": words.close }, "×");
  close.addEventListener("pointerdown", () => (close.href = withoutLesson())); // the page may have changed meanwhile
  close.addEventListener("focus", () => (close.href = withoutLesson()));
  const all = make("a", { href: withCarried("/lessons"), target: "_self", className: "gs-lesson-name", title: words.lessons }, lesson);
  return [make("div", { className: "gs-lesson-head" }, all, close), make("h2", {}, title)];
}

function task({ name, task, words }) {
  const done = task.done || stepProgress(name).task;
  const mark = make("span", { className: "gs-lesson-tick", "aria-hidden": "true" }, done ? "✓" : "");
  const status = make("p", { className: "gs-lesson-progress", role: "status" }, done ? `${words.task_done}. ` : "", ...inline(task.progress));
  return make("div", { className: done ? "gs-lesson-task gs-lesson-task-done" : "gs-lesson-task" },
    make("h3", {}, words.task), make("div", { className: "gs-lesson-todo" }, mark, make("div", {}, ...paragraphs(task.text))), status);
}

const tryNext = ({ next_try, words }) => make("div", { className: "gs-lesson-try" }, make("h4", { className: "gs-lesson-right" }, `✓ ${words.finished}`),
  make("h3", {}, words.next_try), ...paragraphs(next_try));
