// Cursor input: pointer and keys on a picture move the cursor; a box drawn with the zoom tool zooms.

import { moveByKey } from "../shared/cursor.js";
import { plotly } from "./plotly.js";

/** Let pointer and keys on a chart's picture move the cursor. */
export function moveCursorByPointer(picture, chart, cursor) {
  const move = (event) => {
    const box = picture.getBoundingClientRect();
    const axes = chart.axes();
    const position = {};
    for (const [what, name] of Object.entries(chart.card.follows)) {
      if (!axes[name]) continue;
      const pixel = axes[name].across ? event.clientX - box.left : event.clientY - box.top;
      position[what] = Math.round(axes[name].value(pixel)) - 1;
    }
    cursor.move(position);
  };
  const isFree = ({ button }) => {
    const { t, unit } = chart.card.follows;
    return !button && (t || unit) && !picture.layout?.dragmode;
  };
  picture.addEventListener("pointerdown", (event) => {
    if (!isFree(event)) return;
    move(event);
    picture.setPointerCapture(event.pointerId);
    picture.onpointermove = move;
  }, true);
  for (const end of ["pointerup", "pointercancel"]) picture.addEventListener(end, () => (picture.onpointermove = null), true);
  picture.addEventListener("keydown", (event) => moveByKey(cursor, event));
}

/** Let the next drag draw a box to zoom into; a zoomed picture is reset to the full range. */
export async function zoom(picture, chart) {
  const Plotly = await plotly();
  const ranges = ["xaxis", "yaxis"].map((name) => [`${name}.range`, chart.layout[name].range]);
  const isFull = ranges.every(([, range], k) => String(range) === String(picture.layout[k ? "yaxis" : "xaxis"].range));
  const change = isFull ? { dragmode: picture.layout.dragmode ? false : "zoom" } : { ...Object.fromEntries(ranges), dragmode: false };
  await Plotly.relayout(picture, change);
}

/** Listen to zooms and to clicks on a unit's point, once plotly has drawn. */
export function listenToPlotly(picture, chart, cursor, Plotly) {
  picture.on("plotly_relayout", (change) => {
    chart.mark();
    picture.classList.toggle("gs-zooming", Boolean(picture.layout.dragmode));
    if ("xaxis.range[0]" in change && picture.layout.dragmode) Plotly.relayout(picture, { dragmode: false }); // one box, then the cursor again
  });
  picture.on("plotly_click", ({ points }) => {
    const unit = points?.[0]?.customdata;
    if (chart.card.follows.points && unit) cursor.move({ unit: unit - 1 });
  });
}
