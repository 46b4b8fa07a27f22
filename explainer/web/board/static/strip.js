// The strip: the sequence itself, coloured by one value of the cursor's unit; click or drag along it.

import { inkOn, onRamp } from "../shared/colour.js";
import { make } from "../shared/dom.js";
import { row } from "../shared/payload.js";

/** Make the strip; returns {element, update(cursor, moved)}. */
export function makeStrip({ labels, kind, maps, shown }, arrays, cursor) {
  const narrow = kind !== "text" && labels.length > 30;
  const chips = labels.map((label, t) => make("span", { className: "gs-chip", title: `step ${t + 1}: ${label}` }, narrow ? "" : label));
  chips.forEach((chip, t) => (chip.dataset.t = t));
  const chosen = make("select", { id: "gs-shown" }, ...maps.map(({ name, title }) => make("option", { value: name }, `${name}: ${title}`)));
  chosen.value = shown;
  const belt = make("div", { className: `gs-chips ${narrow ? "gs-narrow" : ""}`, "aria-hidden": "true" }, ...chips);
  const element = make("div", { className: "gs-strip" }, belt, make("label", { className: "gs-option" }, "coloured by ", chosen));
  dragAlong(belt, (chip) => cursor.move({ t: Number(chip.dataset.t) }));

  const paint = (unit) => {
    const map = maps.find(({ name }) => name === chosen.value);
    const values = row(arrays[map.name], Math.min(unit, arrays[map.name].rows - 1));
    chips.forEach((chip, t) => {
      const rgb = onRamp(map.colours, map.limits, values[t]);
      chip.style.background = `rgb(${rgb})`;
      chip.style.color = inkOn(rgb);
    });
  };
  let marked = chips[0];
  const update = ({ t, unit }, moved) => {
    marked.classList.remove("gs-now");
    marked = chips[t];
    marked.classList.add("gs-now");
    if (moved.unit) paint(unit);
  };
  chosen.onchange = () => paint(cursor.unit);
  return { element, update };
}

/** Call `reach` for each chip that a pressed pointer comes over. */
function dragAlong(belt, reach) {
  const over = (event) => {
    const chip = document.elementFromPoint(event.clientX, event.clientY)?.closest(".gs-chip");
    if (chip && belt.contains(chip)) reach(chip);
  };
  belt.onpointerdown = (event) => {
    over(event);
    belt.setPointerCapture(event.pointerId);
    belt.onpointermove = over;
  };
  belt.onpointerup = belt.onpointercancel = () => (belt.onpointermove = null);
}
