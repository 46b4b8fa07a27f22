// Table of a figure's numbers: for screen readers, to copy, and as CSV.

import { make } from "../shared/dom.js";
import { row, rows } from "../shared/payload.js";

/** Return the numbers behind a chart as {columns, rows}: steps by units, one unit's values, or what Python sent. */
export function tableOf({ card, arrays, unit }) {
  if (card.table) return card.table;
  const [first] = card.names;
  const columns = card.names.length > 1
    ? card.names.map((name) => (arrays[name].rows === 1 ? [name, row(arrays[name], 0)] : [`${name}, unit ${unit + 1}`, row(arrays[name], unit)]))
    : rows(arrays[first]).map((values, k) => [arrays[first].rows === 1 ? first : `unit ${k + 1}`, values]);
  const body = card.labels.map((label, t) => [t + 1, label, ...columns.map(([, values]) => values[t])]);
  return { columns: ["step", "input", ...columns.map(([name]) => name)], rows: body };
}

/** Make a table element from {columns, rows}, numbers short. */
export function makeTable({ columns, rows }, title) {
  const head = make("tr", {}, ...columns.map((name) => make("th", { scope: "col" }, name)));
  const body = rows.map((cells) => make("tr", {}, ...cells.map((cell) => make("td", {}, typeof cell === "number" ? short(cell) : cell))));
  return make("div", { className: "gs-table", tabIndex: 0, role: "region", "aria-label": `Table: ${title}` },
    make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
}

/** Write {columns, rows} as CSV, numbers in full. */
export function toCsv({ columns, rows }) {
  return [columns, ...rows].map((cells) => cells.map(quote).join(",")).join("\n") + "\n";
}

const short = (value) => (Number.isInteger(value) ? String(value) : Math.abs(value) < 0.001 ? value.toExponential(2) : value.toFixed(4));

const quote = (cell) => (typeof cell === "string" && /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : String(cell));
