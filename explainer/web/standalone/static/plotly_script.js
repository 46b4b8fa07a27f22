// Plotly where no server has it: its script, compressed, becomes an address that exists in this page alone.

import { loadScript } from "../board/plotly.js";
import { unzip } from "./bytes.js";

/** Return a promise of Plotly from its script as gzip has compressed it. */
export async function plotlyOf(zipped) {
  const address = URL.createObjectURL(new Blob([await unzip(zipped)], { type: "text/javascript" }));
  return loadScript(address).finally(() => URL.revokeObjectURL(address));
}
