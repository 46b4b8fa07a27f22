// Widget: a component in a notebook, as anywidget asks for it: data come from a model, choices go into it.

import { usePlotly } from "../board/plotly.js";
import { make } from "../shared/dom.js";
import { fromBuffer } from "./bytes.js";
import { plotlyOf } from "./plotly_script.js";
import { followTheme } from "./theme.js";

const CHOICES = ["view", "cursor"]; // what a component reports that a notebook keeps; each as "view"
const nothing = () => {};

/** Return the widget of a component: an object with `render`. */
export const makeWidget = (draw) => ({ render: ({ model, el }) => render(draw, model, el) });

function render(draw, model, el) {
  const place = make("div", { className: "gs-standalone gs-widget" });
  el.append(place);
  const plotly = fromBuffer(model.get("plotly"));
  if (plotly.length) usePlotly(() => plotlyOf(plotly));
  const keep = (name, value) => {
    if (!CHOICES.includes(name)) return;
    model.set("view", value);
    model.save_changes(); // without a kernel it stays in the page
  };
  let [bytes, close] = [null, nothing];
  const show = () => (close = draw({ data: bytes, parentElement: place, setStateValue: keep, setTriggerValue: nothing }));
  const take = () => {
    bytes = fromBuffer(model.get("data")); // one view for all redraws: a component compares it with the last one
    show();
  };
  const stop = followTheme(place, show);
  take();
  model.on("change:data", take);
  return () => {
    model.off("change:data", take);
    stop();
    close();
  };
}
