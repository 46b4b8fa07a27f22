"""How fast a gradient shrinks or grows per step back, with a recurrent matrix of a chosen spectral radius."""

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

LINEAR = Cell(
    "linear", "", ("h",), (Equation("h", "W_h @ x + U_h @ h_prev + b_h", "hidden", "hidden state: a sum"),),
    "The plain network without its tanh.",
)  # fmt: skip
STEPS, BEGINNING = 60, 10


def growth_per_step(condition: Condition, seed: int) -> float:
    """Return by which power of ten the gradient of h changes per step back: the slope of a line through log norms.

    The condition has the spectral `radius` of the recurrent matrix, and whether the cell has its `tanh`. The line is
    fitted from 10 to 60 steps back, when the directions that shrink faster are gone.
    """
    program = lower(CELLS["RNN"] if condition["tanh"] else LINEAR)
    params = init_params(program, INPUTS, UNITS, seed)
    params["U_h"] = params["U_h"] * condition["radius"] / gradient_flow.spectral_radius(params["U_h"])
    x = random_numbers(seed, STEPS + 1)
    run = trace([Layer(program, params)], x)
    loss = losses.evaluate_loss(losses.make_loss("last", x, UNITS), run.layers[0].values)
    norms = gradient_flow.norms(backward(run, loss.grad_outputs).layers[0].values["h"])[::-1]  # from the last step back
    return float(np.polyfit(np.arange(BEGINNING, STEPS + 1), np.log10(norms[BEGINNING:]), 1)[0])
