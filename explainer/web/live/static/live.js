// The live page: the runs of a race, told by the server as they happen, and drawn on canvas.

import { darken, isDark } from "../shared/colour.js";
import { make } from "../shared/dom.js";
import { makeBar } from "./bar.js";
import { listen } from "./feed.js";
import { makeHistory } from "./history.js";
import { makePainter } from "./painter.js";
import { makePanels } from "./panels.js";

const BROKEN = "The line to the server is broken; the runs go on, and the page asks again.";
const pages = new WeakMap();

/** Draw the page with new data or a new theme; called by Streamlit, returns the clean-up. */
export function draw({ data, parentElement, setTriggerValue }) {
  if (!pages.has(parentElement)) pages.set(parentElement, makeLive(parentElement));
  const live = pages.get(parentElement);
  live.ask = (what) => setTriggerValue("asked", what);
  live.update(data);
  return () => {
    live.close();
    pages.delete(parentElement);
  };
}

function makeLive(parent) {
  const element = make("div", { className: "gs-live" });
  parent.append(element);
  const live = { element, runs: [], histories: new Map(), chosen: 0, data: null, feed: null };
  const bar = makeBar(live);
  const panels = makePanels(live);
  const painter = makePainter(panels.figures, () => {
    bar.update();
    panels.tell();
  });
  element.append(bar.element, panels.element);

  live.look = () => live.theme;
  live.changed = () => painter.wake();
  live.redraw = () => {
    panels.fit();
    painter.all();
  };
  live.update = (data) => {
    live.data = data;
    live.theme = themeOf(element, data);
    const ids = data.runs.map(({ id }) => id).join();
    if (ids !== live.runs.map(({ id }) => id).join()) open(live, data);
    live.runs = data.runs;
    bar.open();
    panels.open();
    live.redraw();
    element.dataset.drawn = String(performance.now());
  };
  const space = (event) => {
    if (event.key !== " " || event.target.closest("button, a, input, select")) return;
    bar.toggle();
    event.preventDefault();
  };
  element.addEventListener("keydown", space);

  /** Begin to listen to other runs; those that are known already keep what they have told. */
  const open = (live, { runs }) => {
    live.feed?.close();
    live.histories = new Map(runs.map(({ id }) => [id, live.histories.get(id) ?? makeHistory()]));
    live.chosen = Math.min(live.chosen, Math.max(0, runs.length - 1));
    live.listen();
  };
  live.listen = () => {
    live.feed?.close();
    const ids = [...live.histories.keys()];
    live.feed = ids.length ? listen(ids, take, (broken) => bar.say(broken ? BROKEN : "")) : null;
  };
  const take = (message) => {
    if (message.kind === "over") {
      live.feed.close(); // else the browser would ask again
      if (message.sentence) bar.say(message.sentence);
    }
    live.histories.get(message.run)?.take(message);
    painter.wake();
  };
  const watcher = new ResizeObserver(() => requestAnimationFrame(() => live.data && live.redraw()));
  watcher.observe(element);
  live.close = () => {
    live.feed?.close();
    watcher.disconnect();
    painter.close();
    element.remove();
  };
  return live;
}

/** What the canvas needs of the theme: ink, ground, lines, font, and `shade(colour)` for this mode. */
function themeOf(element, { dark }) {
  const style = getComputedStyle(element);
  const shade = isDark(element) ? (colour) => darken(colour, dark) : (colour) => colour;
  return {
    ink: style.getPropertyValue("--st-text-color").trim() || "#1D2433",
    ground: style.getPropertyValue("--st-background-color").trim() || "#FDFCFA",
    quiet: shade("#5B6573"), line: shade("#DDD9D2"), font: style.fontFamily || "sans-serif", shade,
  };
}
