// Numbers: what the curves show as a table, and how it is measured; made when it is unfolded.

import { make } from "../shared/dom.js";

/** Make the folded table of all steps. */
export function makeNumbers({ texts, networks, symbols }) {
  const element = make("details", { className: "gs-start-numbers" }, make("summary", {}, texts.numbers));
  element.ontoggle = () => {
    if (!element.open || element.children.length > 1) return;
    element.append(make("p", {}, texts.measured), makeTable({ texts, networks, symbols }));
  };
  return element;
}

function makeTable({ texts, networks, symbols }) {
  const names = [texts.step, texts.symbol, ...networks.map(({ name }) => name)];
  const head = make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name)));
  const body = symbols.map((symbol, t) => make("tr", {}, make("th", { scope: "row" }, String(t)), make("td", {}, symbol),
    ...networks.map(({ percents }) => make("td", {}, `${percents[t]} %`))));
  return make("div", { className: "gs-start-table", tabIndex: 0, role: "region", "aria-label": texts.numbers },
    make("table", {}, make("thead", {}, head), make("tbody", {}, ...body)));
}
