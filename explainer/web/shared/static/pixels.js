// Pixels: many numbers as one small picture, a pixel each, in the colours of a ramp.

import { onRamp } from "./colour.js";

export const SHADES = 256;

/** Return a canvas with one pixel per number of some rows. */
export function pixels(z, zmin, zmax, colorscale) {
  const picture = new OffscreenCanvas(z[0].length, z.length);
  const pen = picture.getContext("2d");
  const image = pen.createImageData(z[0].length, z.length);
  const words = new Uint32Array(image.data.buffer);
  const shades = shadesOf(colorscale);
  const step = (SHADES - 1) / (zmax - zmin);
  let at = 0;
  for (const values of z) for (let k = 0; k < values.length; k++) words[at++] = shade(shades, (values[k] - zmin) * step);
  pen.putImageData(image, 0, 0);
  return picture;
}

/** Return the shade at a place between 0 and 255; what is no number has none, the one after the last. */
export const shade = (shades, place) => shades[place > 0 ? (place < SHADES - 1 ? (place + 0.5) | 0 : SHADES - 1) : place <= 0 ? 0 : SHADES];

const known = new Map();

/** Return a colour map as words of memory (little-endian: A B G R), made once. */
export function shadesOf(colorscale) {
  const key = colorscale.join();
  if (!known.has(key)) {
    known.set(key, Uint32Array.from({ length: SHADES + 1 }, (_, k) => {
      if (k === SHADES) return 0;
      const [r, g, b] = onRamp(colorscale, [0, SHADES - 1], k);
      return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
    }));
  }
  return known.get(key);
}
