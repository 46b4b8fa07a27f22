// Bars: how many answers there are of each kind, as rows for options and as columns along a scale; and the same as a table.

import { make } from "../shared/dom.js";
import { fill, prose } from "./texts.js";

/** Make a histogram; `update({bars, rows, trueAt, trueText, lineText, unit})` draws it. `texts` names answers, students and the table. */
export function makeBars(texts) {
  const drawing = make("div", { className: "gs-room-bars", role: "img" });
  const body = make("tbody");
  const head = make("tr", {}, make("th", { scope: "col" }, fill(texts, "answer")), make("th", { scope: "col" }, fill(texts, "count")));
  const table = make("details", { className: "gs-room-bars-table" }, make("summary", {}, fill(texts, "as_table")), make("table", {}, make("thead", {}, head), body));
  const axis = make("p", { className: "gs-room-axis", dir: "auto" });
  const element = make("div", { className: "gs-room-histogram" }, drawing, axis, table);

  const update = ({ bars, rows, trueAt = null, trueText = "", lineText = "", unit = "" }) => {
    const most = Math.max(1, ...bars.map(({ count }) => count));
    axis.replaceChildren(unit);
    drawing.className = `gs-room-bars gs-room-bars-${rows ? "rows" : "columns"}`;
    drawing.setAttribute("aria-label", `${fill(texts, "answers")}: ${bars.map(({ label, count }) => `${label}: ${count}`).join("; ")}${trueText ? `. ${trueText}` : ""}`);
    drawing.replaceChildren(...bars.map((bar, k) => (rows ? makeRow(bar, most) : makeColumn(bar, most, k === bars.length - 1))));
    if (trueAt !== null) drawing.append(makeLine(trueAt, lineText));
    body.replaceChildren(...bars.map(({ label, count }) => make("tr", {}, make("th", { scope: "row" }, make("bdi", {}, ...prose(label))), make("td", {}, String(count)))));
  };
  return { element, update };
}

function makeRow({ label, count, true: isTrue }, most) {
  const bar = make("div", { className: "gs-room-bar" });
  bar.style.width = `${(100 * count) / most}%`;
  return make("div", { className: `gs-room-row${isTrue ? " gs-room-true" : ""}` }, make("bdi", { className: "gs-room-bar-label" }, ...prose(`${label}${isTrue ? " ✓" : ""}`)),
    make("div", { className: "gs-room-track" }, bar, make("span", {}, String(count))));
}

/** A column: its label stands below a single value; of a range, where it begins, and for the last one where it ends. */
function makeColumn({ label, count, true: isTrue, ends }, most, isLast) {
  const bar = make("div", { className: "gs-room-bar" });
  bar.style.height = `${(100 * count) / most}%`;
  const labels = ends ? [make("span", { className: "gs-room-edge" }, ends[0]), ...(isLast ? [make("span", { className: "gs-room-edge gs-room-end" }, ends[1])] : [])] : [make("span", { className: "gs-room-bar-label" }, label)];
  return make("div", { className: `gs-room-column${isTrue ? " gs-room-true" : ""}` }, make("div", { className: "gs-room-track" }, make("span", {}, count ? String(count) : ""), bar), make("div", { className: "gs-room-below" }, ...labels));
}

/** The truth as a line across the columns; its text stands on the side that has more room. */
function makeLine(at, text) {
  const line = make("div", { className: `gs-room-true-line${at > 0.5 ? " gs-room-left" : ""}` }, make("span", {}, text));
  line.style.left = `${100 * Math.max(0, Math.min(1, at))}%`;
  return line;
}
