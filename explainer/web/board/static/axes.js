// The axes of a figure, worked out from its layout as plotly does: every range is given, every margin fixed.

/** Return {x, y, y2, …} of a picture of this size; `zoomed` is plotly's layout, where the visitor may have zoomed. */
export function axesOf(layout, { width, height }, zoomed) {
  const { l, r, t, b } = layout.template.layout.margin;
  const room = { left: l, top: t, width: width - l - r, height: height - t - b };
  const names = Object.keys(layout).filter((name) => /^[xy]axis\d?$/.test(name));
  const axes = names.map((name) => [name.replace("axis", ""), axis(name[0] === "x", layout[name], zoomed?.[name], room)]);
  return Object.assign(Object.fromEntries(axes), { room });
}

/** An axis: place(value) in pixels, value(pixel), and where its stretch begins and how long it is. */
function axis(across, { range, domain = [0, 1], type }, zoomed, room) {
  const [from, to] = zoomed?.range ?? range;
  const start = across ? room.left : room.top + room.height * (1 - domain[1]);
  const length = across ? room.width : room.height * (domain[1] - domain[0]);
  const scale = type === "log" ? Math.log10 : (value) => value;
  const turn = (share) => (across ? share : 1 - share);
  const place = (value) => start + length * turn((scale(value) - from) / (to - from));
  return {
    across, start, length, place,
    foot: type === "log" || from >= 0 ? start + length : place(0), // where bars stand
    value: (pixel) => from + (to - from) * turn((pixel - start) / length),
  };
}

/** Return where an axis has the k-th step or unit (from 0) as a box over the whole room, or null outside the zoom. */
export function stretch({ across, start, length, place }, room, k) {
  const [from, to] = [place(k + 0.5), place(k + 1.5)].sort((a, b) => a - b);
  const [first, last] = [Math.max(start, from), Math.min(start + length, to)];
  if (last <= first) return null;
  const along = { at: first, size: last - first };
  return across
    ? { left: along.at, width: along.size, top: room.top, height: room.height }
    : { left: room.left, width: room.width, top: along.at, height: along.size };
}
