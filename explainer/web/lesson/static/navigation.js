// Navigation: a mark for each step, back and next, and where one is.

import { make } from "../shared/dom.js";
import { withCarried } from "./links.js";
import { isDone } from "./progress.js";
import { fill } from "./prose.js";

/** Return the marks of all steps, each a link; a phone gets them as a list that opens. */
export function makeMarks({ marks, at, words }) {
  const label = ({ name, title }, k) => `${fill(words.step, { at: k + 1, title })}, ${isDone(name) ? words.done : words.open}`;
  const link = (mark, k, ...inside) => {
    const element = make("a", { href: withCarried(mark.link), target: "_self", title: label(mark, k), "aria-label": label(mark, k) }, ...inside);
    element.className = isDone(mark.name) ? "gs-lesson-done" : "";
    if (k === at) element.setAttribute("aria-current", "step");
    return element;
  };
  const row = make("ol", { className: "gs-lesson-marks", "aria-label": words.steps }, ...marks.map((mark, k) => make("li", {}, link(mark, k))));
  const list = make("ol", {}, ...marks.map((mark, k) => make("li", {}, link(mark, k, make("span", {}, `${k + 1}`), mark.title))));
  const place = fill(words.place, { at: at + 1, count: marks.length });
  return [row, make("details", { className: "gs-lesson-steps" }, make("summary", {}, place), list)];
}

/** Return back and next; next is called skip while something of the step is open. */
export function makeTurns({ marks, at, words, following }, isOpen) {
  const button = (link, className, ...inside) => make("a", { href: withCarried(link), target: "_self", className: `gs-lesson-turn ${className}` }, ...inside);
  const last = at === marks.length - 1;
  const arrow = (text) => make("span", { "aria-hidden": "true" }, text);
  const back = at > 0 ? button(marks[at - 1].link, "gs-lesson-back", arrow("← "), words.back) : make("span", {});
  const ahead = last ? (following.title ? fill(words.following, following) : words.lessons) : isOpen ? words.skip : words.next;
  const next = button(last ? following.link : marks[at + 1].link, isOpen ? "gs-lesson-skip" : "gs-lesson-next", ahead, arrow(" →"));
  const place = make("span", { className: "gs-lesson-place" }, fill(words.place, { at: at + 1, count: marks.length }));
  return make("div", { className: last ? "gs-lesson-turns gs-lesson-last" : "gs-lesson-turns" }, back, place, next);
}
