// The gates: what each gate and state of one network does along the probe, a small map for each letter.

import { pixels } from "../shared/pixels.js";
import { makeFigure } from "./figure.js";
import { mark } from "./axis.js";

const [TALL, HEAD, FOOT, LEFT, GAP] = [110, 20, 24, 30, 16];

/** Make the figure; `scene()` returns {run, look, task}: letters with role and ramp, values by letter. */
export function makeGates({ scene, look }) {
  const figure = makeFigure({
    key: "gates", title: "The gates along the probe", height: 280, look,
    paint: (pen, size, theme) => paint(pen, size, theme, scene()),
    tableOf: () => means(scene()), allOf: () => all(scene()),
  });
  const reading = figure.element.insertBefore(document.createElement("p"), figure.element.children[2]);
  reading.className = "gs-reading";
  figure.fit = () => figure.resize(placed(figure.plot.clientWidth, scene()).height);
  figure.plot.addEventListener("pointermove", ({ clientX, clientY }) => {
    const room = figure.plot.getBoundingClientRect();
    reading.textContent = readAt(figure.size.width, scene(), clientX - room.left, clientY - room.top);
  });
  figure.plot.addEventListener("pointerleave", () => (reading.textContent = ""));
  return figure;
}

/** Return where each letter's map stands: {height, maps: [{letter, left, top, width}]}. */
function placed(width, { run, look }) {
  const letters = run.letters.filter(({ name }) => look.values[name]);
  const columns = Math.max(1, Math.min(letters.length, 3, Math.floor((width + GAP) / 260)));
  const wide = (width - GAP * (columns - 1)) / columns;
  const maps = letters.map((letter, k) => ({ letter, left: (k % columns) * (wide + GAP) + LEFT, top: Math.floor(k / columns) * (HEAD + TALL + FOOT) + HEAD, width: wide - LEFT }));
  return { height: Math.ceil(letters.length / columns) * (HEAD + TALL + FOOT), maps };
}

/** The limits of a letter's colours: 0 to 1 for a gate, −1 to 1 for a state, and further where a memory has grown beyond. */
function limitsOf({ gate, name }, { look }) {
  if (gate) return [0, 1];
  const most = Math.max(...look.values[name].rows.map((row) => row.reduce((top, value) => Math.max(top, Math.abs(value)), 0)));
  const round = most > 1 ? Math.ceil(most) : 1;
  return [-round, round];
}

function paint(pen, { width }, theme, scene) {
  const { maps } = placed(width, scene);
  pen.imageSmoothingEnabled = false;
  for (const { letter, left, top, width: wide } of maps) {
    const { rows, steps, units } = scene.look.values[letter.name];
    const [low, high] = limitsOf(letter, scene);
    pen.drawImage(pixels(rows, low, high, theme.shade(letter.ramp)), left, top, wide, TALL);
    Object.assign(pen, { strokeStyle: theme.line, lineWidth: 1 });
    pen.strokeRect(left - 0.5, top - 0.5, wide + 1, TALL + 1);
    Object.assign(pen, { fillStyle: theme.shade(letter.colour), font: `italic 700 14px Georgia, serif`, textAlign: "left", textBaseline: "alphabetic" });
    pen.fillText(letter.name, left, top - 5);
    const after = left + pen.measureText(letter.name).width + 7;
    Object.assign(pen, { fillStyle: theme.quiet, font: `11px ${theme.font}` });
    pen.fillText(`${letter.about}, ${mark(low)} to ${mark(high)}`, after, top - 5, left + wide - after);
    pen.textAlign = "right";
    pen.fillText("1", left - 5, top + 9);
    pen.fillText(String(units), left - 5, top + TALL);
    pen.textBaseline = "top";
    pen.fillText(`step ${steps} →`, left + wide, top + TALL + 4);
    pen.textAlign = "left";
    pen.fillText("step 1", left, top + TALL + 4);
  }
}

function readAt(width, scene, across, down) {
  const map = placed(width, scene).maps.find(({ left, top, width: wide }) => across >= left && across < left + wide && down >= top && down < top + TALL);
  if (!map) return "";
  const { rows, steps, units } = scene.look.values[map.letter.name];
  const [t, unit] = [Math.floor((steps * (across - map.left)) / map.width), Math.floor((units * (down - map.top)) / TALL)];
  const read = scene.task.reads ? `, reads “${scene.task.reads[t]}”` : "";
  return `${map.letter.name} of unit ${unit + 1} at step ${t + 1}${read}: ${rows[unit][t].toFixed(3).replace("-", "−")}`;
}

/** The mean over the units at each step. */
function means({ run, look, task }) {
  const letters = run.letters.filter(({ name }) => look.values[name]);
  const mean = ({ rows }, t) => rows.reduce((sum, row) => sum + row[t], 0) / rows.length;
  const rows = Array.from({ length: task.steps }, (_, t) => [t + 1, task.reads?.[t] ?? "", ...letters.map(({ name }) => mean(look.values[name], t))]);
  return { columns: ["step", "reads", ...letters.map(({ name }) => `mean of ${name}`)], rows };
}

/** Every value: a row for each unit at each step. */
function all({ run, look, task }) {
  const letters = run.letters.filter(({ name }) => look.values[name]);
  const { units } = look.values[letters[0].name];
  const rows = Array.from({ length: task.steps * units }, (_, k) => {
    const [t, unit] = [Math.floor(k / units), k % units];
    return [t + 1, unit + 1, ...letters.map(({ name }) => look.values[name].rows[unit][t])];
  });
  return { columns: ["step", "unit", ...letters.map(({ name }) => name)], rows };
}
