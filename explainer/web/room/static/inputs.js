// Inputs: how a student answers: large buttons for the options of a choice, a slider for a number.

import { make } from "../shared/dom.js";
import { prose } from "./texts.js";

const TICKS = 1000; // of a logarithmic slider

/** Make the options of a choice: {element, value(), show(answer), lock(whether), reveal(truth)}. */
export function makeChoice({ options, question }) {
  const inputs = options.map((_, k) => make("input", { type: "radio", name: "option", value: k }));
  const rows = options.map((text, k) => make("label", { className: "gs-room-option" }, inputs[k], make("span", { dir: "auto" }, ...prose(text))));
  const element = make("fieldset", { className: "gs-room-options" }, make("legend", { className: "gs-room-hidden" }, question), ...rows);
  return {
    element,
    value: () => (inputs.some((one) => one.checked) ? inputs.findIndex((one) => one.checked) : null),
    show: (answer) => (inputs[answer].checked = true),
    lock: (whether) => (element.disabled = whether),
    reveal: (truth) => rows.forEach((row, k) => row.classList.toggle("gs-room-true", k === truth)),
  };
}

/** Make the slider of a number; on a logarithmic scale it moves by equal ratios. */
export function makeNumber({ low, high, step, unit, scale, question }) {
  const isLog = scale === "logarithmic";
  const toValue = (place) => (isLog ? Number((low * (high / low) ** (place / TICKS)).toPrecision(2)) : Number(place));
  const toPlace = (value) => (isLog ? (TICKS * Math.log(value / low)) / Math.log(high / low) : value);
  const range = isLog ? { min: 0, max: TICKS, step: 1 } : { min: low, max: high, step: step || "any" };
  const slider = make("input", { type: "range", className: "gs-room-slider", ...range, "aria-label": question });
  slider.value = isLog ? TICKS / 2 : low + (high - low) / 2;
  const output = make("output", { className: "gs-room-number" });
  let touched = false;
  const exact = () => Math.max(low, Math.min(high, toValue(slider.value)));
  const refresh = () => {
    output.replaceChildren(touched ? String(exact()) : "?");
    slider.setAttribute("aria-valuetext", `${exact()} ${unit}`.trim());
  };
  slider.oninput = () => {
    touched = true;
    refresh();
  };
  const ends = make("div", { className: "gs-room-ends" }, make("span", {}, String(low)), make("span", {}, String(high)));
  const element = make("div", { className: "gs-room-number-input" }, output, make("div", { className: "gs-room-unit", dir: "auto" }, unit), slider, ends);
  refresh();
  return {
    element,
    value: () => (touched ? exact() : null),
    show: (answer) => {
      slider.value = toPlace(answer);
      output.replaceChildren(String(Number(answer.toPrecision(4))));
    },
    lock: (whether) => (slider.disabled = whether),
    reveal: () => {},
  };
}
