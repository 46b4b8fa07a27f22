// A number: a slider, linear or logarithmic; the computed number is marked below it once the answer is given.

import { make } from "../shared/dom.js";
import { short } from "./prose.js";

const POSITIONS = 200; // of a logarithmic slider

/** Make the input of a number. */
export function makeNumber({ low, high, step, unit, scale, question }, words) {
  const logarithmic = scale === "logarithmic";
  const number = { onchange: () => {} };
  const unrounded = (position) => Number((low * (high / low) ** (position / POSITIONS)).toPrecision(2));
  const rounded = (value) => (low < step ? value : Number((Math.round(value / step) * step).toPrecision(12)));
  const fromPosition = (position) => (logarithmic ? clamp(rounded(unrounded(position)), low, high) : Number(position));
  const share = (value) => (logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
  const text = (value) => `${short(value)}${unit ? ` ${unit}` : ""}`;
  const range = logarithmic ? { min: 0, max: POSITIONS, step: 1, value: POSITIONS / 2 } : { min: low, max: high, step, value: (low + high) / 2 };
  const input = make("input", { type: "range", ...range, "aria-label": question });
  const shown = make("output", { className: "gs-lesson-value" });
  const ticks = make("div", { className: "gs-lesson-ticks", "aria-hidden": "true" }, make("span", {}, short(low)),
    make("span", {}, short(logarithmic ? fromPosition(POSITIONS / 2) : (low + high) / 2)), make("span", {}, short(high)));
  const marks = make("div", { className: "gs-lesson-number-marks", "aria-hidden": "true" });
  const mark = (value, className) => Object.assign(make("i", { className }), { style: `left: ${100 * clamp(share(value), 0, 1)}%` });

  const show = () => {
    shown.textContent = text(fromPosition(input.value));
    input.setAttribute("aria-valuetext", shown.textContent);
  };
  input.oninput = () => {
    show();
    number.onchange();
  };
  show();
  number.element = make("div", { className: "gs-lesson-number" }, shown, input, marks, ticks);
  number.isReady = () => true;
  number.value = () => fromPosition(input.value);
  number.show = ({ first, last, truth }) => {
    input.value = logarithmic ? Math.round(POSITIONS * share(last)) : last;
    show();
    marks.replaceChildren(mark(first, "gs-lesson-yours"), mark(truth, "gs-lesson-computed"));
  };
  number.isExact = ({ last, truth }) => logarithmic ? Math.abs(Math.log(last / truth)) < 0.05 : Math.abs(last - truth) <= step / 2;
  number.truth = ({ first, truth }) => [make("p", { className: "gs-lesson-numbers" },
    make("span", { className: "gs-lesson-yours" }, `${words.your}: ${text(first)}`), make("span", { className: "gs-lesson-computed" }, `${words.truth}: ${text(truth)}`))];
  return number;
}

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
