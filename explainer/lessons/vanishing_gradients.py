"""How much of a gradient is left after backpropagation through time, and what decides it."""

from dataclasses import dataclass

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.memory import carried_state
from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.lessons.batch import first_step_gradients, run_networks
from explainer.numerics import gradient_flow, losses, measures
from explainer.numerics.backward import backward
from explainer.numerics.initialisation import Params, init_params
from explainer.numerics.trace import Layer, LayerTrace, trace
from explainer.numerics.vjp import slope

LIMITS = {"radius": (0.0, 3.0), "bias": (-3.0, 6.0), "length": (2, 200), "lab_m": (1, 32)}  # by their keys in a link
ACTIVATIONS = {"tanh": "RNN", "ReLU": "RNN-ReLU"}
INPUTS = 4  # n: random numbers per step
MAP_RADII = tuple(k / 5 for k in range(16))  # the spectral radii of a map
MAP_LENGTHS = (2, 3, 5, 7, 11, 16, 25, 38, 57, 87, 132, 200)  # of a map, each about 1.5 times the one before
FLOAT32 = float(np.finfo(np.float32).max)  # the largest number of PyTorch's default type


@dataclass(frozen=True)
class Setting:
    """A setting: the spectral `radius` of every U, the `bias` of the keep gate, `length` (T), and initial weights."""

    radius: float = 0.8
    bias: float = 6.0
    length: int = 100
    initialisation: str = "orthogonal"
    activation: str = "tanh"
    m: int = 16
    seed: int = 7

    @property
    def cells(self) -> tuple[str, str, str]:
        """The cells that are compared."""
        return ACTIVATIONS[self.activation], "LSTM", "GRU"


PRESETS = {
    "vanish": Setting(bias=0.0, initialisation="uniform"),
    "explode": Setting(radius=2.0, bias=0.0, length=60, activation="ReLU"),
    "remember": Setting(),
    "overflow": Setting(radius=3.0, bias=0.0, length=200, initialisation="identity", activation="ReLU"),
}


@dataclass(frozen=True, eq=False)
class GradientNorms:
    """A run, and the norm of dL/dh at each step, (T,); the loss is the sum of h at the last step.

    Where h itself overflows, all norms are NaN.
    """

    run: LayerTrace
    norms: Array

    @property
    def shares(self) -> Array:
        """The norms as shares of the norm at the last step, (T,)."""
        return np.asarray(self.norms / self.norms[-1])


def random_inputs(seed: int, length: int) -> Array:
    """Return the input of all cells, (length, INPUTS); a longer one begins with the shorter one."""
    return np.random.default_rng([seed, 78]).standard_normal((length, INPUTS))


def cell_params(cell: str, setting: Setting) -> Params:
    """Return a cell's initial parameters, the same for every radius and length."""
    return init_params(_program(cell), INPUTS, setting.m, setting.seed, setting.initialisation, keep_bias=setting.bias)


def scale_recurrent(params: Params, radius: float) -> Params:
    """Scale every recurrent matrix to this spectral radius; a matrix of zeros stays as it is."""
    return {
        name: value / (gradient_flow.spectral_radius(value) or 1.0) * radius if name[:2] == "U_" else value
        for name, value in params.items()
    }


def measure_gradients(cell: str, setting: Setting) -> GradientNorms:
    """Run a cell forward and backward, and return the gradient norm at each step."""
    x = random_inputs(setting.seed, setting.length)
    run = trace([Layer(_program(cell), scale_recurrent(cell_params(cell, setting), setting.radius))], x)
    loss = losses.make_loss("last", x, setting.m)
    gradients = backward(run, losses.evaluate_loss(loss, run.layers[0].values).grad_outputs)
    norms = gradient_flow.norms(gradients.layers[0].values["h"])
    finite = forward_overflow_step(run.layers[0]) is None
    return GradientNorms(run.layers[0], norms if finite else np.full_like(norms, np.nan))


def phase_map(cell: str, setting: Setting) -> Array:
    """Return the share of the gradient at the first step for MAP_LENGTHS by MAP_RADII, (L, S).

    One run has all radii and one backward pass all lengths; the radius and length of the setting have no effect.
    """
    radii = np.array(MAP_RADII)[:, None, None]
    params = {
        name: value * radii if name[:2] == "U_" else value  # (S, m, m)
        for name, value in scale_recurrent(cell_params(cell, setting), 1.0).items()
    }
    run = run_networks(_program(cell), params, random_inputs(setting.seed, MAP_LENGTHS[-1]))
    gradients = first_step_gradients(run, MAP_LENGTHS)  # (S, L, m)
    norms = gradient_flow.norms(gradients.reshape(-1, setting.m)).reshape(gradients.shape[:2]).T  # (L, S)
    finite = np.logical_and.accumulate(np.isfinite(run.values["h"]).all(axis=(2, 3)))  # (T, S)
    return np.where(finite[np.array(MAP_LENGTHS) - 1], norms / np.sqrt(setting.m), np.nan)


def forward_overflow_step(run: LayerTrace) -> int | None:
    """Return the first step, from 0, at which h is not finite; None if it always is."""
    overflowed = np.flatnonzero(~np.isfinite(run.values["h"]).all(axis=1))
    return int(overflowed[0]) if len(overflowed) else None


def backward_overflow_steps(norms: Array, most: float = FLOAT32) -> int | None:
    """Return after how many steps back a gradient norm is first above `most` or not finite; None if it never is."""
    beyond = np.flatnonzero(~(norms[::-1] <= most))
    return int(beyond[0]) if len(beyond) else None


def mean_slope(run: LayerTrace) -> float:
    """Return the mean slope of h's activation, over all units and all steps that the gradient goes back through."""
    step = run.program.step("h")
    assert step is not None
    return float(slope(run, step, 0)[1:].mean())


def mean_keep_factors(run: LayerTrace) -> tuple[float, float] | None:
    """Return the mean keep factor per step, and its product back to the first step as a mean over units."""
    state = carried_state(run.program)
    factor = measures.keep_factor(run, state) if state else None
    if state is None or factor is None:
        return None
    return float(factor[1:].mean()), float(gradient_flow.keep_products(run, state)[0].mean())


def _program(cell: str) -> Program:
    return lower(CELLS[cell])
