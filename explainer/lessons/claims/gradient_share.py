"""How much of a gradient is left after backpropagation through time, in a cell that was just drawn."""

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.claim import Condition
from explainer.numerics import gradient_flow, losses
from explainer.numerics.backward import backward
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.trace import trace

INPUTS, UNITS = 4, 32


def log_share(condition: Condition, seed: int) -> float:
    """Return log10 of the norm of dL/dx at the first step, as a share of that at the last; L is the sum of the last h.

    The condition has a `cell`, the `bias` of its keep gate (0 where it has none), the `length` of the sequence, and
    what is added to other `biases` by name.
    """
    x = np.random.default_rng([seed, 81]).standard_normal((condition["length"], INPUTS))
    program = lower(CELLS[condition["cell"]])
    params = init_params(program, INPUTS, UNITS, seed, keep_bias=float(condition.get("bias", 0)))
    params |= {name: params[name] + added for name, added in condition.get("biases", {}).items()}
    run = trace([Layer(program, params)], x)
    loss = losses.make_loss("last", x, UNITS)
    gradients = backward(run, losses.evaluate_loss(loss, run.layers[0].values).grad_outputs)
    norms = gradient_flow.norms(gradients.layers[0].values["x"])
    return float(np.log10(norms[0] / norms[-1]))
