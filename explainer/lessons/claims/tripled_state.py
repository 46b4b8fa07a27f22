"""What a tanh does to a state that is multiplied by 3 at each step."""

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.claim import Condition
from explainer.lessons.claims.gradient_growth import LINEAR
from explainer.lessons.claims.held_gates import INPUTS, UNITS, random_state
from explainer.numerics.layer import Layer
from explainer.numerics.trace import output

STEPS = 50


def log_size_of_tripled(condition: Condition, seed: int) -> float:
    """Return log10 of the largest unit after 50 steps in which the state is tripled, with a `tanh` or without."""
    program = lower(CELLS["RNN"] if condition["tanh"] else LINEAR)
    params = {"W_h": np.zeros((UNITS, INPUTS)), "U_h": 3.0 * np.eye(UNITS), "b_h": np.zeros(UNITS)}
    layer = Layer(program, params, {"h": random_state(seed, 0)})
    return float(np.log10(np.abs(output([layer], np.zeros((STEPS, INPUTS)))[-1]).max()))
