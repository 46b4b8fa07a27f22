// The sliders: the cursor by hand and by keyboard, and what is read at its place.

import { make } from "../shared/dom.js";
import { number } from "../shared/formulas.js";
import { row } from "../shared/payload.js";

/** Make the two sliders and the read-out; returns {element, update(cursor)}. */
export function makeSliders(header, arrays, cursor) {
  const { labels } = header;
  const time = slider("step", cursor.steps, (value) => cursor.move({ t: value - 1 }));
  const unit = slider("unit", cursor.units, (value) => cursor.move({ unit: value - 1 }));
  const reading = make("output", { className: "gs-reading" });
  const element = make("div", { className: "gs-sliders" }, time.element, unit.element, reading);
  const update = (cursor) => {
    time.set(cursor.t + 1, `step ${cursor.t + 1} of ${cursor.steps}, ${labels[cursor.t]}`);
    unit.set(cursor.unit + 1, `unit ${cursor.unit + 1} of ${cursor.units}`);
    reading.textContent = reads(cursor.t, header, arrays);
  };
  return { element, update };
}

function slider(name, size, change) {
  const shown = make("b", {});
  const input = make("input", { type: "range", min: 1, max: size, step: 1, "aria-label": name });
  input.oninput = () => change(Number(input.value));
  const element = make("label", { className: "gs-slider" }, make("span", {}, `${name} `, shown), input);
  const set = (value, words) => {
    input.value = value;
    input.setAttribute("aria-valuetext", words);
    shown.textContent = `${value} / ${size}`;
  };
  return { element, set };
}

/** Say what the cell reads at a step: the symbol, or the raw numbers with their scaled ones. */
function reads(t, { labels, channels, kind, layer }, arrays) {
  if (layer > 1) return `reads what layer ${layer - 1} shows of “${labels[t]}”`;
  if (kind === "text") return `reads “${labels[t]}”`;
  const most = 3;
  const parts = channels.slice(0, most).map((channel, k) => {
    const [raw, x] = [row(arrays.raw, k)[t], row(arrays.x, k)[t]];
    return `${channel} = ${Number(raw.toPrecision(6))}${raw === x ? "" : ` (x = ${number(x)})`}`;
  });
  return `reads ${parts.join(", ")}${channels.length > most ? ` and ${channels.length - most} more` : ""}`;
}
