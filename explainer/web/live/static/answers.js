// The answers: what is said of a probe and what is right, as rows, one for each judged place.

/** Return answers as a list of rows, shares of classes or numbers: one row where only the last step is judged. */
export const rowsOf = (said, { where }) => (where === "last" ? [said.flat().map(known)] : said.map((row) => [row].flat().map(known)));

const known = (value) => value ?? NaN; // no number travels as null

/** Return the right answers, one per place: class numbers, or rows of numbers. */
export function truthOf({ task, answers }) {
  const truth = answers.find((one) => one.truth !== undefined && one.truth !== null)?.truth ?? task.truth;
  if (task.kind === "classes") return [truth].flat(Infinity);
  return task.where === "last" ? [[truth].flat(Infinity)] : truth.map((row) => [row].flat());
}

/** The places that are judged, as steps from 0. */
export const placesOf = ({ where, steps, judged }) => (where === "last" ? [steps - 1] : judged.flatMap((counts, t) => (counts ? [t] : [])));

/** The class that has the largest share. */
export const best = (row) => row.reduce((most, value, k) => (value > row[most] ? k : most), 0);
