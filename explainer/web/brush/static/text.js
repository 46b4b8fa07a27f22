// Text: some tokens of the text as coloured spans, with the chosen span, the other spans and the cursor marked.

import { onRamp, textColourOn } from "../shared/colour.js";
import { make } from "../shared/dom.js";

export const PAGE = 2000; // tokens that are shown at once
const MARKS = ["gs-brush-in", "gs-brush-first", "gs-brush-last", "gs-brush-cursor"];
const SHOWN = { "\n": "⏎\n", "\r\n": "⏎\n", "\t": "⇥\t" };

/** Make the text; returns {element, fill(brush), show(brush, scroll), page(brush), tokenAt(x, y)}. */
export function makeText() {
  const element = make("div", { className: "gs-brush-text", tabIndex: 0, role: "group" });
  let [spans, first] = [[], 0];
  let filled = null;

  const fill = (brush) => {
    const { tokens, before, colours, limits, name, noun } = brush.header;
    first = Math.floor(brush.cursor / PAGE) * PAGE;
    const parts = [];
    spans = tokens.slice(first, first + PAGE).map((token, k) => {
      const rgb = onRamp(colours, limits, brush.values[first + k]);
      const span = make("span", { className: brush.marks[first + k] ? "gs-brush-marked" : "" }, SHOWN[token] ?? token);
      Object.assign(span.style, { background: `rgb(${rgb})`, color: textColourOn(rgb) });
      span.dataset.k = first + k;
      if (before[first + k] && k) parts.push(before[first + k]);
      parts.push(span);
      return span;
    });
    element.replaceChildren(...parts);
    element.setAttribute("aria-label", `Text by ${noun}, coloured by ${name}. Arrow keys move, with shift they choose a span.`);
    for (const [start, stop] of brush.header.others) each(start, stop, (span) => span.classList.add("gs-brush-other"));
    filled = brush.bytes;
  };

  const each = (start, stop, then) => spans.slice(Math.max(0, start - first), Math.max(0, stop - first)).forEach(then);

  const show = (brush, scroll) => {
    if (filled !== brush.bytes || first !== Math.floor(brush.cursor / PAGE) * PAGE) fill(brush);
    element.querySelectorAll(".gs-brush-in, .gs-brush-cursor").forEach((span) => span.classList.remove(...MARKS));
    each(brush.span.start, brush.span.stop, (span) => span.classList.add("gs-brush-in"));
    spans[brush.span.start - first]?.classList.add("gs-brush-first");
    spans[brush.span.stop - 1 - first]?.classList.add("gs-brush-last");
    const current = spans[brush.cursor - first];
    current?.classList.add("gs-brush-cursor");
    if (scroll && current) keepInSight(element, current);
  };

  const tokenAt = (x, y) => {
    const span = document.elementFromPoint(x, y)?.closest(".gs-brush-text span");
    return span && element.contains(span) ? Number(span.dataset.k) : null;
  };

  return { element, fill, show, tokenAt, page: ({ header }) => ({ first, last: Math.min(first + PAGE, header.tokens.length) }) };
}

/** Scroll the text alone, not the page, until a token can be seen. */
function keepInSight(element, { offsetTop: top, offsetHeight }) {
  if (top < element.scrollTop || top + offsetHeight > element.scrollTop + element.clientHeight) element.scrollTop = top - element.clientHeight / 3;
}
