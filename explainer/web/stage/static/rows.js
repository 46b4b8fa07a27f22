// Rows: which units of a vector are shown one by one, and which are averaged in groups.

export const MOST = 16;

/** Return [{from, to}] of at most 16 rows: each unit, or groups of units around the chosen one, which stands alone. */
export function rowsOf(size, chosen) {
  if (size <= MOST) return Array.from({ length: size }, (_, k) => ({ from: k, to: k + 1 }));
  const before = Math.round(((MOST - 1) * chosen) / size);
  return [...split(0, chosen, before), { from: chosen, to: chosen + 1 }, ...split(chosen + 1, size, MOST - 1 - before)];
}

function split(from, to, parts) {
  const count = Math.min(Math.max(parts, from < to ? 1 : 0), to - from);
  const edge = (k) => from + Math.round(((to - from) * k) / count);
  return Array.from({ length: count }, (_, k) => ({ from: edge(k), to: edge(k + 1) }));
}

/** Return the mean of a row's units at a step; engine buffers are read as (T, units), without transposing them first. */
export function meanOf(array, { from, to }, t) {
  const { rows, columns, timeMajor } = array;
  let sum = 0;
  for (let u = from; u < to; u++) sum += timeMajor ? timeMajor[t * rows + u] : array.data[columns === 1 ? u : u * columns + t];
  return sum / (to - from);
}

/** Name a row, counted from 1: "3", or "5–8". */
export const nameOfRow = ({ from, to }) => (to - from === 1 ? `${from + 1}` : `${from + 1}–${to}`);
