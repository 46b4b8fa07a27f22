// Facts: what is measured at the cursor's step, a row for each, beside the figures.

import { make } from "../shared/dom.js";
import { number } from "../shared/formulas.js";
import { row } from "../shared/payload.js";

/** Make the list; returns {element, update(cursor)}. */
export function makeFacts({ facts, labels, bands }, arrays) {
  const position = make("p", { className: "gs-position" });
  const rows = facts.map((fact) => ({ fact, value: make("b", {}), band: make("span", {}) }));
  const element = make("section", { className: "gs-facts", "aria-label": "At the cursor" }, position,
    ...rows.map(({ fact, value, band }) => make("div", { className: "gs-fact", title: fact.about }, make("span", {}, fact.label), value, band)));
  const update = ({ t, unit }) => {
    position.textContent = `At step ${t + 1}, “${labels[t]}”, unit ${unit + 1}:`;
    for (const { fact, value, band } of rows) {
      const array = arrays[fact.name];
      const one = row(array, Math.min(unit, array.rows - 1))[t];
      value.textContent = number(one);
      band.textContent = fact.banded ? bandOf(one, bands) : "";
    }
  };
  return { element, update };
}

/** Return the first band whose upper end is above a share; NaN is exploding. */
const bandOf = (share, bands) => bands.find(([, top]) => top === null || share < top)?.[0] ?? "exploding";
