// The maps: every gate and state over time under the stage, units by steps; they follow while a number is dragged.

import { make } from "../shared/dom.js";
import { row } from "../shared/payload.js";
import { letter } from "../shared/formulas.js";
import { pixels } from "../shared/pixels.js";
import { follow } from "./handle.js";
import { mapOf } from "./painting.js";

/** Make the maps; returns {element, update(moved), resize()}. */
export function makeMaps(stage) {
  const lines = stage.header.formulas.lines.filter(({ role }) => role !== "sum");
  const maps = lines.map((line) => makeMap(stage, line));
  const element = make("div", { className: "gs-overviews", role: "group", "aria-label": "gates and states over time" }, ...maps.map((map) => map.element));
  return {
    element,
    needs: ["place", "values", "settled", "point"],
    update: (moved) => maps.forEach((map) => map.update(moved)),
    resize: () => {
      const widths = maps.map((map) => map.element.clientWidth); // all are read before any is written
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

  const reach = (event) => {
    const area = canvas.getBoundingClientRect();
    const unit = Math.floor(((event.clientY - area.top) / area.height) * header.units);
    cursor.move({ t: Math.floor(((event.clientX - area.left) / area.width) * cursor.steps), unit });
  };
  follow(canvas, reach);

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
    const unit = stage.pointed?.name === line.name ? stage.pointed.unit : cursor.unit;
    paint(canvas.getContext("2d"), picture, size, { ...cursor, unit }, stage.colours);
    element.classList.toggle("gs-lit", stage.isLit(line.name));
    reading.textContent = stage.read(line.name, unit, cursor.t);
    if (moved.settled) canvas.setAttribute("aria-label", `${line.name}: ${line.about}; unit ${cursor.unit + 1} at step ${cursor.t + 1} is ${reading.textContent}`);
  };
  return { element, update, resize };
}

function paint(pen, picture, [width, height], { t, unit, steps, units }, { ink }) {
  pen.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(picture, 0, 0, width, height);
  pen.strokeStyle = ink;
  const [w, h] = [width / steps, height / units];
  pen.lineWidth = 1.5;
  pen.strokeRect(t * w, 0.75, Math.max(w, 2), height - 1.5);
  pen.lineWidth = 1;
  pen.strokeRect(0.5, unit * h, width - 1, Math.max(h, 2));
}
