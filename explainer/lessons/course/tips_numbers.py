"""What lesson “Training tips as experiments” computes: differences of paired seeds, with their intervals."""

from collections.abc import Callable, Mapping

import numpy as np

from explainer.lessons.course.signed_number import SignedNumber
from explainer.lessons.course.state import State
from explainer.numerics.paired_difference import PairedDifference, paired_difference
from explainer.runs.experiment import ON_BRACKETS, ON_RECALL, ON_SINE, PLAIN, Experiment
from explainer.runs.measured import measured

HIGHER, LOWER, UNCLEAR = range(3)
"""What a tip does to the score, as the options stand."""
SIGNS = {"higher": HIGHER, "lower": LOWER, "unclear": UNCLEAR}
SHOWN = (0.02, 0.03, -0.01, 0.02, 0.04)
"""The five differences in the last question."""


def difference(experiment: Experiment, tip: str, against: str = PLAIN) -> PairedDifference:
    """Return the difference of a tip's metric from that of another variant, over paired seeds."""
    found = measured(experiment.key).variants
    return paired_difference(found[tip].metric, found[against].metric)


def sign_of(experiment: Experiment, tip: str, against: str = PLAIN) -> Callable[[State], int]:
    """Return the truth of a prediction: what the tip does to the metric."""
    return lambda state: SIGNS[difference(experiment, tip, against).sign]


def values_of(experiment: Experiment, tip: str, against: str = PLAIN) -> Callable[[State], Mapping[str, object]]:
    """Return what computes the numbers of a tip: both means, the difference and its interval, in points of 100.

    Errors, for which lower is better, are in thousandths.
    """

    def values(state: State) -> Mapping[str, object]:
        found, one = measured(experiment.key), difference(experiment, tip, against)
        recipe = found.variants[tip].recipe
        factor = 1000.0 if experiment is ON_SINE else 100.0
        means = {name: float(np.mean(found.variants[name].metric)) for name in (tip, against)}
        first = [found.variants[name].metric[0] for name in (tip, against)]
        return {
            "tip": means[tip], "plain": means[against], "mean": SignedNumber(factor * one.mean),
            "low": SignedNumber(factor * one.low), "high": SignedNumber(factor * one.high),
            "one": SignedNumber(factor * (first[0] - first[1])), "seeds": experiment.base.seeds,
            "seed": experiment.base.seed, "updates": experiment.base.updates, "date": found.date,
            "torch": found.versions["torch"], "error": factor * means[against],
            "rate": experiment.base.rate, "own_rate": recipe.rate, "units": recipe.m, "chunk": recipe.chunk,
            "gap": recipe.settings.get("gap", 0), "dropped": recipe.dropout,
        }  # fmt: skip

    return values


of_clipping = values_of(ON_BRACKETS, PLAIN, "no clipping")
of_optimiser = values_of(ON_BRACKETS, "sgd")
of_momentum = values_of(ON_BRACKETS, "momentum, rate 0.3")
of_chunks = values_of(ON_RECALL, "chunks of 10")
of_layers = values_of(ON_BRACKETS, "two layers")
of_norm = values_of(ON_BRACKETS, "normalised")
of_dropout = values_of(ON_BRACKETS, "dropout")
of_start = values_of(ON_SINE, "learned start")


def shown_difference() -> PairedDifference:
    """Return the difference in the last question."""
    return paired_difference(SHOWN, [0.0] * len(SHOWN))


def shown_sign(state: State) -> int:
    """Return which option of the last question is right."""
    return SIGNS[shown_difference().sign]


def of_shown(state: State) -> Mapping[str, object]:
    """Return the five differences of the last question, their mean and their interval, in points of 100."""
    one = shown_difference()
    listed = ", ".join(f"{100 * value:+.0f}" for value in SHOWN)
    return {"listed": listed.replace("-", "−"), "mean": SignedNumber(100 * one.mean),
            "low": SignedNumber(100 * one.low), "high": SignedNumber(100 * one.high),
            "seeds": len(SHOWN)}  # fmt: skip
