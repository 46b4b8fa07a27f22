// Sliders: step and unit of the cursor, and the input at its step.

import { make } from "../shared/dom.js";
import { number } from "../shared/formulas.js";
import { row } from "../shared/payload.js";

/** Make the two sliders and the text about the input; returns {element, update(cursor)}. */
export function makeSliders(header, arrays, cursor) {
  const { labels } = header;
  const time = slider("step", cursor.steps, (value) => cursor.move({ t: value - 1 }));
  const unit = slider("unit", cursor.units, (value) => cursor.move({ unit: value - 1 }));
  const reading = make("output", { className: "gs-reading" });
  const element = make("div", { className: "gs-sliders" }, time.element, unit.element, reading);
  const update = (cursor) => {
    time.set(cursor.t + 1, `step ${cursor.t + 1} of ${cursor.steps}, ${labels[cursor.t]}`);
    unit.set(cursor.unit + 1, `unit ${cursor.unit + 1} of ${cursor.units}`);
    reading.textContent = inputText(cursor.t, header, arrays);
  };
  return { element, update };
}

function slider(name, size, change) {
  const shown = make("b", {});
  const input = make("input", { type: "range", min: 1, max: size, step: 1, "aria-label": name });
  input.oninput = () => change(Number(input.value));
  const element = make("label", { className: "gs-slider" }, make("span", {}, `${name} `, shown), input);
  const set = (value, text) => {
    input.value = value;
    input.setAttribute("aria-valuetext", text);
    shown.textContent = `${value} / ${size}`;
  };
  return { element, set };
}

const MOST_CHANNELS = 3;

/** Return the cell's input at a step: the symbol, or the raw numbers with their scaled ones. */
function inputText(t, { labels, channels, input_kind: kind, layer }, arrays) {
  if (layer > 1) return `input: h of layer ${layer - 1}, at “${labels[t]}”`;
  if (kind === "text") return `input: “${labels[t]}”`;
  const parts = channels.slice(0, MOST_CHANNELS).map((channel, k) => {
    const [raw, x] = [row(arrays.raw, k)[t], row(arrays.x, k)[t]];
    return `${channel} = ${Number(raw.toPrecision(6))}${raw === x ? "" : ` (x = ${number(x)})`}`;
  });
  return `input: ${parts.join(", ")}${channels.length > MOST_CHANNELS ? ` and ${channels.length - MOST_CHANNELS} more` : ""}`;
}
