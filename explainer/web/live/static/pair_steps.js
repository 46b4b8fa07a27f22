// Pair steps: the steps of a network that first reads a source and then writes a target, and what it reads at each.

import { written } from "./text_probe.js";

/** Tell whether an encoder reads a source before the network begins. */
export const isPair = ({ source }) => Boolean(source);

/** Return how many steps there are: those of the source, if there is one, and those of the task. */
export const stepCount = ({ source, steps }) => (source?.length ?? 0) + steps;

/**
 * Return a task with the steps of its source before its own, as gates and gradients have them; without a source as it is.
 * The decoder reads the tokens `read`, those that the network wrote itself, or without them the right ones.
 */
export function withSource(task, read) {
  const { source, symbols, outputs, mask } = task;
  if (!source) return task;
  const target = read ? read.map((token) => written(outputs[token])) : symbols;
  return { ...task, steps: stepCount(task), symbols: [...source.map(written), ...target], mask: [...source.map(() => false), ...mask] };
}

/** Return how many symbols were written before an END, and whether there was one, of the classes written at each step. */
export function endOf(classes, { outputs }) {
  const found = classes.findIndex((k) => outputs[k] === END);
  return { length: found < 0 ? classes.length : found, ended: found >= 0 };
}

/** Return classes as a string, up to an END. */
export const textOf = (classes, task) => classes.slice(0, endOf(classes, task).length).map((k) => task.outputs[k]).join("");

export const [START, END] = ["▷", "◁"]; // as in Python's tasks/pairs.py
