// The probe: one sequence of the test set, what is right, and what each network says of it now, over sequence time.

import { best, placesOf, rowsOf, truthOf } from "./answers.js";
import { makeFigure } from "./figure.js";
import { paintNumbers, tallNumbers } from "./numbers.js";
import { paintSymbols, tallSymbols } from "./symbols.js";

/** Make the figure; `scene()` returns {task, answers: [{name, colour, shape, said, truth}], step}. */
export function makeProbe({ scene, look }) {
  const symbolic = () => scene().task.kind === "classes";
  const paint = (pen, size, theme) => (symbolic() ? paintSymbols : paintNumbers)(pen, size, theme, { ...scene(), answers: answered(scene()) });
  const figure = makeFigure({ key: "probe", title: "The probe", height: 200, paint, look, tableOf: () => tableOf(scene(), answered(scene())) });
  figure.fit = () => {
    const { task, answers } = scene();
    figure.resize((symbolic() ? tallSymbols : tallNumbers)(task, answers.length));
  };
  return figure;
}

/** Return the answers with what is said as rows of k numbers, one per judged place. */
const answered = ({ task, answers }) => answers.map((one) => ({ ...one, rows: one.said ? rowsOf(one.said, task) : null }));

function tableOf({ task, answers: all }, answers) {
  const heard = answers.filter((one) => one.rows);
  const truth = truthOf({ task, answers: all });
  const written = (value) => (task.kind === "classes" ? task.outputs[value] : value);
  const names = task.kind === "classes" ? [""] : task.outputs.map((name) => ` ${name}`);
  const columns = ["step", "reads", ...names.map((name) => `right${name}`), ...heard.flatMap(({ name }) => (task.kind === "classes" ? [name, `${name}, share of the right one`] : names.map((one) => `${name}${one}`)))];
  const places = new Set(placesOf(task));
  const rows = Array.from({ length: task.steps }, (_, t) => {
    const place = task.where === "last" ? 0 : t;
    const right = places.has(t) ? [truth[place]].flat() : names.map(() => "");
    const said = heard.flatMap(({ rows }) => (!places.has(t) ? new Array(task.kind === "classes" ? 2 : names.length).fill("")
      : task.kind === "classes" ? [written(best(rows[place])), rows[place][truth[place]]] : rows[place]));
    const reads = task.reads?.[t] ?? task.channels.map(({ name, values }) => `${name} ${Number(values[t].toPrecision(4))}`).join(", ");
    return [t + 1, reads, ...right.map((value) => (value === "" ? "" : written(value))), ...said];
  });
  return { columns, rows };
}
