"""Sentences about a checkpoint: its score, its prediction, and what holding a gate or state changes."""

import numpy as np

from explainer.figures.number_format import digits
from explainer.figures.pair_sentences import SAME_EXACT
from explainer.inputs.sequence import counted
from explainer.numerics.counterfactual import LayerHold
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.prediction import Prediction
from explainer.tasks.baselines import describe_best
from explainer.tasks.metrics import METRICS, is_solved
from explainer.tasks.problem import Problem


def of_checkpoint(weights: Checkpoint, value: float) -> str:
    """Return the score over the whole test set at this step of the training."""
    problem = weights.problem
    metric, count = METRICS[problem.metric], problem.test.x.shape[-1]
    when = "Before the first update" if weights.step == 0 else f"After {counted(weights.step, 'update')}"
    if not np.isfinite(value):
        return f"{when}: the predictions for the test set are not finite."
    solved = "the task is solved" if is_solved(problem, value) else f"solved means {metric.format(problem.solved)}"
    same = f" {SAME_EXACT}" if problem.pairs else ""
    return (
        f"{when}: {metric.title} {metric.format(value)} over {counted(count, 'test sequence')}{weights.omissions()}."
        f"{same} {describe_best(problem).capitalize()}; {solved}."
    )


def of_baselines(problem: Problem) -> str:
    """Return the score of each simple answer over the test set, where the task has some."""
    if not problem.baselines:
        return ""
    metric = METRICS[problem.metric]
    listed = " ".join(f"{name.capitalize()}: {metric.format(value)}." for name, value in problem.baselines)
    where = problem.split.test_text if problem.split else "test set"
    return f"Simple answers and their {metric.title} on the {where}. {listed}"


def of_hold(
    weights: Checkpoint, held: LayerHold, before: float, after: float, now: Prediction, without_hold: Prediction
) -> str:
    """Return what holding a gate or state changes: the score over the test set, and the prediction."""
    metric = METRICS[weights.problem.metric]
    one, other = (metric.format(value) if np.isfinite(value) else "no number" for value in (before, after))
    if one == other:
        scores = f"{metric.title} over the test set stays at {one}"
    else:
        better = (after > before) == (metric.better == "higher")
        change = "changes" if "no number" in (one, other) else "improves" if better else "gets worse"
        scores = f"{metric.title} over the test set {change}: {one} → {other}"
    where = f"{'the decoder’s ' if weights.encoder else ''}{held.describe()}"
    return f"With {where}, {scores}. {of_changed_prediction(weights.problem, now, without_hold)}"


def of_changed_prediction(problem: Problem, now: Prediction, without_hold: Prediction) -> str:
    """Return how the prediction for this sequence differs from the one without the hold."""
    found = [has_value(one) for one in (now, without_hold)]
    if not all(found):
        with_it, without = (("a" if one else "no") for one in found)
        return f"Here there is {with_it} prediction with it, and {without} prediction without it."
    if problem.kind == "classes":
        return _changed_classes(problem, now, without_hold)
    if now.values.ndim == 1:
        return f"Here the prediction is {digits(now.values[0])} instead of {digits(without_hold.values[0])}."
    difference = np.abs(now.values - without_hold.values)
    if not difference.max() > 0:
        return "Here no prediction changes."
    t = int(difference.max(axis=1).argmax())
    return f"Here the predictions change by up to {digits(float(difference.max()))}, most at step {t + 1}."


def of_prediction(problem: Problem, prediction: Prediction) -> str:
    """Return the prediction, and whether it is correct."""
    if not has_value(prediction):
        return "There is no prediction, since its numbers have no value."
    if problem.kind == "classes" and prediction.values.ndim == 1:
        k = int(prediction.values.argmax())
        predicted = (
            f"The prediction at the last step is “{problem.outputs[k]}” (probability {prediction.values[k]:.2f})"
        )
        return f"{predicted}{_verdict(problem, k, prediction)}."
    if problem.kind == "classes":
        return _correct_steps(problem, prediction)
    last = prediction.values if prediction.values.ndim == 1 else prediction.values[-1]
    predicted = f"The prediction at the last step is {', '.join(map(digits, last))}"
    if prediction.target is None:
        return f"{predicted}; the correct value is unknown."
    if prediction.values.ndim == 1:
        return f"{predicted}; the correct value is {digits(prediction.target.ravel()[0])}."
    return f"On average the prediction is off by {digits(float(np.abs(prediction.values - prediction.target).mean()))}."


def has_value(prediction: Prediction) -> bool:
    """Tell whether all numbers of a prediction are finite."""
    return bool(np.isfinite(prediction.values).all())


def _verdict(problem: Problem, k: int, prediction: Prediction) -> str:
    if prediction.target is None:
        return "; the correct answer is unknown"
    correct = int(prediction.target[0])
    return ", which is correct" if correct == k else f"; the correct answer is “{problem.outputs[correct]}”"


def _correct_steps(problem: Problem, prediction: Prediction) -> str:
    if prediction.target is None:
        return f"The correct answers are known for {'a right target' if problem.pairs else 'the probe'} alone."
    mask = np.ones(len(prediction.target)) if prediction.mask is None else prediction.mask
    correct = int(((prediction.values.argmax(axis=1) == prediction.target) * mask).sum())
    return f"The prediction is correct at {correct} of {counted(int(mask.sum()), 'step')} with a target."


def _changed_classes(problem: Problem, now: Prediction, without_hold: Prediction) -> str:
    if now.values.ndim == 1:
        one, other = int(now.values.argmax()), int(without_hold.values.argmax())
        predicted = f"Here the prediction is “{problem.outputs[one]}” ({now.values[one]:.2f})"
        if one == other:
            return f"{predicted} as before ({without_hold.values[other]:.2f})."
        return f"{predicted} instead of “{problem.outputs[other]}” ({without_hold.values[other]:.2f})."
    changed = int((now.values.argmax(axis=1) != without_hold.values.argmax(axis=1)).sum())
    return f"Here the predicted class changes at {changed} of {counted(len(now.values), 'step')}."
