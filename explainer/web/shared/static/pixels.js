// Pixels: an array of numbers as a small picture, one pixel per number, in the colours of a ramp.

import { onRamp } from "./colour.js";

export const SHADES = 256;

/** Return a canvas with one pixel per number of some rows. */
export function pixels(z, zmin, zmax, colorscale) {
  const picture = new OffscreenCanvas(z[0].length, z.length);
  const pen = picture.getContext("2d");
  const image = pen.createImageData(z[0].length, z.length);
  const target = new Uint32Array(image.data.buffer);
  const shades = shadesOf(colorscale);
  const step = (SHADES - 1) / (zmax - zmin);
  let at = 0;
  for (const values of z) for (let k = 0; k < values.length; k++) target[at++] = shade(shades, (values[k] - zmin) * step);
  pen.putImageData(image, 0, 0);
  return picture;
}

/** Return the shade at a position between 0 and 255; NaN has the entry after the last, which is transparent. */
export const shade = (shades, position) => shades[position > 0 ? (position < SHADES - 1 ? (position + 0.5) | 0 : SHADES - 1) : position <= 0 ? 0 : SHADES];

const cache = new Map();

/** Return a colour map as 32-bit pixels (little-endian: A B G R), cached. */
export function shadesOf(colorscale) {
  const key = colorscale.join();
  if (!cache.has(key)) {
    cache.set(key, Uint32Array.from({ length: SHADES + 1 }, (_, k) => {
      if (k === SHADES) return 0;
      const [r, g, b] = onRamp(colorscale, [0, SHADES - 1], k);
      return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
    }));
  }
  return cache.get(key);
}
