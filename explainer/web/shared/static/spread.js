// Mean and spread of all units of a vector, as the operation `norm` and its backward rule use them.

const EPSILON = 1e-5; // added to the variance before its root, as in Python's cells/functions.py

/** Return {mean, spread} of `size` numbers of a line, from `at` on, `stride` apart. */
export function measure(line, at, size, stride = 1) {
  let [mean, squares] = [0, 0];
  for (let u = 0; u < size; u++) mean += line[at + u * stride];
  mean /= size;
  for (let u = 0; u < size; u++) squares += (line[at + u * stride] - mean) ** 2;
  return { mean, spread: Math.sqrt(squares / size + EPSILON) };
}

/** Return the same for a value {data, rows, columns} at one step; one column stands for every step. */
export const measureAt = ({ data, rows, columns }, t) => measure(data, columns === 1 ? 0 : t, rows, columns);
