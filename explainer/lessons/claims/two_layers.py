"""What the second of two layers reads, and what a network of two directions has seen; PyTorch is the reference."""

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.lessons.claims.claim import Condition
from explainer.lessons.claims.torch_output import torch_output
from explainer.numerics.initialisation import init_params
from explainer.numerics.trace import Layer, output

STEPS, CHANGED, INPUTS, UNITS = 12, 6, 4, 8


def two_layer_difference(condition: Condition, seed: int) -> float:
    """Return the largest difference of h between PyTorch's two layers of a `cell` and ours.

    The condition's `reads` is what our second layer gets: "every state" of the first, or its "last state" at the first
    step and zeros at all others.
    """
    program = lower(CELLS[condition["cell"]])
    stack = [Layer(program, init_params(program, n, UNITS, seed, layer=k)) for k, n in enumerate((INPUTS, UNITS))]
    x = np.random.default_rng([seed, 86]).standard_normal((STEPS, INPUTS))
    first = output(stack[:1], x)
    second = first if condition["reads"] == "every state" else _only_first_step(first[-1])
    return float(np.abs(output(stack[1:], second) - torch_output(stack, x)).max())


def _only_first_step(h: Array) -> Array:
    """Return a sequence that is h at its first step and zeros from then on, (T, m)."""
    found = np.zeros((STEPS, len(h)))
    found[0] = h
    return found


def change_before(condition: Condition, seed: int) -> float:
    """Return by how much outputs change at most before the step of the only input that is changed.

    The condition has a `cell` and 1 or 2 `directions`. With two, a second layer reads the sequence from its end.
    """
    x = np.random.default_rng([seed, 87]).standard_normal((STEPS, INPUTS))
    other = x.copy()
    other[CHANGED] += 1.0
    both = [_directions(condition, one, seed)[:CHANGED] for one in (x, other)]
    return float(np.abs(both[0] - both[1]).max())


def _directions(condition: Condition, x: Array, seed: int) -> Array:
    """Return the outputs of all directions side by side, (T, directions m)."""
    program = lower(CELLS[condition["cell"]])
    layers = [Layer(program, init_params(program, INPUTS, UNITS, seed, layer=k)) for k in (0, 1)]
    found = [output(layers[:1], x), output(layers[1:], x[::-1])[::-1]]
    return np.concatenate(found[: condition["directions"]], axis=1)
