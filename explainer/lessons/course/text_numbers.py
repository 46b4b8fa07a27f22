"""What lesson “A text learns to spell” computes: perplexities, probabilities of a written text, scores of units."""

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from explainer.lessons.course.state import State
from explainer.numerics.counterfactual import LayerHold, with_hold
from explainer.numerics.unit_scores import UnitScores
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.loading import checkpoint_steps, load_checkpoint, nearest_step
from explainer.runs.shipped import shipped_run
from explainer.tasks.metrics import METRICS
from explainer.tasks.predictions import evaluate, predict_batch
from explainer.tasks.prompt import read_prefix
from explainer.tasks.text_features import feature_values, features_of
from explainer.tasks.unit_finder import UnitFinder, find_units
from explainer.tasks.unit_values import Unit
from explainer.tasks.writing import Sampling, write_text

RUN, PREFIX = "text-lstm", "Now is"
LOW, HIGH = 0.7, 1.6  # temperatures
EVERYWHERE, FOLLOWED, IN_RUNS = "vowel", "after a space", "upper case"
"""Features: one that an untrained network follows too, one that is learned, and one that is on in few runs."""
SHOWN = 0.81  # the area in the last question


def weights(step: int | None = None) -> Checkpoint:
    """Return the network after so many updates, by default the last."""
    return load_checkpoint(RUN, nearest_step(RUN, step))


def of_learning(state: State) -> Mapping[str, object]:
    """Return the perplexity at each checkpoint, the number of characters, and that of the best counts."""
    run, problem = shipped_run(RUN), weights().problem
    middle = {f"p{k}": run.metric[step] for k, step in enumerate(run.steps)}
    steps = {f"s{k}": step for k, step in enumerate(run.steps)}
    return {**middle, **steps, "characters": problem.n, "counts": problem.baseline, "prefix": PREFIX}


def guess_perplexity() -> float:
    """Return the perplexity of equal scores for all characters on the test."""
    problem = weights().problem
    target = problem.test.target
    return METRICS["perplexity"].measure(
        np.zeros((len(target), problem.k, target.shape[-1])), target, problem.test.mask
    )


def guess_option(state: State) -> int:
    """Return which option is right: as many as there are characters, 100, or 1."""
    near = [abs(guess_perplexity() - value) for value in (weights().problem.n, 100.0, 1.0)]
    return int(np.argmin(near))


@lru_cache(maxsize=1)
def share_right() -> float:
    """Return how often the most likely character is the right one."""
    problem = weights().problem
    found = predict_batch(weights().layers, weights().readout, problem, problem.test)
    return METRICS["accuracy"].measure(found, problem.test.target, problem.test.mask)


def meaning_option(state: State) -> int:
    """Return which option is right: what the perplexity is above 1 is the share of errors (0), or it is not (1)."""
    last = shipped_run(RUN).metric[shipped_run(RUN).steps[-1]]
    return int(abs((last - 1) - (1 - share_right())) > 0.005)


def of_meaning(state: State) -> Mapping[str, object]:
    """Return the last perplexity, the share of right characters, and that of a network that only repeats."""
    return {**of_learning(state), "right": share_right(), "wrong": 1 - share_right()}


@lru_cache(maxsize=8)
def own_probability(temperature: float) -> float:
    """Return the mean probability that the network itself gives to what it writes at a temperature."""
    one = weights()
    written = write_text(one.layers, one.readout, read_prefix(one.problem, PREFIX), Sampling(200, temperature))
    return float(written.probabilities[written.prefix_length :].mean())


def of_temperature(state: State) -> Mapping[str, object]:
    """Return the mean probability of what is written at a low and at a high temperature."""
    return {"low": LOW, "high": HIGH, "at_low": own_probability(LOW), "at_high": own_probability(HIGH)}


@lru_cache(maxsize=4)
def finder(step: int) -> UnitFinder:
    """Return the units of a checkpoint on the text."""
    one = weights(step)
    return find_units(one.layers, one.problem)


@lru_cache(maxsize=16)
def scores(feature: str, step: int) -> UnitScores:
    """Return the score of each unit on a feature at a checkpoint."""
    one = finder(step)
    return one.score(feature_values(features_of("text", one.text.unit)[feature], one.text))


def best_area(feature: str, trained: bool = True) -> float:
    """Return the area of the best unit on a feature, chosen on the first half and scored on the second."""
    found = scores(feature, checkpoint_steps(RUN)[-1 if trained else 0])
    return float(found.second[found.best])


def best_unit() -> Unit:
    """Return the unit that follows FOLLOWED best."""
    last = checkpoint_steps(RUN)[-1]
    return finder(last).read.units[scores(FOLLOWED, last).best]


def of_units(state: State) -> Mapping[str, object]:
    """Return the best areas on the features, trained and untrained, the line of chance, and the best unit."""
    unit, last = best_unit(), checkpoint_steps(RUN)[-1]
    return {
        "gate": unit.value, "unit": unit.number + 1, "area": best_area(FOLLOWED),
        "untrained": best_area(FOLLOWED, trained=False), "chance": scores(FOLLOWED, last).chance,
        "vowel": best_area(EVERYWHERE), "vowel_untrained": best_area(EVERYWHERE, trained=False),
        "runs_chance": scores(IN_RUNS, last).chance, "shown": SHOWN,
    }  # fmt: skip


@lru_cache(maxsize=1)
def broken_perplexity() -> float:
    """Return the perplexity with the best unit held at 0."""
    unit, one = best_unit(), weights()
    held = with_hold(one.layers, LayerHold(unit.value, 0.0, 0, unit.number, unit.layer))
    return evaluate(held, one.readout, one.problem)


def is_found(state: State) -> int:
    """Return which option is right: the shown area lies above the line of chance (0), or not (1)."""
    return int(scores(IN_RUNS, checkpoint_steps(RUN)[-1]).chance >= SHOWN)
