// Prose: a text with `letters`, **words** and empty lines becomes paragraphs; everything is inserted as text.

import { make } from "../shared/dom.js";

/** Return the paragraphs of a text. */
export const paragraphs = (text) => text.split(/\n\s*\n/).map((part) => make("p", {}, ...inline(part)));

/** Return a text's pieces: code between backticks, strong words between two stars. */
export function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).filter(Boolean).map((piece) => {
    if (piece.startsWith("`")) return make("code", {}, piece.slice(1, -1));
    return piece.startsWith("**") ? make("strong", {}, piece.slice(2, -2)) : piece;
  });
}

/** Fill the fields of a text: "{at} of {count}". */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

/** Write a number with three significant digits, as a reader would: 0.0021, 13.5, 1,200. */
export function short(value) {
  if (value === 0) return "0";
  const [size, rounded] = [Math.abs(value), Number(value.toPrecision(3))];
  const text = size < 1e-4 || size >= 1e7 ? value.toExponential(1) : rounded.toLocaleString("en", { maximumSignificantDigits: 3 });
  return text.replace("-", "−");
}
