// Progress: which steps this browser has done and what it answered; it stays in the browser's storage and goes nowhere else.

const KEY = "gatescope-lessons";
let memory = {}; // where the browser allows no storage, as in some frames

function readAll() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
  } catch {
    return memory;
  }
}

function write(name, entry) {
  memory = { ...readAll(), [name]: { ...stepProgress(name), ...entry } };
  try {
    localStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    return; // it lasts as long as the page
  }
}

/** Return what is stored of a step: {task: true, answers: [first, last], done: true}, each where there is one. */
export function stepProgress(name) {
  const found = readAll()[name];
  return found && typeof found === "object" ? found : {};
}

export const isDone = (name) => stepProgress(name).done === true;

/** Return the first and the last answer to a step's prediction; none is an empty list. */
export function answersOf(name) {
  const { answers } = stepProgress(name);
  return Array.isArray(answers) ? answers : [];
}

/** Store an answer; the first one is kept beside it. */
export function storeAnswer(name, answer) {
  const [first] = answersOf(name);
  write(name, { answers: first === undefined ? [answer] : [first, answer] });
}

/** Note how far a step is: it is done when its task and its prediction are, or when it was read where it has neither. */
export function noteStep({ name, task, prediction, answered }) {
  if (task?.done) write(name, { task: true });
  const { task: taskDone } = stepProgress(name);
  if ((!task || taskDone) && (!prediction || answered)) write(name, { done: true });
}
