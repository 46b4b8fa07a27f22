"""One sequence of a task, usually its probe, as an input that every page can show."""

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.input_spec import InputSpec
from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import Sequence
from explainer.inputs.symbols import one_hot
from explainer.numerics.losses import is_one_hot
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem

PROBE = "probe"  # name of the input on which a run in training is shown
PAIR_TARGET, PAIR_SOURCE = "target of the pair", "source of the pair"  # what a decoder and its encoder read


def reader(problem: Problem) -> InputSpec:
    """Return how a task's runs encode an input: one symbol per step, or numbers in the task's scaling."""
    probe = sequence(problem)
    symbols, name = probe.kind == "text", PAIR_TARGET if problem.pairs else PROBE
    return InputSpec("run", problem.inputs, probe, name, symbols, () if symbols else probe.scalings,
                     problem.unit)  # fmt: skip


def source_reader(problem: Problem) -> InputSpec:
    """Return how an encoder takes an input: the symbols of its sources."""
    source = source_sequence(problem)
    assert source is not None
    return InputSpec("encoder", source.channels, source, PAIR_SOURCE, one_hot=True)


def sequence(problem: Problem, batch: Batch | None = None, column: int = 0) -> Sequence:
    """Return one sequence of a batch, the probe if none is given, as an input (T, n).

    Its labels are the symbols where each step is one symbol; otherwise the problem's own labels, for the probe, or
    the unscaled numbers.
    """
    shown = (batch or problem.probe).select(column)
    x = np.asarray(problem.dense(shown)[:, :, 0], np.float64)
    scalings = problem.scalings or (Scaling(),) * problem.n
    if is_one_hot(x) and not problem.scalings:
        return Sequence(x, tuple(problem.inputs[k] for k in x.argmax(axis=1)), problem.inputs, scalings, "text")
    labels = problem.labels if batch is None and problem.labels else _number_labels(x, scalings)
    return Sequence(x, labels, problem.inputs, scalings, "numbers")


def source_sequence(problem: Problem) -> Sequence | None:
    """Return what the encoder reads before the probe, as an input (T, n); None for a problem without pairs."""
    source = problem.probe.source
    if source is None or problem.pairs is None:
        return None
    symbols = problem.pairs.source_symbols
    x = np.asarray(one_hot(source.x, len(symbols))[:, :, 0], np.float64)
    return Sequence(x, tuple(symbols[k] for k in source.x[:, 0]), symbols, (Scaling(),) * len(symbols), "text")


def _number_labels(x: Array, scalings: tuple[Scaling, ...]) -> tuple[str, ...]:
    raw = [scaling.undo(column) for scaling, column in zip(scalings[:3], x.T, strict=False)]
    return tuple(" ".join(f"{value:.4g}" for value in row) for row in zip(*raw, strict=True))
