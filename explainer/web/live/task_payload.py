"""What the live component receives of a task: a probe with its target, the metric, and the levels of simple answers."""

from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.inputs import sequence as inputs
from explainer.tasks import probe
from explainer.tasks.baselines import best
from explainer.tasks.language_metrics import bits_per_character
from explainer.tasks.metrics import METRICS, in_units
from explainer.tasks.pair_baselines import symbol_baseline
from explainer.tasks.problem import Problem
from explainer.tasks.prompt import can_write, default_prompt
from explainer.tasks.text_split import TextSplit
from explainer.tasks.writing import TEMPERATURES

CONSTANT_TEXTS = {"classes": "constant: class frequencies", "numbers": "constant: the mean"}


def task(problem: Problem) -> dict[str, Any]:
    """Return a problem's probe with its target, its metric, and the levels that simple answers reach."""
    sequence, metric = probe.sequence(problem), METRICS[problem.metric]
    target = _probe_target(problem)
    return {
        "kind": problem.kind, "where": problem.where, "steps": len(sequence.x), **_inputs(sequence),
        "source": _source(problem), "backwards": problem.pairs is not None and problem.pairs.backwards,
        "outputs": list(problem.outputs), "target": _rounded(target[..., 0]), "mask": _mask(problem),
        "range": _range(problem), "levels": levels(problem), "solved": problem.solved,
        "best": best(problem.baselines, problem.metric)[0] if problem.baselines else None,
        "split": _split(problem.split),
        "symbol_baseline": symbol_baseline(problem.pairs) if problem.pairs else None,
        "constant_loss": constant_loss(problem), "constant_text": CONSTANT_TEXTS[problem.kind],
        "metric": {"title": metric.title, "description": metric.description, "better": metric.better,
                   "percent": "%" in metric.template},
        "prompt": prompt(problem),
    }  # fmt: skip


def prompt(problem: Problem) -> dict[str, Any] | None:
    """Return the default prompt of a language model, and between which temperatures it can be moved; else None."""
    if not can_write(problem):
        return None
    return {**asdict(default_prompt(problem)), "limits": list(TEMPERATURES), "symbols": problem.k}


def _split(split: TextSplit | None) -> dict[str, Any] | None:
    """Return which part of a text the test is, and how many bits per character one nat per token is."""
    if split is None:
        return None
    bits = bits_per_character(1.0, split.characters) if split.characters else None
    return {"name": split.test_name, "held_out": split.held_out, "bits_per_nat": bits}


def levels(problem: Problem) -> list[dict[str, Any]]:
    """Return the scores that are drawn as lines: of each simple answer, or the one without memory."""
    found = problem.baselines or (("without memory", problem.baseline),)
    return [{"name": name, "value": value} for name, value in found]


def _probe_target(problem: Problem) -> NDArray[Any]:
    batch = problem.probe
    return batch.target if problem.kind == "classes" else in_units(problem, batch.target, batch.x)


def constant_loss(problem: Problem) -> float:
    """Return the loss on the test set of the best constant answer.

    For classes it is the entropy of their frequencies, for numbers their variance (as scaled for the loss).
    """
    test = problem.test
    if problem.kind == "classes":
        counted = test.target if test.mask is None else test.target[test.mask > 0]
        shares = np.bincount(counted.ravel()) / counted.size
        return float(-sum(share * np.log(share) for share in shares if share > 0))
    numbers = np.moveaxis(np.asarray(test.target, np.float64), -2, 0)  # (k, B) or (k, T, B)
    counted = numbers if test.mask is None else numbers[:, test.mask > 0]
    return float(counted.reshape(len(numbers), -1).var(axis=1).mean())


def _inputs(sequence: inputs.Sequence) -> dict[str, Any]:
    if sequence.kind == "text":
        return {"symbols": list(sequence.visible_labels), "channels": []}
    columns = zip(sequence.channels, sequence.raw.T, strict=True)
    return {"symbols": None, "channels": [{"name": name, "values": _rounded(column)} for name, column in columns]}


def _source(problem: Problem) -> list[str] | None:
    """Return the symbols that an encoder reads first, in its order; None where there is none."""
    source = probe.source_sequence(problem)
    return list(source.labels) if source else None


def _mask(problem: Problem) -> list[bool]:
    """Return for each step of the probe whether it counts."""
    mask = problem.probe.mask
    return [True] * len(problem.probe.x) if mask is None else [bool(one) for one in mask[:, 0] > 0]


def _range(problem: Problem) -> list[float]:
    """Return the smallest and the largest target of the test set."""
    if problem.kind == "classes":
        return [0.0, 1.0]
    numbers = in_units(problem, problem.test.target, problem.test.x)
    return [float(np.min(numbers)), float(np.max(numbers))]


def _rounded(numbers: Any) -> Any:
    """Return numbers as nested lists, with six significant digits."""
    if isinstance(numbers, np.ndarray):
        return _rounded(numbers.tolist())
    if isinstance(numbers, list):
        return [_rounded(one) for one in numbers]
    return float(f"{numbers:.6g}") if isinstance(numbers, float) else numbers
