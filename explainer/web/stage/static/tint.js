// The tint: gradients differ by powers of ten, so their colour fades with the logarithm, one shade for each decade.

import { number } from "../shared/formulas.js";
import { room } from "./engine.js";

export const DECADES = 6; // a millionth of the largest gradient has no colour left

/** Return how strong a gradient's colour is, −1 to 1. */
export function tint(value, limit) {
  const strength = 1 + Math.log10(Math.abs(value) / limit) / DECADES;
  return strength > 0 ? Math.sign(value) * Math.min(1, strength) : 0;
}

/** Return an array's tints in the same layout. */
export function tinted(array, limit) {
  if (!array.line) return { ...array, data: array.data.map((value) => tint(value, limit)) };
  const found = room(array.rows, array.columns);
  for (let k = 0; k < array.line.length; k++) found.line[k] = tint(array.line[k], limit);
  return found;
}

/** Write a number with three digits that count, so that what is multiplied on the screen can be checked. */
export function fine(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || Number.isInteger(value) && size < 1e4) return number(value);
  const text = size >= 0.001 && size < 1e4 ? String(Number(size.toPrecision(3))) : size.toExponential(2).replace("+", "");
  return `${value < 0 ? "−" : ""}${text.replace("-", "−")}`;
}

/** Write a gradient for a cell that holds five characters. */
export function tiny(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value < 0 ? "−∞" : "∞";
  if (size >= 0.095 && size < 99.5) return `${value < 0 ? "−" : ""}${size.toFixed(size < 9.95 ? 2 : 1)}`;
  return size ? value.toExponential(0).replaceAll("-", "−").replace("+", "") : "0";
}
