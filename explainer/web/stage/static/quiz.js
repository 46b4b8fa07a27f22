// Quiz: the visitor computes one time step, operation by operation, in any valid order.

/** Make the quiz of a stage; `on` is whether it runs, `message` its last message. */
export function makeQuiz(stage) {
  const quiz = { on: false, done: new Set(), message: "" };
  const steps = () => stage.header.program.steps;
  const isComputed = (name) => !steps().some((step) => step.name === name) || quiz.done.has(name);
  const missing = (step) => step.args.filter((arg) => !isComputed(arg));

  /** Return whether an operation is not computed yet and all its inputs are. */
  quiz.isReady = (step) => quiz.on && !quiz.done.has(step.name) && !missing(step).length;

  quiz.toggle = () => {
    quiz.on = !quiz.on;
    quiz.done.clear();
    quiz.message = quiz.on ? "Click an operation whose inputs are computed; those have a strong outline." : "";
    stage.player.pause(); // which also shows the change
  };

  /** Compute an operation, or explain why it cannot be computed yet. */
  quiz.attempt = (step) => {
    const needed = missing(step);
    if (quiz.done.has(step.name)) quiz.message = `${stage.nameOf(step.name)} is already computed.`;
    else if (needed.length) quiz.message = `Not yet: ${stage.nameOf(step.name)} needs ${needed.map(stage.nameOf).join(" and ")} first.`;
    else {
      quiz.done.add(step.name);
      quiz.message = quiz.done.size === steps().length ? "Step complete: every value is computed." : `Correct: ${step.title}.`;
      stage.player.jump(steps().indexOf(step));
    }
    stage.refresh({ op: true });
  };

  /** A new time step begins with nothing computed. */
  quiz.restart = () => {
    if (!quiz.on) return;
    quiz.done.clear();
    quiz.message = "New step: nothing is computed yet.";
  };
  return quiz;
}
