"""The primitive operations: how each is computed, forward and backward, and how it is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.functions import Array as Array
from explainer.cells.functions import erf, matvec, norm, norm_vjp, relu, sigmoid


@dataclass(frozen=True)
class Slope:
    """The derivative of a unit-wise operation with respect to one of its arguments, and how it is written.

    `rule` takes the result and the arguments; the text has `{r}`, `{0}` and `{1}` where they stand.
    """

    rule: Callable[..., Any]
    plain: str


@dataclass(frozen=True)
class Mixing:
    """The backward rule of an operation in which each unit of the result depends on all units of the argument.

    `rule` takes the gradient of the result, the result and the argument, units along the last axis, and returns the
    gradient of the argument, or fills `out`. `plain` is that written, with {r} and {0} as in a slope and δ for the
    gradient. `filled` is the operation with one unit's numbers: {0} the argument's, {mean} and {spread} of all units.
    """

    rule: Callable[..., Any]
    plain: str
    filled: str


@dataclass(frozen=True)
class Domain:
    """The numbers that an operation can take in one argument: above `low`, at most `high`, and where `nonzero` not 0.

    `reason` ends a sentence about a number that lies outside.
    """

    argument: int
    reason: str
    low: float | None = None
    high: float | None = None
    nonzero: bool = False

    def outside(self, values: Array) -> NDArray[np.bool_]:
        """Tell of each number whether it lies outside; NaN does not, since it was made before."""
        found = np.asarray(self.nonzero & (values == 0.0))
        found = found if self.low is None else found | (values <= self.low)
        return found if self.high is None else found | (values > self.high)


@dataclass(frozen=True)
class Op:
    """One primitive operation.

    `forward` takes float64 arrays, for one time step or for all, and returns one, or fills `out`. `binds` is
    the precedence of the written form: an argument that binds weaker stands in parentheses. The texts (one
    per style of writing) have `{0}` and `{1}` where the arguments stand; a text that itself holds parentheses
    never needs more of them, nor does a fraction.
    `slopes` has one entry per argument: its gradient is the result's gradient times this. An operation that mixes
    units has none: a matrix product uses the transposed matrix, any other has a rule in `mixing`. `domain` says which
    numbers it can take, where it cannot take all.
    """

    name: str
    action: str
    binds: int
    forward: Callable[..., Any]
    plain: str
    latex: str
    python: str
    torch: str
    slopes: tuple[Slope, ...] = ()
    mixing: Mixing | None = None
    domain: Domain | None = None

    def encloses(self, style: str) -> bool:
        """Tell whether the text of a style ("plain", "latex", …) holds its arguments together without brackets."""
        return any(sign in getattr(self, style) for sign in ("(", r"\frac"))

    @property
    def slopes_need_result_only(self) -> bool:
        """Tell whether the slopes can be computed once the arguments have been overwritten by the result."""
        return bool(self.slopes) and not any("{0}" in slope.plain or "{1}" in slope.plain for slope in self.slopes)


LARGEST_EXPONENT = float(np.log(np.finfo(np.float64).max))  # 709.78: exp of more is no float64

ONE = Slope(lambda r, *args: 1.0, "1")
MINUS_ONE = Slope(lambda r, *args: -1.0, "−1")
SIGMOID_SLOPE = Slope(lambda r, a: r * (1.0 - r), "{r} · (1 − {r})")
TANH_SLOPE = Slope(lambda r, a: 1.0 - r * r, "1 − {r} · {r}")
EXP_SLOPE = Slope(lambda r, a: r, "{r}")
LOG_SLOPE = Slope(lambda r, a: 1.0 / a, "1 / {0}")
ERF_SLOPE = Slope(lambda r, a: 2.0 / np.sqrt(np.pi) * np.exp(-a * a), "2 / √π · exp(−{0} · {0})")
RELU_SLOPE = Slope(lambda r, a: np.where(a <= 0, 0.0, 1.0), "1 above 0, else 0")  # NaN passes, as in PyTorch


def _first_is(compare: Callable[..., Any], first: int) -> Callable[..., Any]:
    """Return the slope of the smaller or larger of two in one of them: equal numbers share it, as in PyTorch."""
    return lambda r, *args: np.where(args[0] == args[1], 0.5, compare(args[first], args[1 - first]) * 1.0)


SMALLER = tuple(Slope(_first_is(np.less, k), f"1 if {{{k}}} < {{{1 - k}}}, else 0") for k in (0, 1))
LARGER = tuple(Slope(_first_is(np.greater, k), f"1 if {{{k}}} > {{{1 - k}}}, else 0") for k in (0, 1))
QUOTIENT = (Slope(lambda r, a, b: 1.0 / b, "1 / {1}"), Slope(lambda r, a, b: -r / b, "−{r} / {1}"))

PRIMITIVES = (
    Op("add", "add", 1, np.add, "{0} + {1}", "{0} + {1}", "{0} + {1}", "{0} + {1}",
       (ONE, ONE)),
    Op("sub", "subtract the second from the first", 1, np.subtract, "{0} − {1}", "{0} - {1}", "{0} - {1}", "{0} - {1}",
       (ONE, MINUS_ONE)),
    Op("neg", "change the sign", 2, np.negative, "−{0}", "-{0}", "-{0}", "-{0}", (MINUS_ONE,)),
    Op("mul", "multiply element by element", 3, np.multiply,
       "{0} ⊙ {1}", r"{0} \odot {1}", "{0} * {1}", "{0} * {1}",
       (Slope(lambda r, a, b: b, "{1}"), Slope(lambda r, a, b: a, "{0}"))),
    Op("div", "divide element by element", 3, np.divide,
       "{0} / {1}", r"\frac{{0}}{{1}}", "{0} / {1}", "{0} / {1}", QUOTIENT,
       domain=Domain(1, "no number can be divided by 0", nonzero=True)),
    Op("matmul", "multiply by a matrix: units mix", 3, matvec,
       "{0} {1}", r"{0}\, {1}", "{0} @ {1}", "linear({1}, {0})"),
    Op("sigmoid", "apply the sigmoid", 9, sigmoid,
       "σ({0})", r"\sigma({0})", "sigmoid({0})", "torch.sigmoid({0})", (SIGMOID_SLOPE,)),
    Op("tanh", "apply tanh", 9, np.tanh,
       "tanh({0})", r"\tanh({0})", "np.tanh({0})", "torch.tanh({0})", (TANH_SLOPE,)),
    Op("relu", "apply ReLU", 9, relu,
       "relu({0})", r"\mathrm{relu}({0})", "relu({0})", "torch.relu({0})", (RELU_SLOPE,)),
    Op("exp", "apply the exponential function", 9, np.exp,
       "exp({0})", r"\exp({0})", "np.exp({0})", "torch.exp({0})", (EXP_SLOPE,),
       domain=Domain(0, "the exponential of more than 709 is too large for a number here", high=LARGEST_EXPONENT)),
    Op("log", "take the natural logarithm", 9, np.log,
       "log({0})", r"\log({0})", "np.log({0})", "torch.log({0})", (LOG_SLOPE,),
       domain=Domain(0, "a logarithm needs a number above 0", low=0.0)),
    Op("erf", "apply the error function", 9, erf,
       "erf({0})", r"\mathrm{erf}({0})", "erf({0})", "torch.erf({0})", (ERF_SLOPE,)),
    Op("min", "take the smaller of two numbers", 9, np.minimum,
       "min({0}, {1})", r"\min({0}, {1})", "np.minimum({0}, {1})", "minimum({0}, {1})", SMALLER),
    Op("max", "take the larger of two numbers", 9, np.maximum,
       "max({0}, {1})", r"\max({0}, {1})", "np.maximum({0}, {1})", "maximum({0}, {1})", LARGER),
    Op("norm", "normalise over all units", 9, norm,
       "norm({0})", r"\mathrm{norm}({0})", "norm({0})", "norm({0})",
       mixing=Mixing(norm_vjp, "(δ − mean(δ) − {r} · mean(δ ⊙ {r})) / spread({0})", "({0} − {mean}) / {spread}")),
    Op("same", "copy unchanged", 9, np.positive, "{0}", "{0}", "{0}", "{0}", (ONE,)),
)  # fmt: skip

OPS = {op.name: op for op in PRIMITIVES}
FUNCTIONS = (
    "sigmoid",
    "tanh",
    "relu",
    "norm",
    "exp",
    "log",
    "erf",
    "min",
    "max",
)  # the primitives that are written as a call
