// The stage: one cell under timeline, player and panel; it runs the cell itself and owns all that must be instant.

import { darken, isDark } from "../shared/colour.js";
import { cursorOf } from "../shared/cursor.js";
import { make } from "../shared/dom.js";
import { apart, tellAfter } from "../shared/telling.js";
import { decode } from "../shared/payload.js";
import { addActing, readPins, writePins } from "./acting.js";
import { makeAsking } from "./asking.js";
import { makeDiagram } from "./diagram.js";
import { makeEditor } from "./editor.js";
import { addFeeling } from "./feeling.js";
import { makeLedger } from "./ledger.js";
import { leave } from "./limits.js";
import { makeLists } from "./lists.js";
import { readAsk } from "./loss.js";
import { makeMaps } from "./maps.js";
import { makeMatrix } from "./matrix.js";
import { makeModel } from "./model.js";
import { makeOperations } from "./operations.js";
import { makePanel } from "./panel.js";
import { keyOf, makePlayer } from "./player.js";
import { makeQuiz } from "./quiz.js";
import { addReading } from "./reading.js";
import { makeTimeline } from "./timeline.js";
import { makeTransport } from "./transport.js";

const REST = 350; // milliseconds without a move before Python hears of the place
const FADE = 180; // milliseconds in which a new result comes up

const stages = new WeakMap();

/** Draw a stage with new data or a new theme; called by Streamlit, returns the clean-up. */
export function draw({ data, parentElement, setStateValue, setTriggerValue }) {
  if (!stages.has(parentElement)) stages.set(parentElement, makeStage(parentElement));
  const stage = stages.get(parentElement);
  stage.report = apart((name, value) => setStateValue(name, value));
  stage.announce = () => setTriggerValue("drawn", true);
  stage.take(data);
  return () => {
    stage.close();
    stages.delete(parentElement);
  };
}

function makeStage(parent) {
  const element = make("div", { className: "gs-stage" });
  parent.append(element);
  const stage = { element, bytes: null, views: [], pins: [], pointed: null, relatives: new Set(), born: 0 };
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let [frame, moved, timer] = [0, {}, 0];

  /** Draw all that follows from a move, once, in the next frame. */
  stage.refresh = (what = {}) => {
    Object.assign(moved, what);
    frame ||= requestAnimationFrame(() => {
      const now = moved;
      [frame, moved] = [0, {}];
      for (const view of stage.views) if (!view.needs || now.first || view.needs.some((what) => now[what])) view.update(now);
      if (now.drawn) element.dataset.drawn = String(performance.now());
      element.dataset.frame = `${stage.cursor.t + 1}/${stage.cursor.unit + 1}/${stage.player.op + 1}`;
      if (stage.fade() < 1) stage.refresh();
    });
    clearTimeout(timer);
    if (!what.settled) timer = setTimeout(() => stage.settle(), REST);
  };
  stage.fade = () => (calm.matches ? 1 : Math.min(1, 0.3 + (0.7 * (performance.now() - stage.born)) / FADE));

  /** Tell Python and the link where the visitor has come to rest. */
  stage.settle = () => {
    const { cursor, player } = stage;
    if (stage.header.kind !== "compact" || stage.header.lead) {
      const rested = { t: cursor.t + 1, unit: cursor.unit + 1, op: player.op + 1, changes: stage.model.written(), pins: writePins(stage.pins), back: stage.writtenAsk() };
      if (JSON.stringify(rested) !== stage.told && !player.playing) stage.report("rested", rested);
      stage.told = JSON.stringify(rested);
    }
    stage.refresh({ settled: true });
  };
  stage.rest = () => {
    stage.measure();
    stage.refresh({ values: true });
    clearTimeout(timer);
    stage.settle();
  };

  stage.take = (bytes) => {
    const fresh = bytes !== stage.bytes;
    const dark = isDark(element);
    if (!fresh && dark === stage.dark) return;
    Object.assign(stage, { bytes, dark });
    if (fresh) build(stage, decode(bytes));
    stage.colours = coloursOf(element, stage.header, dark);
    for (const view of stage.views) view.resize?.();
    stage.refresh({ values: true, settled: true, first: true, drawn: true });
    stage.hush?.();
    if (fresh) stage.hush = tellAfter(300, () => stage.announce()); // the picture first
  };

  const watcher = new ResizeObserver(() => {
    for (const view of stage.views) view.resize?.();
    stage.refresh({ first: true, settled: true });
  });
  watcher.observe(element);
  element.addEventListener("keydown", (event) => {
    const act = event.target.closest("input, select, textarea") ? undefined : keyOf(event, stage.player, stage.cursor);
    if (!act || (event.key === " " && event.target.closest("button:not(.gs-hand)"))) return;
    act();
    event.preventDefault();
  });
  stage.close = () => {
    watcher.disconnect();
    stage.stop?.();
    leave(stage);
    stage.player?.close();
    stage.editor?.close();
    clearTimeout(timer);
    stage.hush?.();
    cancelAnimationFrame(frame);
    element.remove();
  };
  return stage;
}

/** Take a new program, sequence or start: what the visitor has chosen and changed stays where it fits. */
function build(stage, { header, arrays }) {
  const first = !stage.header;
  const changes = first ? header.changes : stage.model.written();
  const readout = { weights: arrays.readout, bias: arrays.bias };
  Object.assign(stage, { header, readout, raw: arrays.raw, base: arrays.x, layer: header.layer - 1, pointed: null });
  if (first) open(stage, header);
  const { cursor, player } = stage;
  cursor.reset({ steps: header.labels.length, units: header.units });
  cursor.reset({ t: Math.min(cursor.t, cursor.steps - 1), unit: Math.min(cursor.unit, cursor.units - 1) });
  player.ops = header.program.steps.length;
  player.op = Math.min(player.op, player.ops - 1);
  stage.model = makeModel(header, arrays, changes);
  stage.gather = () => ({ ...stage.model.layers[stage.layer].params, ...stage.model.values[stage.layer] });
  stage.arrays = stage.gather();
  addReading(stage);
  addActing(stage);
  addFeeling(stage);
  stage.feel();
  stage.pins = stage.pins.filter(({ name, unit, t }) => stage.arrays[name] && unit < stage.sizeOf(name) && t < cursor.steps);
  stage.measure();
  stage.quiz.done.clear();
  assemble(stage);
}

/** What lasts as long as the stage: its cursor, player and quiz. */
function open(stage, header) {
  stage.cursor = cursorOf(header.page);
  stage.cursor.reset({ steps: header.labels.length, units: header.units, t: header.cursor.t, unit: header.cursor.unit });
  stage.player = makePlayer(stage.cursor, () => {
    stage.born = performance.now();
    stage.refresh({ op: true });
  });
  stage.player.op = header.cursor.op;
  stage.quiz = makeQuiz(stage);
  stage.pins = readPins(header.pins);
  stage.question = header.back ? readAsk(header.back) : null;
  stage.stop = stage.cursor.follow((_, moved) => {
    if (moved.t) stage.quiz.restart();
    stage.refresh({ place: true });
  });
}

/** Build the views; the editor keeps what is typed in it. */
function assemble(stage) {
  const { header, element } = stage;
  const full = header.kind !== "compact";
  const [diagram, matrix] = [makeDiagram(stage), makeMatrix(stage)];
  stage.matrix = matrix;
  const above = full ? [makeTimeline(stage), makeTransport(stage), makeAsking(stage), makeOperations(stage)] : [makeTimeline(stage)];
  const beside = full ? [makePanel(stage), makeLedger(stage), makeLists(stage)] : [];
  const below = full ? [makeMaps(stage)] : [];
  if (header.editor) stage.editor ??= makeEditor((text) => stage.report("typed", text));
  stage.views = [...above, diagram, matrix, ...beside, ...below];
  const scene = make("div", { className: "gs-scene" }, make("div", { className: "gs-left" }, diagram.element, matrix.element),
    ...(beside.length ? [make("div", { className: "gs-right" }, ...beside.map((view) => view.element))] : []));
  const parts = [...above.map((view) => view.element), scene, ...below.map((view) => view.element)];
  const main = make("div", { className: "gs-main" }, ...parts);
  element.className = `gs-stage gs-${header.kind}`; // "full", "compact" or "editing"
  const old = element.querySelector(".gs-main");
  if (old) old.replaceWith(main);
  else element.append(main);
  if (header.editor) stage.editor.update(header.editor);
  if (header.editor && !stage.editor.element.isConnected) element.prepend(stage.editor.element);
}

function coloursOf(element, header, dark) {
  const own = (one) => (dark ? darken(one, header.dark) : one);
  const style = getComputedStyle(element);
  for (const [role, colour] of Object.entries(own(header.hues))) element.style.setProperty(`--gs-${role}`, colour);
  const [ground, ink, quiet, line] = header.page_colours.map(own);
  own(header.signed).forEach(([, colour], k) => element.style.setProperty(`--gs-signed-${k}`, colour));
  return { ground, ink, quiet, line, hues: own(header.hues), ramps: own(header.ramps), signed: own(header.signed), font: style.fontFamily, mono: "ui-monospace, Menlo, Consolas, monospace" };
}
