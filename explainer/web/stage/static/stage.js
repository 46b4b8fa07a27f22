// The stage component: one cell with its timeline, player, diagram and panels; the browser computes every value itself.

import { darken, isDark } from "../shared/colour.js";
import { cursorOf } from "../shared/cursor.js";
import { make } from "../shared/dom.js";
import { decode } from "../shared/payload.js";
import { reportAfter, whenIdle } from "../shared/report.js";
import { typeScale } from "../shared/type_scale.js";
import { addActions, parsePins } from "./actions.js";
import { makeBackwardPanel } from "./backward_panel.js";
import { makeDiagram } from "./diagram.js";
import { makeDomain } from "./domain.js";
import { makeEditor } from "./editor.js";
import { addGradients } from "./gradients.js";
import { listenForKeys } from "./keys.js";
import { forget } from "./limits.js";
import { makeLists } from "./lists.js";
import { addLookup } from "./lookup.js";
import { parseLoss } from "./loss.js";
import { makeLossControls } from "./loss_controls.js";
import { makeMaps } from "./maps.js";
import { makeMatrix } from "./matrix.js";
import { makeModel } from "./model.js";
import { makeOperations } from "./operations.js";
import { makePanel } from "./panel.js";
import { makePlayer } from "./player.js";
import { makeQuiz } from "./quiz.js";
import { makeTimeline } from "./timeline.js";
import { makeTransport } from "./transport.js";
import { addView } from "./view.js";

const REST = 350; // milliseconds without a move before the view is reported to Python
const FADE = 180; // milliseconds in which a new result fades in

const stages = new WeakMap();

/** Draw a stage with new data or a new theme; called by Streamlit, returns the clean-up. */
export function draw({ data, parentElement, setStateValue, setTriggerValue }) {
  if (!stages.has(parentElement)) stages.set(parentElement, makeStage(parentElement));
  const stage = stages.get(parentElement);
  stage.report = whenIdle((name, value) => setStateValue(name, value));
  stage.reportRendered = () => setTriggerValue("rendered", true);
  stage.update(data);
  return () => {
    stage.close();
    stages.delete(parentElement);
  };
}

function makeStage(parent) {
  const element = make("div", { className: "gs-stage" });
  parent.append(element);
  const stage = { element, bytes: null, views: [], pins: [], hovered: null, connected: new Set(), opChangedAt: 0 };
  const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
  let [frame, moved, timer] = [0, {}, 0];
  addView(stage);

  /** Redraw what depends on a change, once, in the next frame. */
  stage.refresh = (what = {}) => {
    Object.assign(moved, what);
    frame ||= requestAnimationFrame(() => {
      const now = moved;
      [frame, moved] = [0, {}];
      for (const view of stage.views) if (!view.needs || now.first || view.needs.some((what) => now[what])) view.update(now);
      if (now.rendered) element.dataset.rendered = String(performance.now());
      element.dataset.frame = `${stage.cursor.t + 1}/${stage.cursor.unit + 1}/${stage.player.op + 1}`;
      stage.announce();
      if (stage.fade() < 1) stage.refresh();
    });
    clearTimeout(timer);
    if (!what.settled) timer = setTimeout(() => stage.reportView(), REST);
  };
  stage.fade = () => (reducedMotion.matches ? 1 : Math.min(1, 0.3 + (0.7 * (performance.now() - stage.opChangedAt)) / FADE));

  /** Report the view to Python, which puts it into the link; the names are those of the link. */
  stage.reportView = () => {
    const view = stage.view();
    if (stage.leads() && !stage.player.playing && JSON.stringify(view) !== stage.reported) {
      stage.report("view", view);
      stage.reported = JSON.stringify(view);
    }
    stage.refresh({ settled: true });
  };

  /** A change is complete, as when a drag ends: report it now. */
  stage.commit = () => {
    stage.updateLimit();
    stage.refresh({ values: true });
    clearTimeout(timer);
    stage.reportView();
  };

  stage.update = (bytes) => {
    const fresh = bytes !== stage.bytes;
    const dark = isDark(element);
    if (!fresh && dark === stage.dark) return;
    Object.assign(stage, { bytes, dark });
    if (fresh) build(stage, decode(bytes));
    stage.colours = coloursOf(element, stage.header, dark);
    stage.isLarge = typeScale() > 1.2; // it is presented
    for (const view of stage.views) view.resize?.();
    stage.refresh({ values: true, settled: true, first: true, rendered: true });
    stage.cancelReport?.();
    if (fresh) stage.cancelReport = reportAfter(300, () => stage.reportRendered()); // the picture first
  };

  const watcher = new ResizeObserver(() => {
    stage.isLarge = typeScale() > 1.2;
    for (const view of stage.views) view.resize?.();
    stage.refresh({ first: true, settled: true });
  });
  watcher.observe(element);
  const stopKeys = listenForKeys(stage);
  stage.close = () => {
    watcher.disconnect();
    stopKeys();
    stage.stop?.();
    forget(stage);
    stage.player?.close();
    stage.editor?.close();
    clearTimeout(timer);
    stage.cancelReport?.();
    cancelAnimationFrame(frame);
    element.remove();
  };
  return stage;
}

/** Take a new program, sequence or initialisation; the visitor's pins and changes stay where they fit. */
function build(stage, { header, arrays }) {
  const first = !stage.header;
  const changes = first ? header.changes : stage.model.changesText();
  const readout = { weights: arrays.readout, bias: arrays.bias };
  const trained = { weights: arrays["trained.readout"], bias: arrays["trained.bias"] };
  Object.assign(stage, { header, readout, trained, raw: arrays.raw, base: arrays.x, layer: header.layer - 1, hovered: null });
  if (first) open(stage, header);
  const { cursor, player } = stage;
  cursor.reset({ steps: header.labels.length, units: header.units });
  cursor.reset({ t: Math.min(cursor.t, cursor.steps - 1), unit: Math.min(cursor.unit, cursor.units - 1) });
  player.ops = header.program.steps.length;
  player.op = Math.min(player.op, player.ops - 1);
  stage.model = makeModel(header, arrays, changes);
  stage.gather = () => ({ ...stage.model.layers[stage.layer].params, ...stage.model.values[stage.layer] });
  stage.arrays = stage.gather();
  addLookup(stage);
  addActions(stage);
  addGradients(stage);
  stage.computeGradients();
  stage.pins = stage.pins.filter(({ name, unit, t }) => stage.arrays[name] && unit < stage.sizeOf(name) && t < cursor.steps);
  stage.updateLimit();
  stage.quiz.done.clear();
  assemble(stage);
}

/** Make what lasts as long as the stage: its cursor, player and quiz. */
function open(stage, header) {
  stage.cursor = cursorOf(header.page);
  stage.cursor.reset({ steps: header.labels.length, units: header.units, t: header.cursor.t, unit: header.cursor.unit });
  stage.player = makePlayer(stage.cursor, () => {
    stage.opChangedAt = performance.now();
    stage.refresh({ op: true });
  });
  stage.player.op = header.cursor.op;
  stage.quiz = makeQuiz(stage);
  stage.pins = parsePins(header.pins);
  stage.lossChoice = header.loss ? parseLoss(header.loss) : null;
  stage.stop = stage.cursor.follow((_, moved) => {
    if (moved.t) stage.quiz.restart();
    stage.refresh({ position: true });
  });
}

/** Build the views; the editor stays, with the text that is typed in it. */
function assemble(stage) {
  const { header, element } = stage;
  const full = header.kind !== "compact";
  const followed = header.kind === "followed";
  const [diagram, matrix] = [makeDiagram(stage), makeMatrix(stage)];
  stage.matrix = matrix;
  const domain = makeDomain(stage);
  const above = full ? [domain, makeTimeline(stage), ...(followed ? [] : [makeTransport(stage), makeLossControls(stage)]), makeOperations(stage)] : [domain, makeTimeline(stage)];
  const beside = full ? [makePanel(stage), makeBackwardPanel(stage), makeLists(stage)] : [];
  const below = full ? [makeMaps(stage)] : [];
  if (header.editor) stage.editor ??= makeEditor((text) => stage.report("text", text));
  stage.views = [...above, diagram, matrix, ...beside, ...below];
  const scene = make("div", { className: "gs-scene" }, make("div", { className: "gs-left" }, diagram.element, matrix.element),
    ...(beside.length ? [make("div", { className: "gs-right" }, ...beside.map((view) => view.element))] : []));
  const parts = [...above.map((view) => view.element), scene, ...below.map((view) => view.element)];
  const main = make("div", { className: "gs-main" }, ...parts);
  element.className = `gs-stage gs-${header.kind}${followed ? " gs-full" : ""}`; // "full", "compact", "editing" or "followed"
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
  const [background, foreground, muted, gridLine] = header.page_colours.map(own);
  own(header.signed).forEach(([, colour], k) => element.style.setProperty(`--gs-signed-${k}`, colour));
  return { background, foreground, muted, gridLine, hues: own(header.hues), ramps: own(header.ramps), signed: own(header.signed), font: style.fontFamily, mono: "ui-monospace, Menlo, Consolas, monospace" };
}
