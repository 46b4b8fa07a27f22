// Timeline: one small cell for each time step, with its gates and states in miniature; drag along it.

import { make } from "../shared/dom.js";
import { SHADES, shade, shadesOf } from "../shared/pixels.js";
import { density, pointIn } from "../shared/type_scale.js";
import { onPress } from "./handle.js";
import { gradientFormat } from "./number_formats.js";
import { mapOf } from "./painting.js";

const [NARROW, WIDE, WIDEST] = [11, 44, 132]; // pixels for one step; the widest, for a long word
const LETTER = 7.6; // pixels
const [CHIP, MINI, CONNECTOR] = [22, 34, 10];
const HIGH = CHIP + MINI + 4 + CONNECTOR;

/** Make the timeline; returns {element, update(moved), resize()}. */
export function makeTimeline(stage) {
  const { header, cursor } = stage;
  const names = header.formulas.lines.filter(({ role }) => role !== "sum").map(({ name }) => name);
  const canvas = make("canvas", { className: "gs-paper", tabIndex: 0, role: "slider", "aria-label": "time step (shift and arrow keys)", "aria-orientation": "horizontal" });
  canvas.setAttribute("aria-valuemin", 1);
  canvas.setAttribute("aria-valuemax", cursor.steps);
  const limits = make("span");
  const letters = new Map(names.map((name) => [name, make("var", { style: `color: var(--gs-${stage.roleOf(name)})` }, name)]));
  const legend = make("div", { className: "gs-mini-legend" }, "in each step, from left to right: ",
    ...letters.values(),
    make("span", { className: "gs-limits" }, limits));
  const element = make("div", { className: "gs-timeline" }, canvas, legend);
  let [offset, width] = [0, 0];

  const longest = Math.max(...header.labels.map((label) => label.length));
  const wordWidth = header.input_kind === "text" && longest > 2 ? Math.min(WIDEST, longest * LETTER + 8) : 0; // then it scrolls
  const tile = () => Math.max(NARROW, wordWidth, Math.min(WIDE, width / cursor.steps));
  const total = () => tile() * cursor.steps;
  const moveCursor = (event) => {
    const share = Math.max(0, Math.min(1, pointIn(canvas, event)[0] / Math.min(width, total())));
    offset = share * Math.max(0, total() - width);
    cursor.move({ t: Math.floor((share * Math.min(width, total()) + offset) / tile()) });
  };
  onPress(canvas, moveCursor);

  const update = (moved) => {
    if (!width) return;
    if (moved.values) limits.replaceChildren(...limitElements(stage, names.some(stage.isGateValue)));
    const [from, to] = [cursor.t * tile(), (cursor.t + 1) * tile()];
    if (!canvas.onpointermove) offset = Math.max(Math.min(offset, from - tile()), Math.min(to + tile() - width, total() - width), 0);
    paint(stage, canvas, { names, tile: tile(), offset: Math.min(offset, Math.max(0, total() - width)), width });
    for (const [name, letter] of letters) letter.classList.toggle("gs-highlighted", stage.isHighlighted(name));
    canvas.setAttribute("aria-valuenow", cursor.t + 1);
    canvas.setAttribute("aria-valuetext", `step ${cursor.t + 1}, ${header.labels[cursor.t]}`);
  };
  const resize = () => {
    width = Math.max(200, element.clientWidth);
    Object.assign(canvas, { width: width * density(canvas), height: HIGH * density(canvas) });
    Object.assign(canvas.style, { width: `${width}px`, height: `${HIGH}px` });
  };
  return { element, update, resize, needs: ["position", "values", "pins", "settled", "hover"] };
}

/** The colour ramps with their limits. */
function limitElements(stage, hasGates) {
  const ramp = make("i", { className: "gs-ramp gs-ramp-signed" });
  const gates = hasGates ? ["gates 0 ", make("i", { className: "gs-ramp gs-ramp-gate" }), " 1"] : [];
  const gradient = stage.isBackward() ? gradientFormat([stage.gradientLimit])(stage.gradientLimit) : "";
  if (stage.isBackward()) return [`gradients −${gradient} `, ramp, ` ${gradient}; each paler shade is ten times smaller`];
  return [...gates, ` signed −${stage.limit.toFixed(1)} `, ramp, ` ${stage.limit.toFixed(1)}`];
}

/** Paint every gate and state of some steps as one picture: a column for each, a pixel for each unit. */
function miniatures(stage, names, first, last) {
  const { cursor: { steps }, header: { units } } = stage;
  const picture = new OffscreenCanvas((last - first) * names.length, units);
  const pen = picture.getContext("2d");
  const image = pen.createImageData(picture.width, units);
  const target = new Uint32Array(image.data.buffer);
  names.forEach((name, k) => {
    const [ramp, [low, high]] = mapOf(stage, name);
    const [shades, scale] = [shadesOf(ramp), (SHADES - 1) / (high - low)];
    const { data } = stage.tintOf(name);
    for (let u = 0; u < units; u++) {
      let at = u * picture.width + k;
      for (let t = first; t < last; t++, at += names.length) target[at] = shade(shades, (data[u * steps + t] - low) * scale);
    }
  });
  pen.putImageData(image, 0, 0);
  return picture;
}

function paint(stage, canvas, { names, tile, offset, width }) {
  const { colours, header, cursor } = stage;
  const pen = canvas.getContext("2d");
  pen.setTransform(density(canvas), 0, 0, density(canvas), 0, 0);
  pen.fillStyle = colours.background;
  pen.fillRect(0, 0, width, HIGH);
  const first = Math.floor(offset / tile);
  const last = Math.min(cursor.steps, Math.ceil((offset + width) / tile));
  const left = first * tile - offset;
  pen.imageSmoothingEnabled = false;
  pen.drawImage(miniatures(stage, names, first, last), left, CHIP, (last - first) * tile, MINI);
  pen.font = `${tile < 16 ? 9.5 : 12.5}px ${colours.mono}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const showLabels = stage.header.input_kind === "text" || tile > 26;
  for (let t = first; t < last; t++) {
    const x = t * tile - offset;
    pen.fillStyle = colours.background;
    pen.fillRect(x + tile - 1.5, CHIP, tile > 16 ? 3 : 1.5, MINI);
    pen.fillStyle = t === cursor.t ? colours.foreground : colours.muted;
    if (t === cursor.t) pen.fillRect(x, 1, tile - 1, CHIP - 3);
    if (t === cursor.t) pen.fillStyle = colours.background;
    if (showLabels || t === cursor.t) pen.fillText(short(header.labels[t], tile), x + tile / 2 - 0.5, CHIP / 2, tile + 2);
    if (stage.pins.some((pin) => pin.t === t)) pin(pen, colours, x + tile / 2, CHIP + MINI + 1);
  }
  pen.strokeStyle = colours.foreground;
  pen.lineWidth = 1.5;
  const x = cursor.t * tile - offset - 0.5;
  pen.strokeRect(x, CHIP - 1, tile, MINI + 3);
  if (header.kind !== "compact") connect(pen, colours, x, x + tile, width);
}

/** Two lines from the chosen step's corners to the edges of the stage: the diagram below is that step, enlarged. */
function connect(pen, { muted }, left, right, width) {
  pen.strokeStyle = muted;
  pen.lineWidth = 0.75;
  pen.beginPath();
  pen.moveTo(left, HIGH - CONNECTOR - 2);
  pen.lineTo(0, HIGH - 0.5);
  pen.moveTo(right, HIGH - CONNECTOR - 2);
  pen.lineTo(width, HIGH - 0.5);
  pen.stroke();
}

function pin(pen, colours, x, y) {
  pen.fillStyle = colours.foreground;
  pen.beginPath();
  pen.arc(x, y, 2.5, 0, 2 * Math.PI);
  pen.fill();
}

const short = (label, tile) => (label.length * 7.5 > tile && label.length > 2 ? `${label.slice(0, Math.max(1, Math.floor(tile / 7.5) - 1))}…` : label);
