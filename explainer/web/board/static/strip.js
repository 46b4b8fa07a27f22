// Strip: the sequence itself, coloured by one value of the cursor's unit; click or drag along it.

import { textColourOn, onRamp } from "../shared/colour.js";
import { make } from "../shared/dom.js";
import { row } from "../shared/payload.js";

const OUTLINE = 4; // pixels around the chip of the cursor

/** Make the strip; returns {element, update(cursor, moved), resize()}. */
export function makeStrip({ labels, input_kind: kind, maps, coloured_by }, arrays, cursor) {
  const narrow = kind !== "text" && labels.length > 30;
  const chips = labels.map((label, t) => make("span", { className: "gs-chip", title: `step ${t + 1}: ${label}` }, narrow ? "" : label));
  chips.forEach((chip, t) => (chip.dataset.t = t));
  const chosen = make("select", { id: "gs-coloured-by" }, ...maps.map(({ name, title }) => make("option", { value: name }, `${name}: ${title}`)));
  chosen.value = coloured_by;
  const chipRow = make("div", { className: `gs-chips ${narrow ? "gs-narrow" : ""}`, "aria-hidden": "true" }, ...chips);
  const element = make("div", { className: "gs-strip" }, chipRow, make("label", { className: "gs-option" }, "coloured by ", chosen));
  dragAlong(chipRow, (chip) => cursor.move({ t: Number(chip.dataset.t) }));

  const paint = (unit) => {
    const map = maps.find(({ name }) => name === chosen.value);
    const values = row(arrays[map.name], Math.min(unit, arrays[map.name].rows - 1));
    chips.forEach((chip, t) => {
      const rgb = onRamp(map.colours, map.limits, values[t]);
      chip.style.background = `rgb(${rgb})`;
      chip.style.color = textColourOn(rgb);
    });
  };
  let current = chips[0];
  const update = ({ t, unit }, moved) => {
    current.classList.remove("gs-now");
    current = chips[t];
    current.classList.add("gs-now");
    if (moved.t) keepInView(chipRow, current);
    if (moved.unit) paint(unit);
  };
  chosen.onchange = () => paint(cursor.unit);
  return { element, update, resize: () => keepInView(chipRow, current) };
}

/** Scroll a row of chips, and it alone, until one of them is in view. */
function keepInView(chipRow, chip) {
  if (chipRow.scrollHeight <= chipRow.clientHeight) return;
  const [outer, inner] = [chipRow, chip].map((one) => one.getBoundingClientRect());
  chipRow.scrollTop += Math.max(0, inner.bottom + OUTLINE - outer.bottom) - Math.max(0, outer.top - inner.top + OUTLINE);
}

/** Call `visit` for each chip that a pressed pointer passes over. */
function dragAlong(chipRow, visit) {
  const over = (event) => {
    const chip = document.elementFromPoint(event.clientX, event.clientY)?.closest(".gs-chip");
    if (chip && chipRow.contains(chip)) visit(chip);
  };
  chipRow.onpointerdown = (event) => {
    over(event);
    chipRow.setPointerCapture(event.pointerId);
    chipRow.onpointermove = over;
  };
  chipRow.onpointerup = chipRow.onpointercancel = () => (chipRow.onpointermove = null);
}
