// Sample text: what a language model writes, each token coloured by its probability, and a sentence about it.

import { make } from "../shared/dom.js";
import { shortNumber, wholeNumber } from "./axis.js";
import { written } from "./text_probe.js";
import { opacityOf } from "./token_shade.js";

/** Write a sample into an element, one span for each token; spans that are there already are used again. */
export function writeSample(element, { pieces, probabilities, prefix }, colour) {
  while (element.children.length > pieces.length) element.lastChild.remove();
  pieces.forEach((piece, k) => {
    const span = element.children[k] ?? element.appendChild(make("span"));
    set(span, "textContent", piece === "\n" ? `${written(piece)}\n` : piece);
    set(span, "className", k < prefix ? "gs-prefix" : "");
    set(span, "title", probabilities[k] === null ? "" : `“${written(piece)}”: ${probabilities[k].toFixed(3)}`);
    const shade = probabilities[k] === null ? "" : `${colour}${Math.round(255 * opacityOf(probabilities[k])).toString(16).padStart(2, "0")}`;
    if (span.dataset.shade !== shade) span.style.background = span.dataset.shade = shade;
  });
}

const set = (element, name, value) => element[name] !== value && (element[name] = value);

/** Say when a sample was written, and how probable its tokens were. */
export function ofSample({ step, pieces, probabilities, prefix, temperature }, symbols) {
  const when = `Written after update ${wholeNumber(step)} at temperature ${temperature.toFixed(2)}.`;
  const own = probabilities.slice(prefix).filter((value) => value !== null);
  if (!own.length) return `${when} Nothing follows the prefix, because the scores are not finite numbers.`;
  const mean = Math.exp(own.reduce((sum, value) => sum + Math.log(Math.max(value, 1e-30)), 0) / own.length);
  return `${when} A token had a probability of ${mean.toFixed(2)} on average (geometric mean); a blind guess has ${shortNumber(1 / symbols)}.`;
}

/** Return the table behind a sample. */
export function sampleTable({ pieces, probabilities, prefix }) {
  const rows = pieces.map((piece, k) => [k + 1, written(piece), k < prefix ? "prefix" : "written", probabilities[k] ?? ""]);
  return { columns: ["token", "text", "part", "probability"], rows };
}
