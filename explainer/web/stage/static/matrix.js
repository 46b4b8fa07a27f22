// Weight matrix: the weights of one product as a small map; each can be dragged, or changed with + and −.

import { textColourOn, onRamp } from "../shared/colour.js";
import { make } from "../shared/dom.js";
import { number } from "../shared/formulas.js";
import { pixels } from "../shared/pixels.js";
import { onDrag } from "./handle.js";
import { cellText, gradientFormat, threeDigits } from "./number_formats.js";

/** Make the drawer that shows one matrix; returns {element, update(), toggle(name)}. */
export function makeMatrix(stage) {
  const title = make("p", { className: "gs-part" });
  const canvas = make("canvas", { className: "gs-paper", tabIndex: 0, role: "grid" });
  const close = make("button", { type: "button", "aria-label": "close the weights", onclick: () => matrix.toggle(matrix.name) }, "✕");
  const element = make("div", { className: "gs-matrix", hidden: true }, make("div", { className: "gs-title" }, title, close), canvas);
  const matrix = { element, name: "", column: 0 };

  const weightAt = (event) => {
    const area = canvas.getBoundingClientRect();
    const { rows, columns } = stage.arrayOf(matrix.name);
    const index = (at, from, size, count) => Math.max(0, Math.min(count - 1, Math.floor(((at - from) / size) * count)));
    return { unit: index(event.clientY, area.top, area.height, rows), column: index(event.clientX, area.left, area.width, columns) };
  };
  const drag = ({ unit, column }, by) => {
    matrix.column = column;
    if (unit !== stage.cursor.unit) stage.cursor.move({ unit });
    stage.changeWeight(matrix.name, unit, column, by);
  };
  onDrag(canvas, weightAt, drag, () => stage.commit());
  canvas.onclick = (event) => {
    if (canvas.wasDragged) return; // the pointer may be over another weight by then
    const { unit, column } = weightAt(event);
    matrix.column = column;
    stage.cursor.move({ unit });
    stage.refresh();
  };
  canvas.onkeydown = (event) => {
    const { columns } = stage.arrayOf(matrix.name);
    const by = { "+": 0.1, "=": 0.1, "-": -0.1 }[event.key];
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by) stage.changeWeight(matrix.name, stage.cursor.unit, matrix.column, by);
    if (by) stage.commit();
    if (direction) matrix.column = Math.max(0, Math.min(columns - 1, matrix.column + direction));
    if (!by && !direction) return;
    event.preventDefault();
    event.stopPropagation();
    stage.refresh();
  };

  matrix.resize = () => (matrix.width = Math.max(200, element.clientWidth));
  matrix.toggle = (name) => {
    element.hidden = matrix.name === name && !element.hidden;
    matrix.resize();
    Object.assign(matrix, { name, column: stage.arrayOf(name).columns === stage.header.units ? stage.cursor.unit : stage.unitOf("x") });
    stage.refresh({ settled: true });
    if (!element.hidden) requestAnimationFrame(() => requestAnimationFrame(() => element.scrollIntoView({ block: "nearest" })));
    if (!element.hidden) canvas.focus({ preventScroll: true });
  };
  matrix.update = () => {
    if (!stage.arrayOf(matrix.name)) element.hidden = true;
    if (element.hidden) return;
    const { rows, columns, data } = stage.arrayOf(matrix.name);
    const [unit, column] = [stage.cursor.unit, Math.min(matrix.column, columns - 1)];
    const value = stage.values()[matrix.name].data[unit * columns + column];
    const from = stage.matrixInput(matrix.name);
    title.textContent = `${matrix.name}[${unit + 1},${column + 1}] = ${number(value)}: from ${from === "x" ? `channel ${column + 1} (${stage.header.channels[column] ?? ""})` : `unit ${column + 1} of ${stage.nameOf(from)}`} to unit ${unit + 1}${stage.isBackward() ? `. ${gradientText(stage, matrix.name, unit * columns + column)}` : ""}`;
    canvas.setAttribute("aria-label", `${title.textContent}; drag, or press + and −`);
    const [tints, limit] = stage.isBackward() ? [stage.tintOf(matrix.name).data, 1] : [data, stage.limit];
    paint(canvas, stage, { rows, columns, data, tints, limit, column, available: matrix.width });
  };
  return matrix;
}

function gradientText(stage, name, k) {
  const [alone, sofar, all] = ["alone", "so far", "all"].map((which) => threeDigits(stage.parameterGradient(name, which).data[k]));
  return `Its gradient is ${alone} from step ${stage.cursor.t + 1} alone, ${sofar} summed so far, ${all} over all steps. The cells show the sums so far`;
}

function paint(canvas, stage, { column, available, ...cells }) {
  const { rows, columns, tints, limit } = cells;
  const [w, h] = [Math.min(48, available / columns), rows > 16 ? 8 : 22];
  const [width, height] = [w * columns, h * rows];
  const pen = canvas.getContext("2d");
  if (canvas.style.width !== `${width}px` || canvas.style.height !== `${height}px`) {
    Object.assign(canvas, { width: width * devicePixelRatio, height: height * devicePixelRatio });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  }
  pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  pen.fillStyle = stage.colours.background;
  pen.fillRect(0, 0, width, height);
  if (w < 30 || h < 16) {
    pen.imageSmoothingEnabled = false;
    const numbers = Array.from({ length: rows }, (_, u) => tints.subarray(u * columns, (u + 1) * columns));
    pen.drawImage(pixels(numbers, -limit, limit, stage.colours.signed), 0, 0, width, height);
  } else paintCells(pen, stage, { ...cells, w, h });
  pen.strokeStyle = stage.colours.foreground;
  pen.lineWidth = 1;
  pen.strokeRect(0.5, stage.cursor.unit * h, width - 1, h - 1);
  pen.lineWidth = 2;
  pen.strokeRect(column * w + 1, stage.cursor.unit * h + 1, w - 3, h - 3);
}

function paintCells(pen, stage, { rows, columns, data, tints, limit, w, h }) {
  const write = stage.isBackward() ? gradientFormat(data) : cellText;
  pen.font = `11px ${stage.colours.font}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (let u = 0; u < rows; u++) {
    for (let k = 0; k < columns; k++) {
      const rgb = onRamp(stage.colours.signed, [-limit, limit], tints[u * columns + k]);
      pen.fillStyle = `rgb(${rgb})`;
      pen.fillRect(k * w, u * h, w - 1, h - 1);
      pen.fillStyle = textColourOn(rgb);
      if (rows <= 10 || u === stage.cursor.unit) pen.fillText(write(data[u * columns + k]), k * w + w / 2, u * h + h / 2);
    }
  }
}
