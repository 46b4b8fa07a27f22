// Axes of a figure, computed from its layout as plotly does: every range is set, every margin is fixed.

/** Return {x, y, y2, …, plotArea} of a picture of this size; `zoomed` is plotly's layout, where the visitor may have zoomed. */
export function axesOf(layout, { width, height }, zoomed) {
  const { l, r, t, b } = layout.template.layout.margin;
  const plotArea = { left: l, top: t, width: width - l - r, height: height - t - b };
  const names = Object.keys(layout).filter((name) => /^[xy]axis\d?$/.test(name));
  const axes = names.map((name) => [name.replace("axis", ""), axis(name[0] === "x", layout[name], zoomed?.[name], plotArea)]);
  return Object.assign(Object.fromEntries(axes), { plotArea });
}

/** Return an axis: pixel(value), value(pixel), its first pixel and its length in pixels; `across` is horizontal. */
function axis(across, { range, domain = [0, 1], type }, zoomed, plotArea) {
  const [from, to] = zoomed?.range ?? range;
  const start = across ? plotArea.left : plotArea.top + plotArea.height * (1 - domain[1]);
  const length = across ? plotArea.width : plotArea.height * (domain[1] - domain[0]);
  const scale = type === "log" ? Math.log10 : (value) => value;
  const directed = (fraction) => (across ? fraction : 1 - fraction);
  const pixel = (value) => start + length * directed((scale(value) - from) / (to - from));
  return {
    across, start, length, pixel,
    barBase: type === "log" || from >= 0 ? start + length : pixel(0),
    value: (at) => from + (to - from) * directed((at - start) / length),
  };
}

/** Return the k-th step or unit (from 0) of an axis as a box over the whole plot area, or null outside the zoom. */
export function bandOf({ across, start, length, pixel }, plotArea, k) {
  const [from, to] = [pixel(k + 0.5), pixel(k + 1.5)].sort((a, b) => a - b);
  const [first, last] = [Math.max(start, from), Math.min(start + length, to)];
  if (last <= first) return null;
  const along = { at: first, size: last - first };
  return across
    ? { left: along.at, width: along.size, top: plotArea.top, height: plotArea.height }
    : { left: plotArea.left, width: plotArea.width, top: along.at, height: along.size };
}
