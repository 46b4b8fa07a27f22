"""The sentences of the inspection: how right a net is at a moment, and what a hold changes."""

import numpy as np

from explainer.numerics.counterfactual import Held
from explainer.runs.checkpoint import Trained
from explainer.runs.prediction import Said
from explainer.tasks.metrics import METRICS, is_solved
from explainer.tasks.problem import Problem


def of_moment(weights: Trained, value: float) -> str:
    """Say how right the net is over the whole test set at this moment of its training."""
    problem = weights.problem
    metric, count = METRICS[problem.metric], problem.test.x.shape[-1]
    when = "Before the first update" if weights.at == 0 else f"After {weights.at:,} updates"
    if not np.isfinite(value):
        return f"{when}: what it says of the test set is no number any more."
    solved = "solved" if is_solved(problem, value) else f"solved counts from {metric.written.format(problem.solved)}"
    without = metric.written.format(problem.baseline)
    return (
        f"{when}: {metric.title} {metric.written.format(value)} over {count:,} test sequences ({without} without "
        f"memory; {solved}){weights.left_out()}."
    )


def of_hold(weights: Trained, held: Held, before: float, after: float, now: Said, free: Said) -> str:
    """Say what holding a value changes: the score over the whole test set, and the answer to this sequence."""
    problem = weights.problem
    metric = METRICS[problem.metric]
    one, other = (metric.written.format(value) if np.isfinite(value) else "no number" for value in (before, after))
    if one == other:
        scores = f"{metric.title} over the whole test set stays at {one}"
    else:
        turn = "improves" if (after > before) == (metric.better == "higher") else "gets worse"
        scores = f"{metric.title} over the whole test set {turn}: {one} → {other}"
    return f"With {held.words()}, {scores}. {of_answer(problem, now, free)}"


def of_answer(problem: Problem, now: Said, free: Said) -> str:
    """Say how the answer to this sequence differs from what it would be without the hold."""
    if problem.kind == "classes":
        return _classes(problem, now, free)
    if now.answers.ndim == 1:
        return f"Here it says {_number(now.answers[0])} instead of {_number(free.answers[0])}."
    off = np.abs(now.answers - free.answers)
    if not off.max() > 0:
        return "Here nothing that it says changes."
    t = int(off.max(axis=1).argmax())
    return f"Here what it says changes by up to {_number(float(off.max()))}, most at step {t + 1}."


def of_said(problem: Problem, said: Said) -> str:
    """Say what the net says, and whether that is right."""
    if problem.kind == "classes" and said.answers.ndim == 1:
        k = int(said.answers.argmax())
        words = f"At the last step it says “{problem.outputs[k]}”, with a share of {said.answers[k]:.2f}"
        return f"{words}{_verdict(problem, k, said)}."
    if problem.kind == "classes":
        return _steps_right(said)
    if said.truth is None:
        last = said.answers if said.answers.ndim == 1 else said.answers[-1]
        return f"At the last step it says {', '.join(map(_number, last))}; nobody knows what would be right."
    if said.answers.ndim == 1:
        return f"At the last step it says {_number(said.answers[0])}; right is {_number(said.truth.ravel()[0])}."
    return f"On average what it says is off by {_number(float(np.abs(said.answers - said.truth).mean()))}."


def _verdict(problem: Problem, k: int, said: Said) -> str:
    if said.truth is None:
        return "; nobody has said what would be right"
    right = int(said.truth[0])
    return ", which is right" if right == k else f"; right is “{problem.outputs[right]}”"


def _steps_right(said: Said) -> str:
    if said.truth is None:
        return "What would be right is known for the probe alone."
    judged = np.ones(len(said.truth)) if said.counts is None else said.counts
    right = int(((said.answers.argmax(axis=1) == said.truth) * judged).sum())
    return f"It is right at {right} of the {int(judged.sum())} steps that count."


def _classes(problem: Problem, now: Said, free: Said) -> str:
    if now.answers.ndim == 1:
        one, other = int(now.answers.argmax()), int(free.answers.argmax())
        words = f"“{problem.outputs[one]}” ({now.answers[one]:.2f})"
        if one == other:
            return f"Here it says {words} as before ({free.answers[other]:.2f})."
        return f"Here it says {words} instead of “{problem.outputs[other]}” ({free.answers[other]:.2f})."
    changed = int((now.answers.argmax(axis=1) != free.answers.argmax(axis=1)).sum())
    return f"Here it says something else at {changed} of {len(now.answers)} steps."


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", "−") if np.isfinite(value) else "no number"
