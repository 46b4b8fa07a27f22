"""The ending: why a run is over, in a sentence."""

from collections.abc import Callable

import numpy as np

from explainer.tasks.metrics import METRICS
from explainer.training.records import Numbers
from explainer.training.state import Going


def sentence(going: Going, metric: Numbers) -> str:
    """Say why a run ended, and how right its seeds are on the whole test set, (S,)."""
    return ENDINGS[going.reason](going, metric)


def _done(going: Going, metric: Numbers) -> str:
    return f"All {going.k:,} updates were made; {_right(going, metric)}.{_lost(going)}"


def _solved(going: Going, metric: Numbers) -> str:
    who = "The task is" if len(metric) == 1 else f"All {len(metric)} seeds have"
    return f"{who} solved {'' if len(metric) == 1 else 'the task '}after {going.k:,} updates: {_right(going, metric)}."


def _stopped(going: Going, metric: Numbers) -> str:
    patience = going.learner.recipe.patience
    return (
        f"Stopped after {going.k:,} updates: no seed has become better on the test set for {patience:,}; "
        f"{_right(going, metric)}.{_lost(going)}"
    )


def _nan(going: Going, metric: Numbers) -> str:
    """Name the update at which the last seed was lost, and what is most likely to help."""
    recipe, at = going.learner.recipe, int(going.watch.lost.max())
    whose = "The loss" if recipe.seeds == 1 else "Every seed's loss"
    clip = "clip gradients by their norm, or " if recipe.clip != "norm" else ""
    return (
        f"{whose} is no number any more since update {at:,}, at a learning rate of {going.rate:g}: {clip}"
        f"begin again with a rate of {going.rate / 10:.2g}."
    )


def _right(going: Going, metric: Numbers) -> str:
    kind = METRICS[going.learner.problem.metric]
    known = metric[np.isfinite(metric)]
    if not len(known):
        return "what is said is no number any more"
    low, high = kind.written.format(known.min()), kind.written.format(known.max())
    return f"{kind.title} {low if low == high else f'{low} to {high}'}"


def _lost(going: Going) -> str:
    """Say which seeds went astray while others did not."""
    lost = int((~going.watch.alive).sum())
    return f" The loss of {lost} of {len(going.watch.lost)} seeds is no number any more." if lost else ""


ENDINGS: dict[str, Callable[[Going, Numbers], str]] = {
    "done": _done,
    "solved": _solved,
    "stopped": _stopped,
    "nan": _nan,
}
