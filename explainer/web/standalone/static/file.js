// File: a component in an HTML file of its own, with the data that stand in the file; nothing is loaded, nothing is sent.

import { usePlotly } from "../board/plotly.js";
import { fromBase64 } from "./bytes.js";
import { plotlyOf } from "./plotly_script.js";

const nothing = () => {};

/** Draw a component into the page, and again when the system's colour scheme changes. */
export function open(draw) {
  const textOf = (id) => document.getElementById(id)?.textContent ?? "";
  const [data, plotly] = ["gatescope-data", "gatescope-plotly"].map((id) => fromBase64(textOf(id).trim()));
  if (plotly.length) usePlotly(() => plotlyOf(plotly));
  const show = () => draw({ data, parentElement: document.getElementById("gatescope"), setStateValue: nothing, setTriggerValue: nothing });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
}
