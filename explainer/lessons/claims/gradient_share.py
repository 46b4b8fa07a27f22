"""How much of a gradient is left after backpropagation through time, in a cell that was just drawn."""

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.lessons.claims.claim import Condition
from explainer.numerics import gradient_flow, losses
from explainer.numerics.backward import LayerGradients, backward
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.trace import trace

INPUTS, UNITS = 4, 32


def log_share(condition: Condition, seed: int) -> float:
    """Return log10 of the norm of dL/dx at the first step, as a share of that at the last; L is the sum of the last h.

    The condition has a `cell`, the `bias` of its keep gate (0 where it has none), the `length` of the sequence, and
    what is added to other `biases` by name.
    """
    norms = gradient_flow.norms(drawn_gradients(condition, seed).values["x"])
    return float(np.log10(norms[0] / norms[-1]))


def early_share(condition: Condition, seed: int) -> float:
    """Return the share of the first fifth of the steps in the gradient of all recurrent matrices.

    The gradient of a matrix is a sum over the steps; the share is one of the norms of its terms. The condition is that
    of `log_share`, with the `loss`: "last" or "each".
    """
    gradients = drawn_gradients(condition, seed)
    matrices = (name for name in gradients.run.program.params if name[:2] == "U_")
    terms = np.concatenate([gradients.terms(name) for name in matrices], axis=1)  # (T, k m, m)
    norms = gradient_flow.norms(terms)
    return float(norms[: len(norms) // 5].sum() / norms.sum())


def drawn_gradients(condition: Condition, seed: int) -> LayerGradients:
    """Return the gradients of a cell that was just drawn, over random numbers; the loss is a sum of h."""
    x = random_numbers(seed, condition["length"])
    program = lower(CELLS[condition["cell"]])
    params = init_params(program, INPUTS, UNITS, seed, keep_bias=float(condition.get("bias", 0)))
    params |= {name: params[name] + added for name, added in condition.get("biases", {}).items()}
    run = trace([Layer(program, params)], x)
    loss = losses.make_loss(condition.get("loss", "last"), x, UNITS)
    return backward(run, losses.evaluate_loss(loss, run.layers[0].values).grad_outputs).layers[0]


def random_numbers(seed: int, length: int) -> Array:
    """Return the standard normal inputs of an experiment, (T, n)."""
    return np.random.default_rng([seed, 81]).standard_normal((length, INPUTS))
