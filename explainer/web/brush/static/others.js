// Others: the other spans where the units of the chosen one are on, each in its context; a button goes there.

import { make } from "../shared/dom.js";
import { visible } from "./status.js";

const AROUND = 28; // characters of context on each side

/** Make the list; returns {element, connect(brush), fill(brush)}. */
export function makeOthers() {
  const element = make("div");
  let goTo = () => {};

  const entry = ({ header }, [start, stop, on]) => {
    const where = stop === start + 1 ? `${header.noun} ${start + 1}` : `${header.noun}s ${start + 1} to ${stop}`;
    const button = make("button", { type: "button" }, where);
    button.onclick = () => goTo(start);
    return make("li", {}, button, make("span", {}, `${on} of ${header.units} unit${header.units === 1 ? "" : "s"}`), contextOf(header, start, stop));
  };

  const fill = (brush) => {
    const { others } = brush.header;
    if (!others.length) return element.replaceChildren();
    element.replaceChildren(make("h3", {}, "Other spans where these units are on, the best first"), make("ol", {}, ...others.map((one) => entry(brush, one))));
  };
  return { element, fill, connect: (brush) => (goTo = brush.visit) };
}

function contextOf(header, start, stop) {
  const begin = Math.max(header.starts.findLast((one) => one <= start), start - AROUND);
  const end = Math.min(header.starts.find((one) => one > start) ?? header.tokens.length, stop + AROUND);
  const [left, right] = [written(header, begin, start).slice(-AROUND), written(header, stop, end).slice(0, AROUND)];
  const long = stop - start > 2 * AROUND;
  const inside = long ? `${written(header, start, start + AROUND)} … ${written(header, stop - AROUND, stop)}` : written(header, start, stop);
  const gap = header.before[start] === " " ? " " : "";
  return make("span", { className: "gs-brush-context" }, left + gap, make("mark", {}, inside.slice(gap.length)), right);
}

/** Return tokens as they are written, on one line. */
function written({ tokens, before }, start, stop) {
  let text = "";
  for (let k = start; k < stop; k += 1) text += before[k].replace("\n", "") + (tokens[k] === " " ? " " : visible(tokens[k]));
  return text;
}
