"""The kept run: a run of the Train page, or a shipped one, opened by its name in a notebook."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from explainer.numerics.layer import Layer
from explainer.numerics.parity import exported, twin
from explainer.runs.checkpoint import Trained
from explainer.runs.home import FILE, home
from explainer.runs.limits import RunError
from explainer.runs.loading import OpenError, problem_for, taken
from explainer.runs.reader import kept
from explainer.runs.shipped import names, shipped
from explainer.tasks.problem import Problem, TaskError
from explainer.torch_models.weights import Readout, WeightsError
from explainer.training.arrays_file import unpack
from explainer.training.limits import RecipeError
from explainer.training.recipe import Recipe


@dataclass(frozen=True, eq=False)
class KeptRun:
    """One start of a run at one moment; `steps` are all moments of which weights were kept."""

    trained: Trained
    recipe: Recipe
    steps: tuple[int, ...]

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers in float64, for `explainer.numerics.trace`."""
        return self.trained.layers

    @property
    def readout(self) -> Readout:
        """What the run says of the last h."""
        return self.trained.readout

    @property
    def problem(self) -> Problem:
        """What it was trained on, with its probe and test set."""
        return self.trained.problem

    def module(self) -> nn.Module:
        """Return the layers as nn.LSTM, nn.GRU or nn.RNN, float32 as trained; for another cell the exported module."""
        module = twin(self.layers)
        return (exported(self.layers) if module is None else module).float()

    def linear(self) -> nn.Linear:
        """Return the readout as a module, float32."""
        k, m = self.readout.weights.shape
        linear = nn.Linear(m, k)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(self.readout.weights))
            linear.bias.copy_(torch.tensor(self.readout.bias))
        return linear

    def state(self, batch: int = 1) -> Tensor | tuple[Tensor, ...]:
        """Return the states that it starts from, learned or zeros, as a torch.nn module takes them: (L, B, m) each."""
        first = tuple(self._first(name, batch) for name in self.layers[0].program.cell.state)
        return first if len(first) > 1 else first[0]

    def _first(self, name: str, batch: int) -> Tensor:
        rows = np.stack([layer.start(name) for layer in self.layers])  # (L, m)
        return torch.tensor(rows, dtype=torch.float32)[:, None].repeat(1, batch, 1)

    def __repr__(self) -> str:
        """Say what was opened."""
        return f"<run “{self.trained.run}”: {self.trained.words()}; start {self.trained.of} of {self.recipe.seeds}>"


def open_run(run: str, at: int | None = None, of: int = 1) -> KeptRun:
    """Open a run by its name: its weights after `at` updates, the last that were kept unless given, of its start `of`.

    A shipped run ("recall-lstm") comes with the program; any other is read from the folder in which the app keeps runs
    (`GATESCOPE_HOME`), also while the app trains it. Raises OpenError where there is no such run, moment or start.
    """
    try:
        return _shipped(run, at, of) if run in names() else _own(run, at, of)
    except (RunError, WeightsError, TaskError, RecipeError) as error:
        raise OpenError(str(error)) from None


def _shipped(run: str, at: int | None, of: int) -> KeptRun:
    found = shipped(run)
    step = found.steps[-1] if at is None else at
    if step not in found.moments:
        there = ", ".join(map(str, found.steps))
        raise OpenError(f"The weights of step {step} were not kept; there are those of {there}.")
    problem = problem_for(found.recipe)
    return KeptRun(taken(run, step, of, found.recipe, problem, found.moments[step]), found.recipe, found.steps)


def _own(run: str, at: int | None, of: int) -> KeptRun:
    found = kept(home() / FILE, run, at)
    recipe = found.row.recipe
    series = np.frombuffer(found.series, "<f8").reshape(-1, found.columns) if found.series else None
    problem = problem_for(recipe, series)
    return KeptRun(taken(run, found.at, of, recipe, problem, unpack(found.weights)), recipe, found.steps)
