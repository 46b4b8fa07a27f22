// The quiz: the visitor computes one step, operation by operation, in any order that is possible.

/** Make the quiz of a stage; `on` tells whether it runs, `word` is the last thing it said. */
export function makeQuiz(stage) {
  const quiz = { on: false, done: new Set(), word: "" };
  const steps = () => stage.header.program.steps;
  const isMade = (name) => !steps().some((step) => step.name === name) || quiz.done.has(name);
  const missing = (step) => step.args.filter((arg) => !isMade(arg));

  /** Tell whether an operation's inputs all exist and it does not. */
  quiz.isReady = (step) => quiz.on && !quiz.done.has(step.name) && !missing(step).length;

  quiz.toggle = () => {
    quiz.on = !quiz.on;
    quiz.done.clear();
    quiz.word = quiz.on ? "Click an operation whose inputs exist; those are lit." : "";
    stage.player.pause(); // which also shows the change
  };

  /** Try an operation; says why it cannot come yet. */
  quiz.attempt = (step) => {
    const lacking = missing(step);
    if (quiz.done.has(step.name)) quiz.word = `${stage.nameOf(step.name)} is made already.`;
    else if (lacking.length) quiz.word = `Not yet: ${stage.nameOf(step.name)} needs ${lacking.map(stage.nameOf).join(" and ")} first.`;
    else {
      quiz.done.add(step.name);
      quiz.word = quiz.done.size === steps().length ? "The step is whole: every value is made." : `Right: ${step.title}.`;
      stage.player.jump(steps().indexOf(step));
    }
    stage.refresh({ op: true });
  };

  /** A new step begins with nothing made. */
  quiz.restart = () => {
    if (!quiz.on) return;
    quiz.done.clear();
    quiz.word = "A new step: nothing is made yet.";
  };
  return quiz;
}
