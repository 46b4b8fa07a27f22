// Text card: a text whose tokens are coloured by a share, and what comes next; point at a token for its numbers.

import { onRamp, textColourOn } from "../shared/colour.js";
import { make } from "../shared/dom.js";
import { number } from "../shared/formulas.js";
import { downloadCsv } from "./downloads.js";
import { legendOf } from "./legend.js";
import { makeTable, tableOf } from "./table.js";

/** Make a card with the interface of a chart: {element, setCard, width, show, follow, resize, close}. */
export function makeTextCard(key, cursor) {
  const chart = { key, card: null };
  const parts = makeParts(chart);
  const { tokens, reading } = parts;
  let chips = [];
  let active = 0;

  /** Show a token's numbers, and mark it where it was reached by keyboard. */
  const read = (k, marked) => {
    const { text } = chart.card;
    reading.textContent = describe(text, k);
    chips[active]?.removeAttribute("aria-selected");
    active = k;
    chips[k].setAttribute("aria-selected", "true");
    tokens.setAttribute("aria-activedescendant", chips[k].id);
    tokens.classList.toggle("gs-by-key", marked);
  };
  const reset = () => read(strongest(chart.card.text), false);
  const tokenOf = (event) => chips.indexOf(event.target.closest(".gs-token"));

  tokens.onpointerover = (event) => tokenOf(event) >= 0 && read(tokenOf(event), false);
  tokens.onpointerleave = () => !tokens.matches(":focus-visible") && reset();
  tokens.onclick = (event) => tokenOf(event) >= 0 && cursor.move({ t: tokenOf(event) });
  tokens.onkeydown = (event) => {
    const last = chips.length - 1;
    const next = { ArrowLeft: active - 1, ArrowRight: active + 1, Home: 0, End: last }[event.key];
    if (next !== undefined) read(Math.max(0, Math.min(last, next)), true);
    else if (event.key === "Enter") cursor.move({ t: active });
    else return;
    event.preventDefault();
  };

  chart.setCard = (card, arrays, dark) => {
    const text = dark(card.text);
    const stays = tokens.matches(":focus-visible");
    chart.card = { ...card, text };
    chips = text.tokens.map((token, k) => chipOf(key, text, token, k));
    const breaks = chips.flatMap((chip, k) => (text.tokens[k] === "⏎" ? [chip, make("br", {})] : [chip]));
    const next = make("span", { className: "gs-next", "aria-hidden": "true" }, "→ ", make("b", {}, text.next));
    tokens.replaceChildren(...breaks, next);
    tokens.classList.toggle("gs-words", text.tokens.some((token) => /[\p{L}\p{N}]{2}/u.test(token)));
    tokens.setAttribute("aria-label", `${card.title}, by token`);
    parts.title.textContent = card.title;
    parts.legend.replaceChildren(...scaleOf(text));
    parts.sentence.textContent = card.sentences[0];
    parts.table.replaceChildren();
    if (stays) read(Math.min(active, chips.length - 1), true);
    else [active, tokens.scrollTop] = [0, tokens.scrollHeight], reset();
  };
  chart.follow = () => {
    for (const [k, chip] of chips.entries()) chip.classList.toggle("gs-now", k === cursor.t);
  };
  chart.width = () => 0;
  chart.show = chart.follow;
  chart.resize = chart.close = () => {};
  return Object.assign(chart, { element: parts.element });
}

function makeParts(chart) {
  const tokens = make("div", { className: "gs-tokens", tabIndex: 0, role: "listbox" });
  const [title, reading, sentence, table] = [make("h3", {}), make("p", { className: "gs-token-reading" }), make("p", { className: "gs-sentence" }), make("div", {})];
  const legend = make("div", { className: "gs-legend", "aria-hidden": "true" });
  const toggle = () => table.replaceChildren(...(table.firstChild ? [] : [makeTable(tableOf(chart), chart.card.title)]));
  const tools = { Table: toggle, CSV: () => downloadCsv(chart) };
  const buttons = Object.entries(tools).map(([label, onclick]) => make("button", { type: "button", onclick, "aria-label": `${label} of this figure` }, label));
  const caption = make("figcaption", { className: "gs-title" }, title, make("div", { className: "gs-tools" }, ...buttons));
  const element = make("figure", { className: "gs-card gs-text-card" }, caption, tokens, make("div", { className: "gs-under" }, reading, legend), sentence, table);
  element.dataset.key = chart.key;
  return { element, tokens, title, reading, sentence, table, legend };
}

function chipOf(key, text, token, k) {
  const chip = make("span", { className: "gs-token", id: `${key}-${k}`, role: "option", "aria-label": describe(text, k) }, token);
  const rgb = onRamp(text.colours, text.limits, text.shares[k]);
  chip.style.background = `rgb(${rgb})`;
  chip.style.color = textColourOn(rgb);
  return chip;
}

const percent = (share) => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;

const describe = ({ tokens, norms, shares }, k) => `step ${k + 1}, “${tokens[k]}”: ${number(norms[k])}, ${percent(shares[k])} of the total`;

const strongest = ({ shares }) => shares.indexOf(Math.max(...shares));

const scaleOf = ({ colours, limits }) => [...legendOf([{ type: "heatmap", colorscale: colours, zmin: 0, zmax: 100 * limits[1] }]), "% of the total"];
