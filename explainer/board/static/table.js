// The table behind a figure: to read aloud, to copy, and as CSV.

import { make } from "./dom.js";

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

const short = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(4));

const quote = (cell) => (typeof cell === "string" && /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : String(cell));
