"""The trained networks of a run, one for each seed, in float64 for numpy."""

from collections.abc import Iterator

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.numerics.layer import Layer
from explainer.numerics.readout import Readout
from explainer.runs.run_result import RunResult
from explainer.torch_models.weights import encoder_from_weights, layers_from_weights, readout_from_weights


def networks(result: RunResult) -> Iterator[tuple[list[Layer], Readout]]:
    """Return the layers and the readout of each seed."""
    program = lower(CELLS[result.recipe.cell])
    for seed in range(result.recipe.seeds):
        yield layers_from_weights(result.weights, program, seed), readout_from_weights(result.weights, seed)


def encoders(result: RunResult) -> Iterator[list[Layer]]:
    """Return the layers of each seed's encoder."""
    program = lower(CELLS[result.recipe.cell])
    for seed in range(result.recipe.seeds):
        yield encoder_from_weights(result.weights, program, seed)
