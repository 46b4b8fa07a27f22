"""What the sum in a gated cell is worth to the gradient: the same cell with the sum and without it."""

import numpy as np

from explainer.cells.catalogue import CELLS, Cell, Equation
from explainer.cells.lowering import lower
from explainer.lessons.claims.claim import Condition
from explainer.lessons.claims.gradient_share import INPUTS, UNITS, random_numbers
from explainer.numerics import gradient_flow, losses
from explainer.numerics.backward import backward
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.trace import trace

SUM = CELLS["UGRNN"]
PRODUCT = Cell(
    "gated RNN", "", ("h",),
    (*SUM.equations[:2], Equation("h", "z * n", "hidden", "hidden state: the gate times the candidate")),
    "The update-gate network with the same gate and candidate; the old state is not added.",
)  # fmt: skip
LENGTH = 51


def log_share_of_cell(condition: Condition, seed: int) -> float:
    """Return log10 of what is left of the gradient after 50 steps back in an update-gate network that was just drawn.

    The new state is (1 - z) * n + z * h_prev where the condition says `sum`, otherwise z * n, with the same weights and
    the same `bias` of z. It is the gradient of h, as a share of its norm at the last step; the loss is the sum of h.
    """
    params = init_params(lower(SUM), INPUTS, UNITS, seed, keep_bias=condition["bias"])
    x = random_numbers(seed, LENGTH)
    run = trace([Layer(lower(SUM if condition["sum"] else PRODUCT), params)], x)
    loss = losses.evaluate_loss(losses.make_loss("last", x, UNITS), run.layers[0].values)
    norms = gradient_flow.norms(backward(run, loss.grad_outputs).layers[0].values["h"])
    return float(np.log10(norms[0] / norms[-1]))
