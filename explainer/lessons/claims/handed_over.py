"""Which states of a network another one needs in order to go on where it ended."""

from dataclasses import replace

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.claim import Condition
from explainer.numerics.initialisation import init_params
from explainer.numerics.trace import Layer, output, run_layer

STEPS, HALF, INPUTS, UNITS = 20, 10, 4, 16
EQUAL = 1e-12


def states_needed(condition: Condition, seed: int) -> float:
    """Return how many states of a `cell`, h first, have to be handed over in the middle of a random sequence.

    That is the least number with which the second half has the same h as in one run; infinite where all are not enough.
    """
    program = lower(CELLS[condition["cell"]])
    x = np.random.default_rng([seed, 83]).standard_normal((STEPS, INPUTS))
    layer = Layer(program, init_params(program, INPUTS, UNITS, seed))
    whole = run_layer(layer, x, None).values
    for count in range(len(program.cell.state) + 1):
        begun = replace(layer, state={name: whole[name][HALF - 1] for name in program.cell.state[:count]})
        if np.abs(output([begun], x[HALF:]) - whole["h"][HALF:]).max() < EQUAL:
            return float(count)
    return float("inf")
