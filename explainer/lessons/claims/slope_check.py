"""Each gradient against the slope of the loss: their shapes must fit, and their numbers."""

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.claim import Condition
from explainer.numerics import losses
from explainer.numerics.backward import backward
from explainer.numerics.initialisation import Params, init_params
from explainer.numerics.layer import Layer
from explainer.numerics.trace import trace

INPUTS, UNITS = 5, 7
NUDGE = 1e-5


def slope_error(condition: Condition, seed: int) -> float:
    """Return the largest relative error of the slope that a gradient says the loss has, over all parameters.

    Along a random direction of each parameter the slope is the sum of gradient times direction, which needs equal
    shapes; it is infinite where they are not. The other slope is measured by two nudges. The condition has a `cell` and
    the `length` of the sequence.
    """
    rng = np.random.default_rng([seed, 88])
    program = lower(CELLS[condition["cell"]])
    params = init_params(program, INPUTS, UNITS, seed)
    x = rng.standard_normal((condition["length"], INPUTS))
    loss = losses.make_loss("each", x, UNITS)

    def loss_of(changed: Params) -> losses.LossValue:
        return losses.evaluate_loss(loss, trace([Layer(program, changed)], x).layers[0].values)

    gradients = backward(trace([Layer(program, params)], x), loss_of(params).grad_outputs).layers[0].params
    worst = 0.0
    for name, value in params.items():
        if gradients[name].shape != value.shape:
            return float("inf")
        direction = rng.standard_normal(value.shape)
        up, down = (loss_of(params | {name: value + sign * NUDGE * direction}).value for sign in (1, -1))
        slope = (up - down) / (2 * NUDGE)
        worst = max(worst, abs(float((gradients[name] * direction).sum()) - slope) / max(1.0, abs(slope)))
    return worst
