"""Opening a run by its name in a notebook: one of the Train page, or a shipped one."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor, nn

from explainer.numerics.layer import Layer
from explainer.numerics.parity import embedding_module, exported_module, torch_module
from explainer.numerics.readout import Readout
from explainer.runs.checkpoint import Checkpoint
from explainer.runs.home import DATABASE, home
from explainer.runs.limits import RunError, weights_missing
from explainer.runs.loading import CheckpointError, checkpoint_from_arrays, recipe_problem
from explainer.runs.own_data import unpack_own_data
from explainer.runs.reader import read_run
from explainer.runs.shipped import shipped_names, shipped_run
from explainer.tasks.problem import Problem, TaskError
from explainer.torch_models.weights import WeightsError
from explainer.training.arrays_file import unpack
from explainer.training.limits import RecipeError
from explainer.training.recipe import Recipe


@dataclass(frozen=True, eq=False)
class LoadedRun:
    """One checkpoint of a run; `steps` are all steps whose weights are stored.

    Of a run that writes a target for a source, layers, readout, `module` and `initial_state` are the decoder's, which
    begins with the states that its encoder has after the source of the problem's probe.
    """

    checkpoint: Checkpoint
    recipe: Recipe
    steps: tuple[int, ...]

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers in float64, for `explainer.numerics.trace`."""
        return self.checkpoint.layers

    @property
    def readout(self) -> Readout:
        """The output layer, in numpy."""
        return self.checkpoint.readout

    @property
    def problem(self) -> Problem:
        """The problem that it was trained on, with its probe and test set."""
        return self.checkpoint.problem

    def module(self) -> nn.Module:
        """Return the layers as nn.LSTM, nn.GRU or nn.RNN, float32 as trained; for another cell the exported module.

        Where tokens are embedded it reads what the module of `embedding` returns for them, else one-hot tokens.
        """
        embedding, layers = self.checkpoint.embedding, list(self.layers)
        if embedding:
            layers[0] = replace(layers[0], params={**layers[0].params, **embedding.weights})
        return _module(tuple(layers))

    def embedding(self) -> nn.Embedding | None:
        """Return the embedding, float32, with a row for each of `problem.inputs`; None where there is none."""
        found = self.checkpoint.embedding
        return embedding_module(found).float() if found else None

    def encoder_module(self) -> nn.Module:
        """Return the layers of the encoder for one-hot tokens, as `module` does; raises CheckpointError without one."""
        if not self.checkpoint.encoder:
            raise CheckpointError(f"The run “{self.checkpoint.run}” has no encoder; one on the task “translate” has.")
        return _module(self.checkpoint.encoder)

    def linear(self) -> nn.Linear:
        """Return the readout as a module, float32."""
        k, m = self.readout.weights.shape
        linear = nn.Linear(m, k)
        with torch.no_grad():
            linear.weight.copy_(torch.tensor(self.readout.weights))
            linear.bias.copy_(torch.tensor(self.readout.bias))
        return linear

    def initial_state(self, batch: int = 1) -> Tensor | tuple[Tensor, ...]:
        """Return the initial states, learned or zeros, as a torch.nn module takes them: (L, B, m) each."""
        return _initial_state(self.layers, batch)

    def encoder_initial_state(self, batch: int = 1) -> Tensor | tuple[Tensor, ...]:
        """Return the same for the module of the encoder."""
        return _initial_state(self.checkpoint.encoder, batch)

    def __repr__(self) -> str:
        """Describe the checkpoint."""
        one = self.checkpoint
        return f"<run “{one.run}”: {one.describe()}; seed {one.seed_number} of {self.recipe.seeds}>"


def _module(layers: tuple[Layer, ...]) -> nn.Module:
    module = torch_module(layers)
    return (exported_module(layers) if module is None else module).float()


def _initial_state(layers: tuple[Layer, ...], batch: int) -> Tensor | tuple[Tensor, ...]:
    rows = [np.stack([layer.initial_state(name) for layer in layers]) for name in layers[0].program.cell.state]
    states = tuple(torch.tensor(one, dtype=torch.float32)[:, None].repeat(1, batch, 1) for one in rows)
    return states if len(states) > 1 else states[0]


def open_run(run: str, step: int | None = None, seed_number: int = 1) -> LoadedRun:
    """Open a run by its name: its checkpoint after `step` updates, by default the last, of a seed counted from 1.

    A shipped run ("recall-lstm") comes with the program; any other is read from the folder in which the app stores runs
    (`GATESCOPE_HOME`), also while the app trains it. Raises CheckpointError where there is no such run, step or seed.
    """
    try:
        return _shipped(run, step, seed_number) if run in shipped_names() else _stored(run, step, seed_number)
    except (RunError, WeightsError, TaskError, RecipeError) as error:
        raise CheckpointError(str(error)) from None


def _shipped(run: str, step: int | None, seed_number: int) -> LoadedRun:
    found = shipped_run(run)
    step = found.steps[-1] if step is None else step
    if step not in found.checkpoints:
        raise CheckpointError(weights_missing(step, found.steps))
    problem, arrays = recipe_problem(found.recipe), found.checkpoints[step]
    return LoadedRun(
        checkpoint_from_arrays(run, step, seed_number, found.recipe, problem, arrays), found.recipe, found.steps
    )


def _stored(run: str, step: int | None, seed_number: int) -> LoadedRun:
    found = read_run(home() / DATABASE, run, step)
    recipe = found.row.recipe
    problem, arrays = recipe_problem(recipe, unpack_own_data(found.columns, found.series)), unpack(found.weights)
    return LoadedRun(checkpoint_from_arrays(run, found.step, seed_number, recipe, problem, arrays), recipe, found.steps)
