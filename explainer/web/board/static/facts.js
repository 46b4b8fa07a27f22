// The facts: what is measured at the cursor's step, a row for each, beside the figures.

import { make } from "../shared/dom.js";
import { number } from "../shared/formulas.js";
import { row } from "../shared/payload.js";

/** Make the list; returns {element, update(cursor)}. */
export function makeFacts({ facts, labels, bands }, arrays) {
  const place = make("p", { className: "gs-place" });
  const rows = facts.map((fact) => ({ fact, value: make("b", {}), word: make("span", {}) }));
  const element = make("section", { className: "gs-facts", "aria-label": "At the cursor" }, place,
    ...rows.map(({ fact, value, word }) => make("div", { className: "gs-fact", title: fact.about }, make("span", {}, fact.label), value, word)));
  const update = ({ t, unit }) => {
    place.textContent = `At step ${t + 1}, “${labels[t]}”, unit ${unit + 1}:`;
    for (const { fact, value, word } of rows) {
      const array = arrays[fact.name];
      const one = row(array, Math.min(unit, array.rows - 1))[t];
      value.textContent = number(one);
      word.textContent = fact.banded ? bandOf(one, bands) : "";
    }
  };
  return { element, update };
}

/** The first band whose end lies above a share; what is no number has exploded. */
const bandOf = (share, bands) => bands.find(([, top]) => top === null || share < top)?.[0] ?? "exploding";
