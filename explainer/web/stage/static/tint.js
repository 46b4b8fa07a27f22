// Gradient colours: gradients differ by powers of ten, so their colour fades with the logarithm, one shade per power.

import { makeBuffer } from "./engine.js";

export const DECADES = 6; // a gradient a million times smaller than the largest has no colour

/** Return how strong a gradient's colour is, −1 to 1. */
export function tint(value, limit) {
  const strength = 1 + Math.log10(Math.abs(value) / limit) / DECADES;
  return strength > 0 ? Math.sign(value) * Math.min(1, strength) : 0;
}

/** Return an array's colour strengths in the same layout. */
export function tinted(array, limit) {
  if (!array.timeMajor) return { ...array, data: array.data.map((value) => tint(value, limit)) };
  const tints = makeBuffer(array.rows, array.columns);
  for (let k = 0; k < array.timeMajor.length; k++) tints.timeMajor[k] = tint(array.timeMajor[k], limit);
  return tints;
}
