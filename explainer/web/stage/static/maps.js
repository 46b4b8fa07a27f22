// Heat maps under the stage: every gate and state over time, units by steps; updated while a number is dragged.

import { make } from "../shared/dom.js";
import { row } from "../shared/payload.js";
import { letter } from "../shared/formulas.js";
import { pixels } from "../shared/pixels.js";
import { onPress } from "./handle.js";
import { mapOf } from "./painting.js";

/** Make the maps; returns {element, update(moved), resize()}. */
export function makeMaps(stage) {
  const lines = stage.header.formulas.lines.filter(({ role }) => role !== "sum");
  const maps = lines.map((line) => makeMap(stage, line));
  const element = make("div", { className: "gs-overviews", role: "group", "aria-label": "gates and states over time" }, ...maps.map((map) => map.element));
  return {
    element,
    needs: ["position", "values", "settled", "hover"],
    update: (moved) => maps.forEach((map) => map.update(moved)),
    resize: () => {
      const widths = maps.map((map) => map.element.clientWidth); // read all before writing any: one layout only
      maps.forEach((map, k) => map.resize(widths[k]));
    },
  };
}

function makeMap(stage, line) {
  const { cursor, header } = stage;
  const canvas = make("canvas", { className: "gs-paper", role: "img" });
  const reading = make("span", { className: "gs-reading" });
  const title = make("figcaption", {}, letter(line.name, header.formulas.names), ` ${line.about.split(":")[0].split(",")[0]} `, reading);
  title.style.color = `var(--gs-${line.role})`;
  const element = make("figure", { className: "gs-overview" }, title, canvas);
  element.dataset.name = line.name;
  let [picture, size] = [null, [0, 0]];

  const moveCursor = (event) => {
    const area = canvas.getBoundingClientRect();
    const unit = Math.floor(((event.clientY - area.top) / area.height) * header.units);
    cursor.move({ t: Math.floor(((event.clientX - area.left) / area.width) * cursor.steps), unit });
  };
  onPress(canvas, moveCursor);

  const resize = (width) => {
    size = [Math.max(120, width), Math.max(72, Math.min(10 * header.units, 130))];
    Object.assign(canvas, { width: size[0] * devicePixelRatio, height: size[1] * devicePixelRatio });
    canvas.style.height = `${size[1]}px`;
  };
  const update = (moved) => {
    if (!size[0]) return;
    const array = stage.tintOf(line.name);
    const [ramp, limits] = mapOf(stage, line.name);
    if (moved.values || !picture) picture = pixels(Array.from({ length: array.rows }, (_, k) => row(array, k)), ...limits, ramp);
    const unit = stage.hovered?.name === line.name ? stage.hovered.unit : cursor.unit;
    paint(canvas.getContext("2d"), picture, size, { ...cursor, unit }, stage.colours);
    element.classList.toggle("gs-highlighted", stage.isHighlighted(line.name));
    reading.textContent = stage.textOf(line.name, unit, cursor.t);
    if (moved.settled) canvas.setAttribute("aria-label", `${line.name}: ${line.about}; unit ${cursor.unit + 1} at step ${cursor.t + 1} is ${reading.textContent}`);
  };
  return { element, update, resize };
}

function paint(pen, picture, [width, height], { t, unit, steps, units }, { foreground }) {
  pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(picture, 0, 0, width, height);
  pen.strokeStyle = foreground;
  const [w, h] = [width / steps, height / units];
  pen.lineWidth = 1.5;
  pen.strokeRect(t * w, 0.75, Math.max(w, 2), height - 1.5);
  pen.lineWidth = 1;
  pen.strokeRect(0.5, unit * h, width - 1, Math.max(h, 2));
}
