"""Gradient descent on the loss curve of a single weight, with one run per learning rate."""

from dataclasses import dataclass

import numpy as np

from explainer.cells.catalogue import Cell, Equation
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.numerics.backward import backward
from explainer.numerics.trace import Layer, trace

RANGES: dict[str, tuple[float, float]] = {
    "place": (-2.0, 2.0), "rate_1": (0.05, 3.0), "rate_2": (0.05, 3.0), "rolls": (0, 40),
}  # fmt: skip
"""Ranges of the controls by their keys in a link: start, the two learning rates, number of steps."""
SPAN = (-2.2, 2.2)  # the drawn values of x
FLAT_SLOPE = 0.01  # a run has converged where the slope is smaller


@dataclass(frozen=True)
class Curve:
    """A loss curve as a cell of one step: h is the loss, h_prev is x, p_k scales the curve."""

    cell: Cell
    k: float


@dataclass(frozen=True, eq=False)
class DescentRun:
    """A run of gradient descent: positions, losses, slopes, (K + 1,) each; `stopped` if the next are not finite."""

    rate: float
    positions: Array
    losses: Array
    slopes: Array
    stopped: bool

    @property
    def steps(self) -> Array:
        """Return the difference between each position and the next, (K,)."""
        return np.diff(self.positions)


def _curve(name: str, text: str, k: float, about: str) -> Curve:
    return Curve(Cell(name, "", ("h",), (Equation("h", text, "hidden", "loss at x"),), about), k)


CURVES = {
    curve.cell.name: curve
    for curve in (
        _curve("bowl", "p_k * h_prev * h_prev", 0.5, "one minimum, and the same curvature everywhere"),
        _curve("two bottoms", "p_k * (h_prev * h_prev - 1) * (h_prev * h_prev - 1) + 0.1 * h_prev", 0.15,
               "two minima, the left one a little lower"),
        _curve("cliff", "p_k * h_prev * h_prev + 2 * sigmoid(12 * h_prev - 12)", 0.15, "a bowl with a steep wall"),
    )
}  # fmt: skip


def loss_and_slope(curve: Curve, positions: Array) -> tuple[Array, Array]:
    """Return the loss and its slope at positions, (k,) each: one time step of the cell, forward and backward."""
    layer = Layer(lower(curve.cell), {"p_k": np.full(len(positions), curve.k)}, {"h": positions})
    run = trace([layer], np.zeros((1, 1)))
    slopes = backward(run, {"h": np.ones((1, len(positions)))}).layers[0].values["h_prev"]
    return run.output[0], slopes[0]


def curvature(curve: Curve, points: int = 89) -> tuple[float, float]:
    """Return the smallest and the largest curvature, the change of the slope, between neighbouring drawn points."""
    positions = np.linspace(*SPAN, points)
    curvatures = np.diff(loss_and_slope(curve, positions)[1]) / np.diff(positions)
    return float(curvatures.min()), float(curvatures.max())


def rate_limit(curve: Curve) -> float | None:
    """Return the learning rate above which no run converges, 2 / curvature; None where the curvature varies.

    On a parabola each step multiplies the distance to the minimum by 1 − rate · curvature (LeCun et al. 1998).
    """
    least, most = curvature(curve)
    return 2.0 / most if most - least < 1e-9 * most else None


def descend(curve: Curve, start: float, rates: tuple[float, ...], steps: int) -> list[DescentRun]:
    """Run gradient descent for each learning rate from the same start, all in the same runs of the cell."""
    positions, found = np.full(len(rates), start), []
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        for _ in range(steps + 1):
            losses, slopes = loss_and_slope(curve, positions)
            found.append((positions, losses, slopes))
            positions = positions - np.array(rates) * slopes
    return [_finite_run(rate, np.array(found)[:, :, k]) for k, rate in enumerate(rates)]


def _finite_run(rate: float, path: Array) -> DescentRun:
    """Return a run (K + 1, 3) up to the last step at which position, loss and slope are finite."""
    finite = np.atleast_1d(np.isfinite(path).all(axis=1))
    end = len(finite) if finite.all() else int(finite.argmin())
    positions, losses, slopes = path[:end].T
    return DescentRun(rate, positions, losses, slopes, end < len(finite))


def exit_step(run: DescentRun) -> int | None:
    """Return the first step, from 1, after which a run is outside the figure; None where it stays inside."""
    outside = np.atleast_1d((run.positions < SPAN[0]) | (run.positions > SPAN[1]))
    return int(outside.argmax()) if outside.any() else None


def reversals(run: DescentRun) -> int:
    """Return how often a run changed direction."""
    return int((run.steps[1:] * run.steps[:-1] < 0).sum())


def outcome(curve: Curve, run: DescentRun) -> str:
    """Return the outcome of a run, one of OUTCOMES."""
    if not len(run.steps):
        return "no steps"
    if run.stopped or exit_step(run) is not None:
        return "diverges"
    if abs(run.slopes[-1]) < FLAT_SLOPE:
        left, right = loss_and_slope(curve, run.positions[-1] + np.array([-0.01, 0.01]))[1]
        return "converges" if right > left else "at a maximum"
    return "oscillates" if 2 * reversals(run) > len(run.steps) - 1 > 0 else "moves slowly"


OUTCOMES = ("no steps", "diverges", "converges", "at a maximum", "oscillates", "moves slowly")
