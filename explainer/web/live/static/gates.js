// Gates: each gate and state of one network over the probe's steps, as a small map each.

import { pixels } from "../shared/pixels.js";
import { pointIn } from "../shared/type_scale.js";
import { makeFigure, penOf } from "./figure.js";
import { shortNumber } from "./axis.js";
import { isPair } from "./pair_steps.js";
import { addStepInput, nameOfStep } from "./steps.js";

const [TALL, HEAD, FOOT, LEFT, GAP] = [110, 20, 24, 30, 16];

/** Make the figure; `data()` returns {run, record, task}: the run's letters with role and ramp, values by letter. */
export function makeGates({ data, theme, cursor }) {
  const figure = makeFigure({
    key: "gates", title: "Gates and states on the probe", height: 280, theme,
    paint: (pen, size, theme) => paint(pen, size, theme, data()),
    tableOf: () => meansTable(data()), allOf: () => valuesTable(data()),
  });
  const reading = figure.element.insertBefore(document.createElement("p"), figure.element.children[2]);
  reading.className = "gs-reading";
  figure.fit = () => figure.resize(arrange(figure.plot.clientWidth, data()).height);
  figure.plot.addEventListener("pointermove", (event) => {
    reading.textContent = readingAt(figure.size.width, data(), ...pointIn(figure.plot, event));
  });
  addStepInput(figure, cursor, (event) => {
    const [x, y] = pointIn(figure.plot, event);
    const map = mapAt(figure.size.width, data(), x, y);
    return map ? stepOf(map, data(), x) : null;
  });
  figure.afterDraw = () => paintCursor(penOf(figure.overlay, figure.size), figure.size, theme(), data(), cursor.t);
  cursor.follow(() => !figure.element.hidden && figure.size.width && figure.afterDraw());
  figure.plot.addEventListener("pointerleave", () => (reading.textContent = ""));
  return figure;
}

const knownLetters = ({ run, record }) => run.letters.filter(({ name }) => record.values[name]);

/** Return the position of each letter's map: {height, maps: [{letter, left, top, width}]}. */
function arrange(width, data) {
  const letters = knownLetters(data);
  const columns = Math.max(1, Math.min(letters.length, 3, Math.floor((width + GAP) / 260)));
  const mapWidth = (width - GAP * (columns - 1)) / columns;
  const maps = letters.map((letter, k) => ({ letter, left: (k % columns) * (mapWidth + GAP) + LEFT, top: Math.floor(k / columns) * (HEAD + TALL + FOOT) + HEAD, width: mapWidth - LEFT }));
  return { height: Math.ceil(letters.length / columns) * (HEAD + TALL + FOOT), maps };
}

/** The limits of a letter's colours: 0 to 1 for a gate, −1 to 1 for a state, or wider where its values are larger. */
export function limitsOf({ gate, name }, { record }) {
  if (gate) return [0, 1];
  const largest = Math.max(...record.values[name].rows.map((row) => row.reduce((top, value) => Math.max(top, Math.abs(value)), 0)));
  const limit = largest > 1 ? Math.ceil(largest) : 1;
  return [-limit, limit];
}

function paint(pen, { width }, theme, data) {
  const { maps } = arrange(width, data);
  pen.imageSmoothingEnabled = false;
  for (const { letter, left, top, width: mapWidth } of maps) {
    const { rows, steps, units } = data.record.values[letter.name];
    const [low, high] = limitsOf(letter, data);
    pen.drawImage(pixels(rows, low, high, theme.shade(letter.ramp)), left, top, mapWidth, TALL);
    Object.assign(pen, { strokeStyle: theme.gridLine, lineWidth: 1 });
    pen.strokeRect(left - 0.5, top - 0.5, mapWidth + 1, TALL + 1);
    Object.assign(pen, { fillStyle: theme.shade(letter.colour), font: `italic 700 14px Georgia, serif`, textAlign: "left", textBaseline: "alphabetic" });
    pen.fillText(letter.name, left, top - 5);
    const after = left + pen.measureText(letter.name).width + 7;
    Object.assign(pen, { fillStyle: theme.muted, font: `11px ${theme.font}` });
    pen.fillText(`${letter.about}, ${shortNumber(low)} to ${shortNumber(high)}`, after, top - 5, left + mapWidth - after);
    pen.textAlign = "right";
    pen.fillText("1", left - 5, top + 9);
    pen.fillText(String(units), left - 5, top + TALL);
    pen.textBaseline = "top";
    pen.fillText(isPair(data.task) ? "target →" : `step ${steps} →`, left + mapWidth, top + TALL + 4);
    pen.textAlign = "left";
    pen.fillText(isPair(data.task) ? "source" : "step 1", left, top + TALL + 4);
    if (isPair(data.task)) paintHandover(pen, theme, left + (mapWidth * data.task.source.length) / steps, top);
  }
}

/** Draw a line at a step through every map. */
function paintCursor(pen, { width }, { foreground }, data, t) {
  Object.assign(pen, { strokeStyle: foreground, lineWidth: 1 });
  for (const { letter, left, top, width: mapWidth } of arrange(width, data).maps) {
    const { steps } = data.record.values[letter.name];
    pen.strokeRect(left + ((Math.min(t, steps - 1) + 0.5) * mapWidth) / steps, top, 0, TALL);
  }
}

/** Draw the line at which the encoder hands its states to the decoder. */
function paintHandover(pen, { foreground }, across, top) {
  Object.assign(pen, { strokeStyle: foreground, lineWidth: 1.5 });
  pen.strokeRect(across, top - 3, 0, TALL + 8);
}

const mapAt = (width, data, across, down) => arrange(width, data).maps.find(({ left, top, width: mapWidth }) => across >= left && across < left + mapWidth && down >= top && down < top + TALL);

const stepOf = (map, { record }, across) => Math.floor((record.values[map.letter.name].steps * (across - map.left)) / map.width);

function readingAt(width, data, across, down) {
  const map = mapAt(width, data, across, down);
  if (!map) return "";
  const { rows, units } = data.record.values[map.letter.name];
  const [t, unit] = [stepOf(map, data, across), Math.floor((units * (down - map.top)) / TALL)];
  return `${map.letter.name} of unit ${unit + 1} at ${nameOfStep(data.task, t)}: ${rows[unit][t].toFixed(3).replace("-", "−")}`;
}

/** The mean over the units at each step. */
function meansTable({ run, record, task }) {
  const letters = knownLetters({ run, record });
  const mean = ({ rows }, t) => rows.reduce((sum, row) => sum + row[t], 0) / rows.length;
  const rows = Array.from({ length: task.steps }, (_, t) => [t + 1, task.symbols?.[t] ?? "", ...letters.map(({ name }) => mean(record.values[name], t))]);
  return { columns: ["step", "input", ...letters.map(({ name }) => `mean of ${name}`)], rows };
}

/** Every value: a row for each unit at each step. */
function valuesTable({ run, record, task }) {
  const letters = knownLetters({ run, record });
  const { units } = record.values[letters[0].name];
  const rows = Array.from({ length: task.steps * units }, (_, k) => {
    const [t, unit] = [Math.floor(k / units), k % units];
    return [t + 1, unit + 1, ...letters.map(({ name }) => record.values[name].rows[unit][t])];
  });
  return { columns: ["step", "unit", ...letters.map(({ name }) => name)], rows };
}
