"""The primitives: one row per operation, with how it is computed and how it is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Op:
    """One primitive operation.

    `forward` takes and returns float64 arrays. `binds` is the precedence of the written form: an
    argument that binds weaker stands in parentheses. The texts (one per style of writing) have `{0}` and
    `{1}` where the arguments stand; a text that itself holds parentheses never needs more of them.
    """

    name: str
    words: str
    binds: int
    forward: Callable[..., Any]
    plain: str
    latex: str
    python: str
    torch: str


def sigmoid(a: Array) -> Array:
    """Return 1 / (1 + exp(-a)), written with tanh so that no a overflows."""
    return 0.5 * (1.0 + np.tanh(0.5 * a))


def relu(a: Array) -> Array:
    """Return a where it is positive, else 0."""
    return np.maximum(a, 0.0)


ROWS = (
    Op("add", "add", 1, np.add, "{0} + {1}", "{0} + {1}", "{0} + {1}", "{0} + {1}"),
    Op("sub", "take the second from the first", 1, np.subtract, "{0} − {1}", "{0} - {1}", "{0} - {1}", "{0} - {1}"),
    Op("neg", "change the sign", 2, np.negative, "−{0}", "-{0}", "-{0}", "-{0}"),
    Op("mul", "multiply unit by unit", 3, np.multiply,
       "{0} ⊙ {1}", r"{0} \odot {1}", "{0} * {1}", "{0} * {1}"),
    Op("matmul", "multiply by a matrix: the only place where units mix", 3, np.matmul,
       "{0} {1}", r"{0}\, {1}", "{0} @ {1}", "linear({1}, {0})"),
    Op("sigmoid", "squash into 0 to 1", 9, sigmoid,
       "σ({0})", r"\sigma({0})", "sigmoid({0})", "torch.sigmoid({0})"),
    Op("tanh", "squash into −1 to 1", 9, np.tanh,
       "tanh({0})", r"\tanh({0})", "np.tanh({0})", "torch.tanh({0})"),
    Op("relu", "cut off below 0", 9, relu,
       "relu({0})", r"\mathrm{relu}({0})", "relu({0})", "torch.relu({0})"),
    Op("same", "pass on unchanged", 9, np.array, "{0}", "{0}", "{0}", "{0}"),
)  # fmt: skip

OPS = {op.name: op for op in ROWS}
FUNCTIONS = ("sigmoid", "tanh", "relu")  # the primitives that are written as a call
