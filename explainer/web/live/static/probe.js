// Probe: one sequence of the test set, the correct answers, and each network's predictions for it.

import { makeFigure } from "./figure.js";
import { classProbeHeight, classProbeWidth, paintClassProbe } from "./class_probe.js";
import { numberProbeHeight, paintNumberProbe } from "./number_probe.js";
import { isPair, stepCount } from "./pair_steps.js";
import { pairProbeHeight, paintPairProbe, pairStepAt, pairTable } from "./pair_probe.js";
import { isText, paintTextProbe, stepAt, textProbeHeight } from "./text_probe.js";
import { addStepInput } from "./steps.js";
import { bestClass, rowsOf, stepsThatCount, targetsOf } from "./predictions.js";

/** Make the figure; `data()` returns {task, predictions: [{name, colour, shape, prediction, target}], step}. */
export function makeProbe({ data, theme, cursor }) {
  const hasClasses = () => data().task.kind === "classes";
  const painter = () => (isPair(data().task) ? paintPairProbe : isText(data().task) ? paintTextProbe : hasClasses() ? paintClassProbe : paintNumberProbe);
  const hasSteps = () => isPair(data().task) || isText(data().task);
  const paint = (pen, size, theme) => painter()(pen, size, theme, { ...data(), predictions: withRows(data()), chosen: Math.min(cursor.t, stepCount(data().task) - 1) });
  const figure = makeFigure({ key: "probe", title: "Probe", height: 200, paint, theme, tableOf: () => tableOf(data(), withRows(data())) });
  figure.fit = () => {
    const { task, predictions } = data();
    figure.leastWidth = 0;
    if (isPair(task)) return figure.resize(pairProbeHeight(task, predictions.length, figure.plot.clientWidth));
    if (isText(task)) return figure.resize(textProbeHeight(task, predictions.length, figure.plot.clientWidth));
    figure.leastWidth = hasClasses() ? classProbeWidth(task, figure.plot.clientWidth) : 0;
    return figure.resize((hasClasses() ? classProbeHeight : numberProbeHeight)(task, predictions.length));
  };
  addStepInput(figure, cursor, ({ offsetX, offsetY }) => {
    const { task, predictions } = data();
    return hasSteps() ? (isPair(task) ? pairStepAt : stepAt)(task, predictions.length, figure.size.width, offsetX, offsetY) : null;
  }, hasSteps); // the arrow keys scroll any other
  cursor.follow(() => hasSteps() && figure.size.width && figure.draw()); // best guesses are written under the text
  return figure;
}

/** Return the predictions with their rows of k numbers, one per step that counts; null where there is none yet. */
const withRows = ({ task, predictions }) => predictions.map((one) => ({ ...one, rows: one.prediction ? rowsOf(one.prediction, task) : null }));

function tableOf({ task, predictions }, all) {
  const known = all.filter((one) => one.rows);
  const targets = targetsOf({ task, predictions });
  if (isPair(task)) return pairTable(task, known, targets);
  const hasClasses = task.kind === "classes";
  const text = (value) => (hasClasses ? task.outputs[value] : value);
  const names = hasClasses ? [""] : task.outputs.map((name) => ` ${name}`);
  const columns = ["step", "input", ...names.map((name) => `correct${name}`), ...known.flatMap(({ name }) => (hasClasses ? [name, `${name}, probability of the correct class`] : names.map((output) => `${name}${output}`)))];
  const counted = new Set(stepsThatCount(task));
  const rows = Array.from({ length: task.steps }, (_, t) => {
    const k = task.where === "last" ? 0 : t;
    const correct = counted.has(t) ? [targets[k]].flat() : names.map(() => "");
    const predicted = known.flatMap(({ rows }) => (!counted.has(t) ? new Array(hasClasses ? 2 : names.length).fill("")
      : hasClasses ? [text(bestClass(rows[k])), rows[k][targets[k]]] : rows[k]));
    const input = task.symbols?.[t] ?? task.channels.map(({ name, values }) => `${name} ${Number(values[t].toPrecision(4))}`).join(", ");
    return [t + 1, input, ...correct.map((value) => (value === "" ? "" : text(value))), ...predicted];
  });
  return { columns, rows };
}
