// Follow: the teacher's page on a student's screen: its title and link, and its figures, run here by the same modules.

import { cursorOf } from "../shared/cursor.js";
import { make } from "../shared/dom.js";
import { fill } from "./texts.js";
import { unpack, withHeader } from "./figure_data.js";

const BASE = new URL("../", import.meta.url); // of this version of all scripts
const BLOCKED = ["click", "dblclick", "pointerdown", "mousedown", "touchstart", "keydown", "input", "change"];
const nothing = () => {};

/** Make the part of the screen that follows: {element, update(name, part), redraw()}. */
export function makeFollow(texts) {
  const title = make("h1", { dir: "auto" });
  const sentence = make("p", { dir: "auto", className: "gs-room-sentence-of-page" });
  const stageArea = make("div", { className: "gs-room-followed", role: "group", "aria-label": fill(texts, "now") });
  const letGo = make("a", { className: "gs-room-main-button gs-room-quiet" }, fill(texts, "let_go"));
  const note = make("p", { className: "gs-room-note" });
  const element = make("section", { className: "gs-room-follow", hidden: true }, make("p", { className: "gs-room-note" }, fill(texts, "now")), title, sentence, stageArea, note, letGo);
  for (const kind of BLOCKED) stageArea.addEventListener(kind, (event) => passes(event) || block(event), { capture: true });
  const state = { view: null, figures: [], cursor: null };
  const mounted = new Map();

  const update = async (name, part) => {
    state[name] = part;
    element.hidden = !state.view;
    if (!state.view) return void clear();
    showView();
    await showFigures();
    if (name === "cursor") await moveAll();
    letGo.href = linkOf(state);
  };

  const showView = () => {
    title.replaceChildren(state.view.heading || state.view.title);
    sentence.replaceChildren(state.view.sentence);
    note.replaceChildren(state.figures.length ? "" : fill(texts, "no_figure"));
  };

  const showFigures = async () => {
    const keys = new Set(state.figures.map(({ key }) => key));
    for (const [key, one] of mounted) if (!keys.has(key)) (one.close(), mounted.delete(key));
    for (const figure of state.figures) if (mounted.get(figure.key)?.figure.digest !== figure.digest) await mount(figure);
  };

  /** Draw a figure afresh: its data with the teacher's cursor and changes in it. */
  const mount = async (figure) => {
    const bytes = await unpack(figure.text);
    const { draw } = await import(new URL(`${figure.name}/${figure.name}.js`, BASE));
    mounted.get(figure.key)?.close();
    const place = make("div", { className: "gs-room-figure" });
    const component = { data: withHeader(bytes, headerOf(figure, state.cursor)), parentElement: place, setStateValue: nothing, setTriggerValue: nothing };
    const known = mounted.get(figure.key);
    if (known) known.place.replaceWith(place);
    else stageArea.append(place);
    const end = draw(component);
    const redraw = () => draw(component);
    mounted.set(figure.key, { figure, place, redraw, component, page: component.data.page, drawn: textsOf(state.cursor), close: () => (end(), place.remove()) });
  };

  /** Bring every figure to the teacher's cursor; one whose changes, pins or loss are others is drawn afresh. */
  const moveAll = async () => {
    const { cursor } = state;
    if (!cursor) return;
    for (const one of [...mounted.values()]) if (one.figure.name === "stage" && one.drawn !== textsOf(cursor)) await mount(one.figure);
    for (const { place } of mounted.values()) place.querySelector(".gs-stage")?.dispatchEvent(new CustomEvent("gs-jump", { detail: cursor }));
    if (cursor.t) cursorOf("followed").move({ t: cursor.t - 1, unit: cursor.unit - 1 });
  };

  const clear = () => {
    for (const one of mounted.values()) one.close();
    mounted.clear();
  };
  const queue = makeQueue();
  return { element, update: (name, part) => queue(() => update(name, part)), redraw: () => mounted.forEach((one) => one.redraw()) };
}

/** Run asynchronous steps one after the other, so that a move never overtakes the figure that it belongs to. */
function makeQueue() {
  let last = Promise.resolve();
  return (step) => (last = last.then(step).catch((error) => console.warn(error)));
}

const textsOf = (cursor) => JSON.stringify(cursor ? [cursor.changes, cursor.pins, cursor.back] : ["", "", ""]);

function headerOf(figure, cursor) {
  const shown = (header) => ({ ...header, page: "followed", kind: header.kind === "compact" ? "compact" : "followed", editor: null });
  if (!cursor) return shown;
  const place = { t: Math.max(0, cursor.t - 1), unit: Math.max(0, cursor.unit - 1) };
  if (figure.name !== "stage") return (header) => ({ ...shown(header), cursor: { ...header.cursor, ...place } });
  const own = { changes: cursor.changes, pins: cursor.pins, loss: cursor.back };
  return (header) => ({ ...shown(header), ...own, cursor: { ...place, op: Math.max(0, cursor.op - 1) } });
}

/** The link of this moment: that of the teacher's page, with the cursor where it is now. */
function linkOf({ view, figures, cursor }) {
  const link = new URL(view.link, location.href);
  if (!cursor || !figures.length) return link.href;
  for (const [key, value] of Object.entries(cursor)) {
    if (value) link.searchParams.set(key, value);
    else link.searchParams.delete(key);
  }
  return link.href;
}

const passes = (event) => event.type === "keydown" && ["Tab", "Escape"].includes(event.key);

function block(event) {
  event.stopPropagation();
  if (event.cancelable && event.type !== "touchstart") event.preventDefault();
}
