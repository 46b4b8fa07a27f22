// Tools: the span as two numbers, the legend of the colours, and the buttons that turn the pages of a long text.

import { make } from "../shared/dom.js";
import { PAGE } from "./text.js";

/** Make the tools; returns {element, connect(brush), show(brush, page)}. */
export function makeTools() {
  const [from, to] = ["From", "to"].map(() => make("input", { type: "number", min: 1, step: 1 }));
  const [fromLabel, toLabel] = [make("label", {}, "From ", from), make("label", {}, "to ", to)];
  const [earlier, later] = ["Earlier", "Later"].map((title) => make("button", { type: "button" }, title));
  const [range, legend] = [make("span"), make("span")];
  const pages = make("span", {}, earlier, " ", range, " ", later);
  const element = make("div", { className: "gs-brush-tools" }, fromLabel, toLabel, legend, pages);

  const connect = (brush) => {
    const read = () => {
      const numbers = [from, to].map((input) => Math.round(Number(input.value)));
      if (numbers.every((one) => one >= 1)) brush.choose(numbers[0] - 1, Math.max(...numbers) - 1, true);
    };
    from.onchange = to.onchange = read;
    earlier.onclick = () => brush.visit(Math.floor(brush.cursor / PAGE) * PAGE - PAGE);
    later.onclick = () => brush.visit(Math.floor(brush.cursor / PAGE) * PAGE + PAGE);
  };

  const show = ({ header, span }, { first, last }) => {
    const { tokens, noun, colours, limits, marked, name } = header;
    for (const input of [from, to]) input.max = tokens.length;
    [from.value, to.value] = [span.start + 1, span.stop];
    from.setAttribute("aria-label", `First ${noun} of the span`);
    to.setAttribute("aria-label", `Last ${noun} of the span`);
    pages.hidden = tokens.length <= PAGE;
    [earlier.disabled, later.disabled] = [first === 0, last === tokens.length];
    range.textContent = `${(first + 1).toLocaleString("en")} to ${last.toLocaleString("en")} of ${tokens.length.toLocaleString("en")}`;
    const ramp = make("span", { className: "gs-brush-ramp" });
    ramp.style.background = `linear-gradient(to right, ${colours.map(([, colour]) => colour).join(", ")})`;
    const [low, high] = limits.map((one) => (Math.abs(one) < 1e4 ? String(Number(one.toPrecision(2))) : one.toExponential(0)).replace("-", "−"));
    legend.replaceChildren(`${name}: ${low} `, ramp, ` ${high}`, ...(marked ? [" · ", make("span", { className: "gs-brush-marked" }, marked)] : []));
  };
  return { element, connect, show };
}
