"""The probe: one sequence of a task as an input like any other, so that every page can show it."""

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.reader import Reader
from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import Sequence
from explainer.numerics.losses import is_one_hot
from explainer.tasks.problem import Batch, Problem

PROBE = "probe"  # what the input is called that a run is watched on


def reader(problem: Problem) -> Reader:
    """Return a task as its runs read it: one symbol of several at each step, or numbers in its scaling."""
    own = sequence(problem)
    symbols = own.kind == "text"
    return Reader("run", problem.inputs, own, PROBE, symbols, () if symbols else own.scalings)


def sequence(problem: Problem, batch: Batch | None = None, column: int = 0) -> Sequence:
    """Return one sequence of a batch, the probe if none is given, as it is read: (T, n).

    Symbols are its labels where each step is one symbol of several; otherwise the problem's own labels, for the probe,
    or the numbers as they came.
    """
    x = np.asarray((batch or problem.probe).x[:, :, column], np.float64)
    scalings = problem.scalings or (Scaling(),) * problem.n
    if is_one_hot(x) and not problem.scalings:
        return Sequence(x, tuple(problem.inputs[k] for k in x.argmax(axis=1)), problem.inputs, scalings, "text")
    labels = problem.labels if batch is None and problem.labels else _written(x, scalings)
    return Sequence(x, labels, problem.inputs, scalings, "numbers")


def _written(x: Array, scalings: tuple[Scaling, ...]) -> tuple[str, ...]:
    raw = [scaling.undo(column) for scaling, column in zip(scalings[:3], x.T, strict=False)]
    return tuple(" ".join(f"{value:.4g}" for value in row) for row in zip(*raw, strict=True))
