// Norm table: each unit before and after `norm`, with the mean and the spread; and the Jacobian of `norm`.

import { make } from "../shared/dom.js";
import { number, valueAt } from "../shared/formulas.js";
import { measureAt } from "../shared/spread.js";
import { meanOf, nameOfRow, rowsOf } from "./rows.js";

/** Make the table; returns {element, update(step, position)}, hidden for every operation but norm. */
export function makeNormTable(stage) {
  const element = make("div", { className: "gs-norm-table", tabIndex: 0, role: "group", "aria-label": "all units before and after norm" });
  const update = (step, { unit, t } = {}) => {
    element.hidden = step?.op !== "norm";
    if (element.hidden) return;
    const [before, after] = [step.args[0], step.name].map((name) => stage.values()[name]);
    const { mean, spread } = measureAt(before, t);
    const rows = rowsOf(after.rows, unit);
    const line = (title, array) => make("tr", {}, make("th", { scope: "row" }, title), ...rows.map((row) => cell("td", number(meanOf(array, row, t)), row, unit)));
    element.replaceChildren(make("p", {}, `Over all ${after.rows} units the mean is ${number(mean)}, the spread ${number(spread)}.`),
      make("table", {}, make("tr", {}, make("th", { scope: "row" }, "unit"), ...rows.map((row) => cell("th", nameOfRow(row), row, unit))),
        line("before", before), line("after", after)));
  };
  return { element, update };
}

function cell(kind, text, { from, to }, unit) {
  const element = make(kind, kind === "th" ? { scope: "col" } : {}, text);
  element.classList.toggle("gs-own", from <= unit && unit < to);
  return element;
}

/** Return the derivative of each unit of norm's result by each unit of its argument at one step: {data (m, m), columns}. */
export function normJacobian(arrays, { name, args }, t) {
  const m = arrays[name].rows;
  const { spread } = measureAt(arrays[args[0]], t);
  const result = Array.from({ length: m }, (_, u) => valueAt(arrays, name, t, u));
  const data = result.flatMap((one, i) => result.map((other, j) => ((i === j ? 1 : 0) - 1 / m - (one * other) / m) / spread));
  return { data, columns: m };
}
