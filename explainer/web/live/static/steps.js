// Steps: one step of the probe is pointed at in all figures over sequence time at once.

/** Let pointer and arrow keys on a figure move the cursor; `stepAt(event)` is the step under the pointer, or null. */
export function addStepInput({ plot }, cursor, stepAt, hasKeys = () => true) {
  const move = (event) => {
    const t = stepAt(event);
    if (t !== null) cursor.move({ t });
  };
  plot.addEventListener("pointermove", move);
  plot.addEventListener("pointerdown", move); // a finger does not hover
  plot.addEventListener("keydown", (event) => {
    const position = { ArrowLeft: cursor.t - 1, ArrowRight: cursor.t + 1, Home: 0, End: cursor.steps - 1 }[event.key];
    if (position === undefined || !hasKeys() || event.ctrlKey || event.metaKey || event.altKey) return;
    cursor.move({ t: position });
    event.preventDefault();
  });
}

/** Name a step, counted from 0, with its symbol where the probe has symbols. */
export const nameOfStep = ({ symbols }, t) => `step ${t + 1}${symbols ? `, input “${symbols[t]}”` : ""}`;
