// Number formats of the stage: for cells that hold five characters, and for the sums of the backward panel.

import { number } from "../shared/formulas.js";

const withMinus = (text) => text.replaceAll("-", "−").replace("+", "");

const special = (value) => (Number.isNaN(value) ? "–" : value < 0 ? "−∞" : "∞");

/** Write a number with three significant digits, so that products on the screen can be checked. */
export function threeDigits(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || Number.isInteger(value) && size < 1e4) return number(value);
  const text = size >= 0.001 && size < 1e4 ? String(Number(size.toPrecision(3))) : size.toExponential(2);
  return `${value < 0 ? "−" : ""}${withMinus(text)}`;
}

/** Write a value for a cell; the panel shows it in full. */
export function cellText(value) {
  if (Number.isNaN(value)) return special(value);
  const size = Math.abs(value);
  if (size > 0 && size < 0.005) return "≈0";
  return size < 100 && size !== Math.trunc(size) ? `${value < 0 ? "−" : ""}${size.toFixed(size < 10 ? 2 : 1)}` : number(value);
}

/** Return a function that writes gradients which stand together in one form: all with the same decimals, or all as powers of ten. */
export function gradientFormat(values) {
  let largest = 0;
  for (const value of values) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  const asPowers = largest >= 99.5 || largest < 0.005;
  const digits = largest < 0.0995 ? 3 : largest < 9.95 ? 2 : 1;
  return (value) => {
    if (!Number.isFinite(value)) return special(value);
    if (value === 0) return "0";
    if (asPowers) return withMinus(value.toExponential(0));
    const text = Math.abs(value).toFixed(digits);
    return Number(text) ? `${value < 0 ? "−" : ""}${text}` : "≈0";
  };
}
