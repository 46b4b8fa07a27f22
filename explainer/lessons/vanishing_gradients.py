"""The laboratory: how much of a gradient is left when it has gone back through a run, and what decides it."""

from dataclasses import dataclass

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.memory import carried
from explainer.cells.primitives import Array
from explainer.cells.program import Program, lower
from explainer.lessons.batch import first_felt, run_all
from explainer.numerics import gradient_flow, losses, measures
from explainer.numerics.backward import backward
from explainer.numerics.initialisation import Params, draw
from explainer.numerics.trace import Layer, LayerTrace, trace
from explainer.numerics.vjp import slope

LIMITS = {"radius": (0.0, 3.0), "bias": (-3.0, 6.0), "length": (2, 200), "lab_m": (1, 32)}  # by the link's keys
ACTIVATIONS = {"tanh": "RNN", "ReLU": "RNN-ReLU"}
INPUTS = 4  # n: how many random numbers are read at each step
ACROSS = tuple(k / 5 for k in range(16))  # the map's radii, 0 to 3
UPWARDS = (2, 3, 5, 7, 11, 16, 25, 38, 57, 87, 132, 200)  # the map's lengths, each about 1.5 times the one before
FLOAT32 = float(np.finfo(np.float32).max)  # what PyTorch's usual numbers can hold


@dataclass(frozen=True)
class Setting:
    """What is set: the spectral `radius` of every U, the `bias` of the gate that keeps, T (`length`), and the draw."""

    radius: float = 0.8
    bias: float = 6.0
    length: int = 100
    start: str = "orthogonal"
    activation: str = "tanh"
    m: int = 16
    seed: int = 7

    @property
    def cells(self) -> tuple[str, str, str]:
        """The cells that are compared."""
        return ACTIVATIONS[self.activation], "LSTM", "GRU"


PRESETS = {
    "vanish": Setting(bias=0.0, start="uniform"),
    "explode": Setting(radius=2.0, bias=0.0, length=60, activation="ReLU"),
    "remember": Setting(),
    "overflow": Setting(radius=3.0, bias=0.0, length=200, start="identity", activation="ReLU"),
}


@dataclass(frozen=True, eq=False)
class Reach:
    """A run, and the length of dL/dh at each step, (T,): the loss is the sum of h at the last step.

    Where h itself has overflowed the loss is no number, and the lengths are NaN.
    """

    run: LayerTrace
    lengths: Array

    @property
    def shares(self) -> Array:
        """The lengths as shares of what there is at the last step, (T,)."""
        return np.asarray(self.lengths / self.lengths[-1])


def numbers(seed: int, length: int) -> Array:
    """Return what all cells read, (length, INPUTS): a longer run reads on where a shorter one ends."""
    return np.random.default_rng([seed, 78]).standard_normal((length, INPUTS))


def drawn(cell: str, setting: Setting) -> Params:
    """Return a cell's parameters as its start draws them: the same for every radius and length."""
    return draw(_program(cell), INPUTS, setting.m, setting.seed, setting.start, keep_bias=setting.bias)


def scaled(params: Params, radius: float) -> Params:
    """Scale every recurrent matrix so that its largest eigenvalue has this size; what is 0 stays 0."""
    return {
        name: value / (gradient_flow.radius(value) or 1.0) * radius if name[:2] == "U_" else value
        for name, value in params.items()
    }


def measure(cell: str, setting: Setting) -> Reach:
    """Run a cell over the numbers, send the loss back, and measure what reaches each step."""
    x = numbers(setting.seed, setting.length)
    run = trace([Layer(_program(cell), scaled(drawn(cell, setting), setting.radius))], x)
    loss = losses.ask("last", x, setting.m)
    gradients = backward(run, losses.read(loss, run.layers[0].values).seeds)
    lengths = gradient_flow.norms(gradients.layers[0].values["h"])
    return Reach(run.layers[0], lengths if lost(run.layers[0]) is None else np.full_like(lengths, np.nan))


def phase(cell: str, setting: Setting) -> Array:
    """Return the share of the gradient at the first step for UPWARDS by ACROSS, whatever radius and length are set.

    Each is computed, none is between others: one run for all radii, and one walk back for all lengths.
    """
    radii = np.array(ACROSS)[:, None, None]
    many = {
        name: value * radii if name[:2] == "U_" else value  # (S, m, m)
        for name, value in scaled(drawn(cell, setting), 1.0).items()
    }
    run = run_all(_program(cell), many, numbers(setting.seed, UPWARDS[-1]))
    felt = first_felt(run, UPWARDS)  # (S, L, m)
    shares = gradient_flow.norms(felt.reshape(-1, setting.m)).reshape(felt.shape[:2]).T / np.sqrt(setting.m)  # (L, S)
    whole = np.logical_and.accumulate(np.isfinite(run.values["h"]).all(axis=(2, 3)))  # (T, S)
    return np.where(whole[np.array(UPWARDS) - 1], shares, np.nan)


def lost(run: LayerTrace) -> int | None:
    """Return the first step, from 0, at which h has overflowed; None if it never does."""
    gone = np.flatnonzero(~np.isfinite(run.values["h"]).all(axis=1))
    return int(gone[0]) if len(gone) else None


def overflow(lengths: Array, most: float = FLOAT32) -> int | None:
    """Return after how many steps back a gradient is first larger than `most` or no number; None if it never is."""
    beyond = np.flatnonzero(~(lengths[::-1] <= most))
    return int(beyond[0]) if len(beyond) else None


def steepness(run: LayerTrace) -> float:
    """Return the mean slope of what makes h, over all units and all steps that the gradient goes back through."""
    step = run.program.step("h")
    assert step is not None
    return float(slope(run, step, 0)[1:].mean())


def keeping(run: LayerTrace) -> tuple[float, float] | None:
    """Return the mean keep factor per step, and its product back to the first step as a mean over units."""
    state = carried(run.program)
    factor = measures.keep_factor(run, state) if state else None
    if state is None or factor is None:
        return None
    return float(factor[1:].mean()), float(gradient_flow.kept(run, state)[0].mean())


def _program(cell: str) -> Program:
    return lower(CELLS[cell])
