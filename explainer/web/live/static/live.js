// The live component: runs that train now, from the server's feed, drawn on canvas.

import { darken, isDark } from "../shared/colour.js";
import { make } from "../shared/dom.js";
import { listen } from "./feed.js";
import { makeHistory } from "./history.js";
import { makePainter } from "./painter.js";
import { makePanels } from "./panels.js";
import { makeSamplePanel } from "./sample_panel.js";
import { makeToolbar } from "./toolbar.js";

const BROKEN = "The connection to the server is lost. The runs continue, and the page tries to reconnect.";
const pages = new WeakMap();

/** Draw the page with new data or a new theme; called by Streamlit, returns the clean-up. */
export function draw({ data, parentElement, setTriggerValue }) {
  if (!pages.has(parentElement)) pages.set(parentElement, makeLive(parentElement));
  const live = pages.get(parentElement);
  live.report = (command) => setTriggerValue("command", command);
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
  let theme = null;
  const toolbar = makeToolbar(live);
  const samples = makeSamplePanel(live);
  const panels = makePanels(live);
  const painter = makePainter(panels.figures, () => {
    toolbar.update();
    samples.update();
    panels.updateSentences();
  });
  element.append(toolbar.element, samples.element, panels.element);

  live.theme = () => theme;
  live.redraw = () => {
    panels.fit();
    painter.drawAll();
  };
  live.update = (data) => {
    live.data = data;
    element.classList.toggle("gs-without-answers", Boolean(data.hidden?.includes("answers"))); // then no sentence is written
    theme = themeOf(element, data);
    const ids = data.runs.map(({ id }) => id).join();
    if (ids !== live.runs.map(({ id }) => id).join()) open(live, data);
    live.runs = data.runs;
    toolbar.open();
    samples.open();
    panels.open();
    live.redraw();
    element.dataset.rendered = String(performance.now());
  };
  const space = (event) => {
    if (event.key !== " " || event.target.closest("button, a, input, select, textarea")) return;
    toolbar.toggle();
    event.preventDefault();
  };
  element.addEventListener("keydown", space);

  /** Listen to other runs; the histories of runs that are known already stay. */
  const open = (live, { runs }) => {
    live.feed?.close();
    live.histories = new Map(runs.map(({ id }) => [id, live.histories.get(id) ?? makeHistory()]));
    live.chosen = Math.min(live.chosen, Math.max(0, runs.length - 1));
    live.listen();
  };
  live.listen = () => {
    live.feed?.close();
    const ids = [...live.histories.keys()];
    live.feed = ids.length ? listen(ids, receive, (isBroken) => toolbar.showNotice(isBroken ? BROKEN : "")) : null;
  };
  const receive = (message) => {
    if (message.kind === "over") {
      live.feed.close(); // else the browser would reconnect
      if (message.sentence) toolbar.showNotice(message.sentence);
    }
    live.histories.get(message.run)?.add(message);
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

/** Return what the canvas needs of the theme: page colours, font, and `shade(colour)` for light or dark. */
function themeOf(element, { dark, hues, page_colours }) {
  const style = getComputedStyle(element);
  const shade = isDark(element) ? (colour) => darken(colour, dark) : (colour) => colour;
  const [background, foreground, muted, gridLine] = page_colours.map(shade);
  return { background, foreground, muted, gridLine, solved: shade(hues.keep), font: style.fontFamily || "sans-serif", shade };
}
