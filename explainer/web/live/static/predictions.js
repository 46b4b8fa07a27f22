// Predictions and targets of a probe, as rows: one for each step that counts.

/** Return predictions as a list of rows, class probabilities or numbers; one row where only the last step counts. */
export const rowsOf = (prediction, { where }) => (where === "last" ? [prediction.flat().map(orNaN)] : prediction.map((row) => [row].flat().map(orNaN)));

const orNaN = (value) => value ?? NaN; // JSON has null for NaN

/** Return the targets, one per row: class numbers, or rows of numbers. */
export function targetsOf({ task, predictions }) {
  const target = predictions.find((one) => one.target !== undefined && one.target !== null)?.target ?? task.target;
  if (task.kind === "classes") return [target].flat(Infinity);
  return task.where === "last" ? [[target].flat(Infinity)] : target.map((row) => [row].flat());
}

/** Return the steps that count, from 0. */
export const stepsThatCount = ({ where, steps, mask }) => (where === "last" ? [steps - 1] : mask.flatMap((counts, t) => (counts ? [t] : [])));

/** Return the class with the highest probability. */
export const bestClass = (row) => row.reduce((best, value, k) => (value > row[best] ? k : best), 0);
