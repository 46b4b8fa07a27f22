// Downloads of a figure as CSV, PNG or SVG.

import { download } from "../shared/dom.js";
import { plotly } from "./plotly.js";
import { tableOf, toCsv } from "./table.js";

/** Download a figure's numbers as CSV. */
export const downloadCsv = (chart) => download(`${chart.card.file}.csv`, URL.createObjectURL(new Blob([toCsv(tableOf(chart))], { type: "text/csv" })));

/** Download a figure with its title and legends as "png" or "svg". */
export async function downloadImage({ card, data, layout }, format) {
  const Plotly = await plotly();
  const traces = data.map((trace) => (trace.type === "heatmap" ? { ...trace, showscale: true } : trace));
  const title = { text: card.letter ? `${card.letter}: ${card.title}` : card.title, x: 0.02, font: { size: 15 } };
  const titled = { ...layout, title, showlegend: data.length > 1, margin: { ...layout.template.layout.margin, t: 64 } };
  download(`${card.file}.${format}`, await Plotly.toImage({ data: traces, layout: titled }, { format, width: 900, height: 480, scale: format === "png" ? 2 : 1 }));
}
