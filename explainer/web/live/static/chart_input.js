// Chart input: a box dragged on a chart zooms; the pointer or the arrow keys read its numbers.

import { pointIn } from "../shared/type_scale.js";

/** Let a chart be zoomed and read by pointer and keyboard. */
export function addChartInput(chart) {
  const { plot } = chart.figure;
  let box = null;
  const at = (event) => pointIn(plot, event);
  plot.addEventListener("pointerdown", (event) => {
    if (event.button || event.pointerType === "touch") return chart.readAt(chart.axes().x.value(at(event)[0]));
    box = { from: at(event), to: at(event) };
    plot.setPointerCapture(event.pointerId);
  });
  plot.addEventListener("pointermove", (event) => {
    if (!box) return chart.readAt(chart.axes().x.value(at(event)[0]));
    box.to = at(event);
    chart.showZoomBox(box);
  });
  const end = () => {
    if (box && Math.abs(box.to[0] - box.from[0]) > 6 && Math.abs(box.to[1] - box.from[1]) > 6) zoomTo(chart, box);
    box = null;
    chart.showZoomBox(null);
  };
  plot.addEventListener("pointerup", end);
  plot.addEventListener("pointercancel", end);
  plot.addEventListener("pointerleave", () => chart.readAt(null));
  plot.addEventListener("blur", () => chart.readAt(null));
  plot.addEventListener("dblclick", () => chart.resetZoom());
  plot.addEventListener("keydown", (event) => {
    const action = KEYS[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    action(chart, event.shiftKey ? 10 : 1);
    event.preventDefault();
  });
}

function zoomTo(chart, { from, to }) {
  const { x, y } = chart.axes();
  const sorted = (axis, k) => [axis.value(from[k]), axis.value(to[k])].sort((a, b) => a - b);
  chart.zoomTo({ x: sorted(x, 0), y: sorted(y, 1) });
}

const KEYS = {
  ArrowLeft: (chart, by) => chart.moveReading(-by),
  ArrowRight: (chart, by) => chart.moveReading(by),
  Home: (chart) => chart.moveReading(-Infinity),
  End: (chart) => chart.moveReading(Infinity),
  "+": (chart) => scaleBy(chart, 0.5),
  "-": (chart) => scaleBy(chart, 2),
  Escape: (chart) => chart.resetZoom(),
  0: (chart) => chart.resetZoom(),
};

/** Zoom along training time around the update that is read, or around the middle. */
function scaleBy(chart, factor) {
  const { x, y } = chart.axes();
  const middle = chart.at ?? (x.low + x.high) / 2;
  const range = [middle - (middle - x.low) * factor, middle + (x.high - middle) * factor];
  chart.zoomTo({ x: [Math.max(0, range[0]), range[1]], y: [y.low, y.high] });
}
