// The brush component: a text coloured by one unit, a span chosen in it, and the other spans where the same units are on.

import { darken, isDark } from "../shared/colour.js";
import { make } from "../shared/dom.js";
import { decode, row } from "../shared/payload.js";
import { whenIdle } from "../shared/report.js";
import { makeOthers } from "./others.js";
import { chooseSpan } from "./span_input.js";
import { statusOf } from "./status.js";
import { makeText } from "./text.js";
import { makeTools } from "./tools.js";

const REST = 450; // ms without a change, after which a span is reported
const brushes = new WeakMap();

/** Draw the brush with new data or a new theme; called by Streamlit, returns the clean-up. */
export function draw({ data, parentElement, setStateValue }) {
  if (!brushes.has(parentElement)) brushes.set(parentElement, makeBrush(parentElement));
  const brush = brushes.get(parentElement);
  brush.report = whenIdle(({ start, stop }) => setStateValue("span", { span: `${start + 1}-${stop}` }));
  brush.update(data);
  return () => {
    brush.close();
    brushes.delete(parentElement);
  };
}

function makeBrush(parent) {
  const brush = { span: null, base: 0, cursor: 0, pending: false, header: null, bytes: null };
  const [text, tools, others] = [makeText(), makeTools(), makeOthers()];
  const status = make("p", { className: "gs-brush-status", role: "status" });
  const element = make("div", { className: "gs-brush" }, tools.element, text.element, status, others.element);
  parent.append(element);
  let timer = 0;

  const show = (scroll) => {
    text.show(brush, scroll);
    tools.show(brush, text.page(brush));
    status.replaceChildren(...statusOf(brush));
  };

  /** Choose the tokens from one to another, and report them once nothing has changed for a while. */
  brush.choose = (base, cursor, scroll = false) => {
    const last = brush.header.tokens.length - 1;
    const [one, other] = [base, cursor].map((k) => Math.max(0, Math.min(last, k)));
    Object.assign(brush, { base: one, cursor: other, span: { start: Math.min(one, other), stop: Math.max(one, other) + 1 } });
    show(scroll);
    clearTimeout(timer);
    brush.pending = true;
    timer = setTimeout(() => {
      brush.pending = false;
      brush.report(brush.span);
    }, REST);
  };

  /** Move the cursor alone, to look at another place. */
  brush.visit = (cursor) => {
    brush.cursor = Math.max(0, Math.min(brush.header.tokens.length - 1, cursor));
    show(true);
  };

  brush.update = (bytes) => {
    const dark = isDark(element);
    if (bytes === brush.bytes && brush.dark === dark) return;
    const { header, arrays } = decode(bytes);
    const [start, stop] = header.span;
    const keep = brush.pending || (brush.span?.start === start && brush.span.stop === stop); // what is being chosen is newer
    Object.assign(brush, { bytes, dark, header: { ...header, colours: dark ? darken(header.colours, header.dark) : header.colours }, values: row(arrays.values, 0), marks: row(arrays.marks, 0) });
    element.style.setProperty("--gs-other", dark ? darken(header.hues.read, header.dark) : header.hues.read);
    if (!keep) Object.assign(brush, { span: { start, stop }, base: start, cursor: start });
    text.fill(brush);
    others.fill(brush);
    show(!keep);
    element.dataset.rendered = String(performance.now());
  };

  brush.close = () => {
    clearTimeout(timer);
    element.remove();
  };
  chooseSpan(text.element, text, brush);
  tools.connect(brush);
  others.connect(brush);
  return brush;
}
