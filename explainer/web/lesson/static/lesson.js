// The lesson component: the bar of a lesson's step beside the page, or the list of all lessons.

import { makeBar } from "./bar.js";
import { makeList } from "./list.js";

const shown = new WeakMap();

/** Draw a bar or a list with new data; called by Streamlit, returns the clean-up. */
export function draw({ data, parentElement, setStateValue }) {
  if (!shown.has(parentElement)) shown.set(parentElement, (data.kind === "list" ? makeList : makeBar)(parentElement));
  const view = shown.get(parentElement);
  view.report = (answer) => setStateValue("answer", answer);
  view.update(data);
  return () => {
    view.close();
    shown.delete(parentElement);
  };
}
