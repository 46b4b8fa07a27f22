// The spread: the mean and the spread of all units of a vector; norm is computed, sent back and written with them.

const SMALL = 1e-5; // what is added to a variance before its root, as in Python's ops.py

/** Return {mean, spread} of `size` numbers of a line, from `at` on, `stride` apart. */
export function measure(line, at, size, stride = 1) {
  let [mean, squares] = [0, 0];
  for (let u = 0; u < size; u++) mean += line[at + u * stride];
  mean /= size;
  for (let u = 0; u < size; u++) squares += (line[at + u * stride] - mean) ** 2;
  return { mean, spread: Math.sqrt(squares / size + SMALL) };
}

/** Return the same for a value {data, rows, columns} at one step; what has one column is the same at every step. */
export const measureAt = ({ data, rows, columns }, t) => measure(data, columns === 1 ? 0 : t, rows, columns);
