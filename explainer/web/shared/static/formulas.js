// Formulas: each equation in symbols, with the numbers of the cursor's unit and step, and its result.

import { make } from "./dom.js";
import { measureAt } from "./spread.js";

const MOST_TERMS = 3;

/** Write a number short, as Python's formula.number does. */
export function number(value) {
  if (Number.isNaN(value)) return "no value";
  const sign = value < 0 ? "−" : "";
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}∞`;
  if (size === Math.trunc(size) && size < 1e4) return `${size ? sign : ""}${size}`;
  if (size >= 0.001 && size < 1e4) return `${sign}${size.toFixed(size >= 0.01 ? 2 : 4)}`;
  return `${sign}${size.toExponential(1).replace("-", "−").replace("+", "")}`;
}

const bracket = (text) => (text.startsWith("−") ? `(${text})` : text);

/** Return the value of a name for one unit at one step; a number stands for itself. */
export function valueAt(arrays, name, t, unit) {
  const array = arrays[name];
  if (!array) return Number(name);
  return array.data[array.columns === 1 ? unit : unit * array.columns + t];
}

/** Fill the pieces of one equation's right-hand side with numbers, as Python's numeric_formula.numeric_right_side does. */
export function fill(pieces, arrays, t, unit, allTerms) {
  let text = "";
  for (const piece of pieces) {
    const name = piece.m && !arrays[piece.m] ? `${piece.m} @ ${piece.v}` : piece.v; // a large matrix is not sent: its product is
    if (piece.m && name === piece.v) text += dot(arrays[piece.m], arrays[piece.v], t, unit, allTerms);
    else if (piece.v) {
      const value = number(piece.of ? measureAt(arrays[piece.v], t)[piece.of] : valueAt(arrays, name, t, unit));
      text += !text || text.endsWith("(") || text.endsWith(" + ") ? value : bracket(value);
    } else text += piece.s.replace("⊙", "·");
  }
  return text.replaceAll(" + −", " − ");
}

function dot(matrix, vector, t, unit, allTerms) {
  const terms = [];
  for (let k = 0; k < matrix.columns; k++) {
    const [w, v] = [matrix.data[unit * matrix.columns + k], valueAt({ vector }, "vector", t, k)];
    if (allTerms || w * v !== 0) terms.push(`${number(w)}·${bracket(number(v))}`);
  }
  if (!terms.length) return "0";
  if (terms.length > MOST_TERMS && !allTerms) terms.splice(2, terms.length - 3, "…");
  return terms.join(" + ");
}

/** Make the panel of equations; returns {element, update(cursor)}. */
export function makeFormulas({ formulas, layer, holds }, arrays) {
  const allTerms = make("input", { type: "checkbox", id: "gs-all-terms" });
  const blocks = formulas.lines.map((line) => makeBlock(line, formulas.names, holds.filter(([name]) => name === line.name)));
  const title = make("h3", {}, "The equations");
  const position = make("p", { className: "gs-position" });
  const option = make("label", { className: "gs-option" }, allTerms, " all terms");
  const element = make("section", { className: "gs-formulas", "aria-label": "The equations with their numbers" },
    make("div", { className: "gs-title" }, title, option), position, ...blocks.map((block) => block.element));
  const update = ({ t, unit }) => {
    position.textContent = `unit ${unit + 1} at step ${t + 1}${layer > 1 ? ` of layer ${layer}` : ""}`;
    for (const block of blocks) block.update(arrays, t, unit, allTerms.checked);
  };
  let last = { t: 0, unit: 0 };
  allTerms.onchange = () => update(last);
  return { element, update: (cursor) => update((last = cursor)) };
}

function makeBlock(line, names, holds) {
  const isHeld = (t, unit) => holds.some(([, since, one]) => t >= since && (one ?? unit) === unit);
  const numbers = make("div", { className: "gs-numbers" });
  const result = make("div", { className: "gs-result" });
  const symbols = make("div", { className: "gs-symbols" }, letter(line.name, names), " = ",
    ...line.symbols.map((piece) => (piece.s ? piece.s : letter(piece.v, names))));
  const about = make("div", { className: "gs-about" }, line.about);
  const element = make("div", { className: "gs-equation", role: "group", "aria-label": line.about }, about, symbols, numbers, result);
  element.dataset.name = line.name;
  result.style.color = `var(--gs-${line.role})`;
  const update = (arrays, t, unit, allTerms) => {
    numbers.textContent = isHeld(t, unit) ? "= held, not computed" : `= ${fill(line.numbers, arrays, t, unit, allTerms)}`;
    result.textContent = `= ${number(valueAt(arrays, line.name, t, unit))}`;
  };
  return { element, update };
}

/** Make a letter with its subscript, in the colour of its role. */
export function letter(name, names) {
  const [base, below, role] = names[name];
  if (!below) return base; // a number
  const element = make("var", {}, base, make("sub", {}, below));
  if (role) element.style.color = `var(--gs-${role})`;
  return element;
}
