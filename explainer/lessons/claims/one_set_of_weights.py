"""The weights that a layer uses at each step: is it the same set at all of them?"""

from dataclasses import replace

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.claim import Condition
from explainer.lessons.claims.torch_output import torch_output
from explainer.numerics.initialisation import init_params
from explainer.numerics.trace import Layer, run_layer

STEPS, INPUTS, UNITS = 30, 5, 12


def one_step_difference(condition: Condition, seed: int) -> float:
    """Return the largest difference of h between PyTorch's run of a whole sequence and our steps, one at a time.

    Each of our steps is a layer of its own of the `cell`, which begins with the states of the one before, and has the
    same weights. A step with any others would differ.
    """
    program = lower(CELLS[condition["cell"]])
    x = np.random.default_rng([seed, 85]).standard_normal((STEPS, INPUTS))
    layer = Layer(program, init_params(program, INPUTS, UNITS, seed))
    whole, steps = torch_output([layer], x), []
    for row in x:
        values = run_layer(layer, row[None], None).values
        layer = replace(layer, state={name: values[name][-1] for name in program.cell.state})
        steps.append(values["h"][-1])
    return float(np.abs(np.array(steps) - whole).max())
