// Status: what stands at the cursor, the unit's value there, and the link to the stage at that step.

import { make } from "../shared/dom.js";

const [EARLIER, LATER] = [300, 20]; // tokens around a step that the stage reads along

/** Return a sentence about the token at the cursor, and the link to the stage at it. */
export function statusOf({ header, values, marks, cursor, span }) {
  const { tokens, name, noun, marked, link } = header;
  const value = Math.abs(values[cursor]) < 1e4 ? values[cursor].toFixed(3).replace("-", "−") : values[cursor].toExponential(1);
  const feature = marked ? `; ${marked} is ${marks[cursor] ? "on" : "off"}` : "";
  const chosen = `${noun} ${(cursor + 1).toLocaleString("en")} of ${tokens.length.toLocaleString("en")}, “${visible(tokens[cursor])}”`;
  const length = span.stop - span.start;
  const about = `${chosen[0].toUpperCase()}${chosen.slice(1)}: ${name} is ${value}${feature}. ${length} ${noun}${length === 1 ? " is" : "s are"} chosen. `;
  return [about, make("a", { href: link + stageQuery(header, cursor) }, `Open this ${noun} on the stage`)];
}

/** Return a token with signs for what cannot be seen. */
export const visible = (token) => ({ " ": "␣", "\n": "⏎", "\r\n": "⏎", "\t": "⇥" })[token] ?? token;

/** Return the text around a token, as a link has it, and the step of the token in it, from 1. */
export function stageQuery({ tokens, before, starts, unknown }, k) {
  const begin = starts.findLast((start) => start <= k);
  const end = starts.find((start) => start > k) ?? tokens.length;
  const [first, stop] = [Math.max(begin, k - EARLIER), Math.min(end, k + 1 + LATER)];
  const written = (one) => (tokens[one] === unknown ? "\ufffd" : tokens[one]); // read as unknown again
  const text = Array.from({ length: stop - first }, (_, j) => (j ? before[first + j] : "") + written(first + j)).join("");
  return `${encodeURIComponent(text)}&t=${k - first + 1}`;
}
