// The first page: three networks read one sequence under one cursor, who still knows how it began, and three doors.

import { darken, isDark } from "../shared/colour.js";
import { makeCursor } from "../shared/cursor.js";
import { make } from "../shared/dom.js";
import { decode, row } from "../shared/payload.js";
import { reportAfter } from "../shared/report.js";
import { makeDoors } from "./doors.js";
import { makeFigure } from "./figure.js";
import { makeNumbers } from "./numbers.js";
import { makePlayer } from "./player.js";

const pages = new WeakMap();
const STILL_AT = 34; // further symbols: where the picture stands for those who want no motion

/** Draw the first page with new data or a new theme; called by Streamlit, returns the clean-up. */
export function draw({ data, parentElement, setTriggerValue }) {
  if (!pages.has(parentElement)) pages.set(parentElement, makePage(parentElement));
  const page = pages.get(parentElement);
  page.report = (name, value) => setTriggerValue(name, value);
  page.update(data);
  return () => {
    page.close();
    pages.delete(parentElement);
  };
}

function makePage(parent) {
  const element = make("div", { className: "gs-start" });
  parent.append(element);
  const cursor = makeCursor();
  const page = { element, cursor, views: [], bytes: null };
  const player = makePlayer(cursor, () => follow());
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const follow = () => page.views.forEach((view) => view.update(cursor.t, player.playing));
  cursor.follow(follow);

  page.update = (bytes) => {
    const [fresh, dark] = [bytes !== page.bytes, isDark(element)];
    if (!fresh && dark === page.dark) return;
    const first = page.bytes === null;
    Object.assign(page, { bytes, dark });
    const { header, arrays } = decode(bytes);
    const steps = header.symbols.length;
    cursor.reset({ steps, t: first ? (still.matches ? Math.min(STILL_AT, steps - 1) : 0) : cursor.t });
    if (fresh) build(header, arrays);
    const own = (one) => (dark ? darken(one, header.dark) : one);
    for (const [role, colour] of Object.entries(own(header.hues))) element.style.setProperty(`--gs-${role}`, colour);
    page.views.forEach((view) => view.setColours?.(coloursOf(element, header, own)));
    follow();
    element.dataset.rendered = String(performance.now()); // a time, so that a page that replaces another differs
    if (first) page.cancelReport = reportAfter(300, () => page.report("rendered", true)); // the picture first
    if (first && !still.matches) player.play();
  };

  // Of two reports of a component that wait together the server reads only the later one.
  const chooseDoor = (name) => {
    page.cancelReport();
    page.report("door", name);
  };

  const build = (header, arrays) => {
    page.views.forEach((view) => view.close?.());
    const right = Array.from({ length: arrays.right.rows }, (_, k) => row(arrays.right, k));
    const figure = makeFigure(header, arrays, right, cursor, player);
    const sentences = makeSentences(header.sentences);
    const numbers = makeNumbers(header);
    const doors = makeDoors(header, chooseDoor);
    page.views = [figure, sentences];
    element.replaceChildren(make("h1", {}, header.texts.title), make("p", { className: "gs-start-about" }, header.texts.about),
      figure.element, sentences.element, doors, numbers);
  };

  const watcher = new ResizeObserver(() => page.views.forEach((view) => view.resize?.(cursor.t)));
  watcher.observe(element);
  page.close = () => {
    page.cancelReport?.();
    watcher.disconnect();
    player.pause();
    page.views.forEach((view) => view.close?.());
    element.remove();
  };
  return page;
}

/** Make the sentences under the figure: what is known first, then why. */
function makeSentences(sentences) {
  const [known, others] = [make("p"), make("p", { className: "gs-start-others" })];
  const element = make("div", { className: "gs-start-sentences" }, known, others);
  const update = (t) => {
    known.textContent = sentences[t][0];
    others.textContent = sentences[t].slice(1).join(" ");
  };
  return { element, update };
}

function coloursOf(element, header, own) {
  const [background, foreground, muted, gridLine] = header.page_colours.map(own);
  const mono = "ui-monospace, Menlo, Consolas, monospace";
  return { background, foreground, muted, gridLine, hues: own(header.hues), signed: own(header.signed), mono };
}
