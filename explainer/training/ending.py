"""The sentence that says why a run ended."""

from collections.abc import Callable

import numpy as np

from explainer.tasks.baselines import describe_best
from explainer.tasks.language_metrics import perplexity
from explainer.tasks.metrics import METRICS, Metric, is_solved
from explainer.training.domain import has_domain, outside_in_test
from explainer.training.records import Numbers
from explainer.training.state import TrainingState


def ending_sentence(state: TrainingState, metric: Numbers) -> str:
    """Say why a run ended, with `metric`, (S,), on the whole test set."""
    return ENDINGS[state.reason](state, metric)


def _done(state: TrainingState, metric: Numbers) -> str:
    solved = all(is_solved(state.learner.problem, value) for value in metric)
    return (
        f"All {state.step:,} updates were made{' and the task is solved' if solved else ''}; {_remarks(state, metric)}"
    )


def _solved(state: TrainingState, metric: Numbers) -> str:
    who = "The task is" if len(metric) == 1 else f"All {len(metric)} seeds have"
    return (
        f"{who} solved {'' if len(metric) == 1 else 'the task '}after {state.step:,} updates: {_score(state, metric)}."
        f"{_last_epoch(state)}{_comparison(state, metric)}"
    )


def _stopped(state: TrainingState, metric: Numbers) -> str:
    patience = state.learner.recipe.patience
    return (
        f"Stopped after {state.step:,} updates: no seed has improved on the test set for {patience:,}; "
        f"{_remarks(state, metric)}"
    )


def _nan(state: TrainingState, metric: Numbers) -> str:
    """Name the update at which the last seed's loss stopped being finite, and what is most likely to help."""
    recipe, step = state.learner.recipe, int(state.progress.lost_at.max())
    whose = "The loss" if recipe.seeds == 1 else "Every seed's loss"
    if state.outside:
        return f"{whose} has not been a finite number since update {step:,}. {state.outside}"
    clip = "clip gradients by their norm, or " if recipe.clip != "norm" else ""
    return (
        f"{whose} has not been a finite number since update {step:,}, at a learning rate of {state.rate:g}: {clip}"
        f"start again with a rate of {state.rate / 10:.2g}."
    )


def _score(state: TrainingState, metric: Numbers) -> str:
    metric_info = METRICS[state.learner.problem.metric]
    finite = metric[np.isfinite(metric)]
    if not len(finite):
        return "the predictions are not finite numbers"
    return f"{metric_info.title} {_range(metric_info, finite)}{_test_name(state)}"


def _range(metric: Metric, values: Numbers) -> str:
    low, high = metric.format(values.min()), metric.format(values.max())
    return low if low == high else f"{low} to {high}"


def _test_name(state: TrainingState) -> str:
    split = state.learner.problem.split
    return f" on the {split.test_name}" if split else ""


def _last_epoch(state: TrainingState) -> str:
    """Say which perplexity the training text has in the last whole epoch, where the problem is a text."""
    mean = state.epoch.mean if state.epoch else None
    if mean is None or not np.isfinite(mean).any():
        return ""
    found = np.array([perplexity(one) for one in mean[np.isfinite(mean)]])
    return f" Over the last epoch it was {_range(METRICS['perplexity'], found)} on the training text."


def _remarks(state: TrainingState, metric: Numbers) -> str:
    return f"{_score(state, metric)}.{_last_epoch(state)}{_comparison(state, metric)}{_lost_seeds(state, metric)}"


def _comparison(state: TrainingState, metric: Numbers) -> str:
    """Name the best simple answer, where the task has some, and say where no seed is better than it."""
    problem = state.learner.problem
    if not problem.baselines:
        return ""
    sign = 1 if METRICS[problem.metric].better == "higher" else -1
    better = (sign * metric > sign * problem.baseline).any()
    none = "the network is not better" if len(metric) == 1 else "no seed is better"
    return f" {describe_best(problem).capitalize()}{'' if better else f'; {none}'}."


def _lost_seeds(state: TrainingState, metric: Numbers) -> str:
    """Say how many seeds have no finite loss while others have, and which operation had no value."""
    lost = int((~state.progress.has_finite_loss).sum())
    text = f" The loss of {lost} of {len(state.progress.lost_at)} seeds is not a finite number." if lost else ""
    return text + (f" {state.outside}" if state.outside else _outside_in_test(state, metric))


def _outside_in_test(state: TrainingState, metric: Numbers) -> str:
    """Say which operation had no value over the test set, where a score is not a finite number."""
    lost = np.flatnonzero(~np.isfinite(metric))
    if not len(lost) or not has_domain(state.learner.network.program):
        return ""
    found = outside_in_test(state.learner, int(lost[0]))
    return f" In the test set, a{str(found)[1:]}" if found else ""


ENDINGS: dict[str, Callable[[TrainingState, Numbers], str]] = {
    "done": _done,
    "solved": _solved,
    "stopped": _stopped,
    "nan": _nan,
}
