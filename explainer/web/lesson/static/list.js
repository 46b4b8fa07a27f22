// The list of lessons: what each is about, how far this browser is in it, and where to go on.

import { isDark } from "../shared/colour.js";
import { make } from "../shared/dom.js";
import { withCarried } from "./links.js";
import { isDone } from "./progress.js";
import { fill, inline } from "./prose.js";

const SVG = "http://www.w3.org/2000/svg";

/** Make the list; returns {update(data), close()}. */
export function makeList(parent) {
  const element = make("ol", { className: "gs-lesson-list" });
  parent.append(element);
  let data = null;
  const show = () => data && element.replaceChildren(...data.lessons.map((lesson) => entry(lesson, data.words)));
  const update = (next) => {
    data = next;
    element.style.setProperty("--gs-lesson-good", isDark(element) ? "#3ECF9E" : "#00795C");
    show();
    element.dataset.rendered = String(performance.now());
  };
  addEventListener("storage", show); // a lesson is done in another tab
  return { update, close: () => (removeEventListener("storage", show), element.remove()) };
}

function entry({ number, title, about, minutes, steps }, words) {
  const done = steps.filter(({ name }) => isDone(name)).length;
  const next = steps.find(({ name }) => !isDone(name)) ?? steps[0];
  const word = done === steps.length ? words.again : done ? words.continue : words.start;
  const progress = fill(words.progress, { done, count: steps.length });
  const link = make("a", { href: withCarried(next.link), target: "_self", className: "gs-lesson-turn gs-lesson-next", "aria-label": `${word}: ${title}` }, word);
  const list = make("details", { className: "gs-lesson-contents" }, make("summary", {}, words.steps),
    make("ol", {}, ...steps.map((step) => make("li", { className: isDone(step.name) ? "gs-lesson-done" : "" },
      make("a", { href: withCarried(step.link), target: "_self" }, step.title, isDone(step.name) ? make("span", {}, ` ✓`) : "")))));
  return make("li", { className: done === steps.length ? "gs-lesson-entry gs-lesson-finished" : "gs-lesson-entry" },
    make("div", { className: "gs-lesson-number-of" }, ring(done / steps.length, number)),
    make("div", { className: "gs-lesson-about" }, make("h2", {}, `${number} · ${title}`), make("p", {}, ...inline(about)),
      make("p", { className: "gs-lesson-facts" }, `${fill(words.minutes, { minutes })} · ${progress}`), list),
    link);
}

/** A ring that closes as the steps are done, with the lesson's number in it. */
function ring(share, number) {
  const element = document.createElementNS(SVG, "svg");
  const around = 2 * Math.PI * 18;
  element.setAttribute("viewBox", "0 0 44 44");
  element.setAttribute("class", "gs-lesson-ring");
  element.setAttribute("aria-hidden", "true");
  for (const [name, dash] of [["gs-lesson-ring-all", around], ["gs-lesson-ring-done", share * around]]) {
    const circle = document.createElementNS(SVG, "circle");
    for (const [key, value] of Object.entries({ cx: 22, cy: 22, r: 18, class: name, "stroke-dasharray": `${dash} ${around}`, transform: "rotate(-90 22 22)" })) circle.setAttribute(key, value);
    if (dash) element.append(circle);
  }
  const text = document.createElementNS(SVG, "text");
  for (const [key, value] of Object.entries({ x: 22, y: 27, "text-anchor": "middle" })) text.setAttribute(key, value);
  text.textContent = share === 1 ? "✓" : String(number);
  element.append(text);
  return element;
}
