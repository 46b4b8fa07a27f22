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
  for (const values of z) {
    for (const value of values) {
      words[at++] = shade(shades, (value - zmin) * step);
    }
  }
  pen.putImageData(image, 0, 0);
  return picture;
}

/** Return the shade at a place between 0 and 255; what is no number has none. */
export const shade = (shades, place) => (Number.isFinite(place) ? shades[Math.max(0, Math.min(SHADES - 1, Math.round(place)))] : 0);

const known = new Map();

/** Return a colour map as words of memory (little-endian: A B G R), made once. */
export function shadesOf(colorscale) {
  const key = colorscale.join();
  if (!known.has(key)) {
    known.set(key, Uint32Array.from({ length: SHADES }, (_, k) => {
      const [r, g, b] = onRamp(colorscale, [0, SHADES - 1], k);
      return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
    }));
  }
  return known.get(key);
}
