"""The primitives: one row per operation, with how it is computed, forward and backward, and how it is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Slope:
    """How fast a unit-wise operation's result moves with one of its arguments, and how that is written.

    `rule` takes the result and the arguments; the text has `{r}`, `{0}` and `{1}` where they stand.
    """

    rule: Callable[..., Any]
    plain: str


@dataclass(frozen=True)
class Mixing:
    """How an operation sends back where each unit of its result depends on all units of its argument.

    `rule` takes what arrives, the result and the argument, units along the last axis, and returns what goes on,
    or fills `out`. `plain` is that written, with {r} and {0} as in a slope and δ for what arrives. `filled` is the
    operation itself with one unit's numbers: {0} is its argument's, {mean} and {spread} are of all units of it.
    """

    rule: Callable[..., Any]
    plain: str
    filled: str


@dataclass(frozen=True)
class Op:
    """One primitive operation.

    `forward` takes float64 arrays, for one time step or for all, and returns one, or fills `out`. `binds` is
    the precedence of the written form: an argument that binds weaker stands in parentheses. The texts (one
    per style of writing) have `{0}` and `{1}` where the arguments stand; a text that itself holds parentheses
    never needs more of them.
    `slopes` has one entry per argument: backward, what arrives at the result goes on to the argument
    times this. What mixes units has none: through a matrix it goes on by the transpose, else by `mixing`.
    """

    name: str
    words: str
    binds: int
    forward: Callable[..., Any]
    plain: str
    latex: str
    python: str
    torch: str
    slopes: tuple[Slope, ...] = ()
    mixing: Mixing | None = None


def sigmoid(a: Array, out: Array | None = None) -> Array:
    """Return 1 / (1 + exp(-a)), written with tanh so that no a overflows."""
    out = np.multiply(a, 0.5, out=out)
    np.tanh(out, out=out)
    out += 1.0
    out *= 0.5
    return out


def relu(a: Array, out: Array | None = None) -> Array:
    """Return a where it is positive, else 0."""
    return np.asarray(np.maximum(a, 0.0, out=out))


def product(matrix: Array, vector: Array, out: Array | None = None) -> Array:
    """Return matrix (m, n) times vector (n,), or times each row of (T, n)."""
    return np.asarray(np.matmul(vector, matrix.mT, out=out))


SMALL = 1e-5  # what is added to a variance before its root, as in PyTorch


def mean(a: Array) -> Array:
    """Return the mean over the units, the last axis, (..., m) to (..., 1); np.mean does the same in twice the time."""
    return np.asarray(np.add.reduce(a, axis=-1, keepdims=True) / a.shape[-1])


def spread(a: Array) -> Array:
    """Return the root of the mean squared distance to the mean plus SMALL, (..., m) to (..., 1)."""
    away = a - mean(a)
    return np.asarray(np.sqrt(mean(away * away) + SMALL))


def norm(a: Array, out: Array | None = None) -> Array:
    """Return (a - mean) / spread over the units, the last axis (Ba, Kiros & Hinton 2016, equation 4).

    It is torch.nn.LayerNorm without gain and bias, which a cell writes out itself; equal units give 0.
    """
    away = np.subtract(a, mean(a), out=out)
    away /= np.sqrt(mean(away * away) + SMALL)
    return np.asarray(away)


def norm_back(up: Array, r: Array, a: Array, out: Array | None = None) -> Array:
    """Return what goes on from norm to a: not what all units feel alike, nor what would only stretch them."""
    return np.asarray(np.divide(up - mean(up) - r * mean(up * r), spread(a), out=out))


ONE = Slope(lambda r, *args: 1.0, "1")
MINUS_ONE = Slope(lambda r, *args: -1.0, "−1")
SIGMOID_SLOPE = Slope(lambda r, a: r * (1.0 - r), "{r} · (1 − {r})")
TANH_SLOPE = Slope(lambda r, a: 1.0 - r * r, "1 − {r} · {r}")
RELU_SLOPE = Slope(lambda r, a: np.where(a <= 0, 0.0, 1.0), "1 above 0, else 0")  # NaN goes on, as in PyTorch

ROWS = (
    Op("add", "add", 1, np.add, "{0} + {1}", "{0} + {1}", "{0} + {1}", "{0} + {1}",
       (ONE, ONE)),
    Op("sub", "take the second from the first", 1, np.subtract, "{0} − {1}", "{0} - {1}", "{0} - {1}", "{0} - {1}",
       (ONE, MINUS_ONE)),
    Op("neg", "change the sign", 2, np.negative, "−{0}", "-{0}", "-{0}", "-{0}", (MINUS_ONE,)),
    Op("mul", "multiply unit by unit", 3, np.multiply,
       "{0} ⊙ {1}", r"{0} \odot {1}", "{0} * {1}", "{0} * {1}",
       (Slope(lambda r, a, b: b, "{1}"), Slope(lambda r, a, b: a, "{0}"))),
    Op("matmul", "multiply by a matrix: here units mix", 3, product,
       "{0} {1}", r"{0}\, {1}", "{0} @ {1}", "linear({1}, {0})"),
    Op("sigmoid", "squash into 0 to 1", 9, sigmoid,
       "σ({0})", r"\sigma({0})", "sigmoid({0})", "torch.sigmoid({0})", (SIGMOID_SLOPE,)),
    Op("tanh", "squash into −1 to 1", 9, np.tanh,
       "tanh({0})", r"\tanh({0})", "np.tanh({0})", "torch.tanh({0})", (TANH_SLOPE,)),
    Op("relu", "cut off below 0", 9, relu,
       "relu({0})", r"\mathrm{relu}({0})", "relu({0})", "torch.relu({0})", (RELU_SLOPE,)),
    Op("norm", "take the mean of all units away and divide by their spread", 9, norm,
       "norm({0})", r"\mathrm{norm}({0})", "norm({0})", "norm({0})",
       mixing=Mixing(norm_back, "(δ − mean(δ) − {r} · mean(δ ⊙ {r})) / spread({0})", "({0} − {mean}) / {spread}")),
    Op("same", "pass on unchanged", 9, np.positive, "{0}", "{0}", "{0}", "{0}", (ONE,)),
)  # fmt: skip

OPS = {op.name: op for op in ROWS}
FUNCTIONS = ("sigmoid", "tanh", "relu", "norm")  # the primitives that are written as a call
