"""The trained: one seed's weights at one moment of a run, with the task they were trained on."""

import hashlib
from dataclasses import dataclass, field

import numpy as np

from explainer.cells.program import Program
from explainer.numerics.layer import Layer
from explainer.numerics.loaded_weights import TRAINED, Opened
from explainer.tasks.problem import Problem
from explainer.torch_models.weights import Arrays, Readout, Sizes, check, readout, stack


@dataclass(frozen=True)
class Trained:
    """A stack of layers as a run had it after `at` updates, its seed `of` (from 1), and the readout above it.

    `task` is the task's title, `text` holds the equations where the cell is the visitor's own. `mark` is a hash of the
    numbers: two are equal where run, moment, seed and mark are.
    """

    run: str
    at: int
    of: int
    mark: str
    task: str = field(compare=False)
    cell: str = field(compare=False)
    text: str = field(compare=False)
    problem: Problem = field(compare=False, repr=False)
    layers: tuple[Layer, ...] = field(compare=False, repr=False)
    readout: Readout = field(compare=False, repr=False)
    zoneout: float = field(default=0.0, compare=False)

    @property
    def m(self) -> int:
        """Number of hidden units."""
        return self.layers[0].m

    @property
    def opened(self) -> Opened:
        """These weights as every page shows them."""
        mark = f"{self.run} {self.at} {self.of} {self.mark}"
        return Opened(TRAINED, mark, self.cell, self.layers, self.words(), self.text, self.run)

    def words(self) -> str:
        """Say what they are: “LSTM, trained on delayed recall, after 250 updates”."""
        when = "before the first update" if self.at == 0 else f"after {self.at:,} update{'' if self.at == 1 else 's'}"
        return f"{self.cell}, trained on {self.task.lower()}, {when}{self.left_out()}"

    def left_out(self) -> str:
        """Say what of the run is not in the equations, and so not in any number here; nothing where all is."""
        kept = f"zoneout, which kept {self.zoneout:.0%} of each state as it was while training, is left out here"
        return f"; {kept}" if self.zoneout else ""


def trained(run: str, at: int, of: int, title: str, text: str, problem: Problem, program: Program, arrays: Arrays,
            sizes: Sizes) -> Trained:  # fmt: skip
    """Take one seed's weights out of all, once they are checked; raises WeightsError."""
    check(arrays, program, sizes)
    seed = of - 1
    layers = tuple(stack(arrays, program, seed))
    return Trained(run, at, of, mark(arrays), title, program.cell.name, text, problem, layers, readout(arrays, seed))


def mark(arrays: Arrays) -> str:
    """Return a short hash of weights: the same for the same numbers."""
    whole = hashlib.sha256()
    for name in sorted(arrays):
        whole.update(name.encode() + np.asarray(arrays[name], order="C").tobytes())
    return whole.hexdigest()[:16]
