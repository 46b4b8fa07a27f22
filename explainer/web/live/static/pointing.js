// The pointing: a box dragged on a chart zooms, a pointer or the arrow keys read its numbers.

/** Let a chart be zoomed and read; `chart` has figure, axes(), zoom, snap(x), read(x) and painted(pen, x). */
export function point(chart) {
  const { plot } = chart.figure;
  let box = null;
  const at = ({ clientX, clientY }) => {
    const room = plot.getBoundingClientRect();
    return [clientX - room.left, clientY - room.top];
  };
  plot.addEventListener("pointerdown", (event) => {
    if (event.button || event.pointerType === "touch") return chart.read(chart.axes().x.value(at(event)[0]));
    box = { from: at(event), to: at(event) };
    plot.setPointerCapture(event.pointerId);
  });
  plot.addEventListener("pointermove", (event) => {
    if (!box) return chart.read(chart.axes().x.value(at(event)[0]));
    box.to = at(event);
    chart.box(box);
  });
  const end = () => {
    if (box && Math.abs(box.to[0] - box.from[0]) > 6 && Math.abs(box.to[1] - box.from[1]) > 6) zoomTo(chart, box);
    box = null;
    chart.box(null);
  };
  plot.addEventListener("pointerup", end);
  plot.addEventListener("pointercancel", end);
  plot.addEventListener("pointerleave", () => chart.read(null));
  plot.addEventListener("blur", () => chart.read(null));
  plot.addEventListener("dblclick", () => chart.whole());
  plot.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    act(chart, event.shiftKey ? 10 : 1);
    event.preventDefault();
  });
}

function zoomTo(chart, { from, to }) {
  const { x, y } = chart.axes();
  const sorted = (axis, k) => [axis.value(from[k]), axis.value(to[k])].sort((a, b) => a - b);
  chart.zoomTo({ x: sorted(x, 0), y: sorted(y, 1) });
}

const KEYS = {
  ArrowLeft: (chart, by) => chart.walk(-by),
  ArrowRight: (chart, by) => chart.walk(by),
  Home: (chart) => chart.walk(-Infinity),
  End: (chart) => chart.walk(Infinity),
  "+": (chart) => scaleBy(chart, 0.5),
  "-": (chart) => scaleBy(chart, 2),
  Escape: (chart) => chart.whole(),
  0: (chart) => chart.whole(),
};

/** Zoom along training time around what is read, or around the middle. */
function scaleBy(chart, factor) {
  const { x, y } = chart.axes();
  const middle = chart.at ?? (x.low + x.high) / 2;
  const range = [middle - (middle - x.low) * factor, middle + (x.high - middle) * factor];
  chart.zoomTo({ x: [Math.max(0, range[0]), range[1]], y: [y.low, y.high] });
}
