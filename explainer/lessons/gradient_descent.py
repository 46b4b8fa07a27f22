"""The valley: gradient descent on a curve with one number to learn, as two balls that roll on it."""

from dataclasses import dataclass

import numpy as np

from explainer.cells.catalogue import Cell, Equation
from explainer.cells.primitives import Array
from explainer.cells.program import lower
from explainer.numerics.backward import backward
from explainer.numerics.trace import Layer, trace

RANGES: dict[str, tuple[float, float]] = {
    "place": (-2.0, 2.0), "rate_1": (0.05, 3.0), "rate_2": (0.05, 3.0), "rolls": (0, 40),
}  # fmt: skip
"""What may be chosen, by its key in a link: where both begin, the learning rate of each, the steps taken."""
SPAN = (-2.2, 2.2)  # the places that are drawn
FLAT = 0.01  # a ball has arrived where the slope is smaller


@dataclass(frozen=True)
class Curve:
    """A loss over one place, as a cell of one step: h is the loss, h_prev the place, p_k how steep it is."""

    cell: Cell
    k: float


@dataclass(frozen=True, eq=False)
class Roll:
    """A ball's way: places, losses and slopes, (K + 1,) each; `stopped` where the next place is not finite."""

    rate: float
    places: Array
    losses: Array
    slopes: Array
    stopped: bool

    @property
    def steps(self) -> Array:
        """Return what was added to each place to reach the next, (K,)."""
        return np.diff(self.places)


def _curve(name: str, text: str, k: float, about: str) -> Curve:
    return Curve(Cell(name, "", ("h",), (Equation("h", text, "hidden", "the loss at a place"),), about), k)


CURVES = {
    curve.cell.name: curve
    for curve in (
        _curve("bowl", "p_k * h_prev * h_prev", 0.5, "one bottom, and everywhere the same curvature"),
        _curve("two bottoms", "p_k * (h_prev * h_prev - 1) * (h_prev * h_prev - 1) + 0.1 * h_prev", 0.15,
               "two bottoms, the left one a little deeper"),
        _curve("cliff", "p_k * h_prev * h_prev + 2 * sigmoid(12 * h_prev - 12)", 0.15, "a bowl with a wall in it"),
    )
}  # fmt: skip


def heights(curve: Curve, places: Array) -> tuple[Array, Array]:
    """Return the loss and its slope at places, (k,) each: one time step of the cell, forward and backward."""
    layer = Layer(lower(curve.cell), {"p_k": np.full(len(places), curve.k)}, {"h": places})
    run = trace([layer], np.zeros((1, 1)))
    felt = backward(run, {"h": np.ones((1, len(places)))}).layers[0].values["h_prev"]
    return run.output[0], felt[0]


def curvature(curve: Curve, points: int = 89) -> tuple[float, float]:
    """Return the least and the largest curvature between neighbours of the drawn places: how fast the slope changes."""
    places = np.linspace(*SPAN, points)
    bends = np.diff(heights(curve, places)[1]) / np.diff(places)
    return float(bends.min()), float(bends.max())


def limit(curve: Curve) -> float | None:
    """Return the learning rate beyond which no ball arrives, 2 / curvature; None where the curvature changes.

    On a parabola each step multiplies the distance to the bottom by 1 − rate · curvature (LeCun et al. 1998).
    """
    least, most = curvature(curve)
    return 2.0 / most if most - least < 1e-9 * most else None


def roll(curve: Curve, start: float, rates: tuple[float, ...], steps: int) -> list[Roll]:
    """Let a ball for each learning rate take steps from the same start; all of them in the same runs."""
    places, found = np.full(len(rates), start), []
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps + 1):
            losses, slopes = heights(curve, places)
            found.append((places, losses, slopes))
            places = places - np.array(rates) * slopes
    return [_finite(rate, np.array(found)[:, :, k]) for k, rate in enumerate(rates)]


def _finite(rate: float, way: Array) -> Roll:
    """Keep a ball's way (K + 1, 3) up to where place, loss or slope is no longer finite."""
    whole = np.atleast_1d(np.isfinite(way).all(axis=1))
    end = len(whole) if whole.all() else int(whole.argmin())
    places, losses, slopes = way[:end].T
    return Roll(rate, places, losses, slopes, end < len(whole))


def leaves(ball: Roll) -> int | None:
    """Return the first step after which a ball is outside the picture, from 1; None where it stays."""
    outside = np.atleast_1d((ball.places < SPAN[0]) | (ball.places > SPAN[1]))
    return int(outside.argmax()) if outside.any() else None


def turns(ball: Roll) -> int:
    """Return how often a ball turned round: a step against the one before."""
    return int((ball.steps[1:] * ball.steps[:-1] < 0).sum())


def fate(curve: Curve, ball: Roll) -> str:
    """Return what a ball does, one of FATES."""
    if not len(ball.steps):
        return "stands"
    if ball.stopped or leaves(ball) is not None:
        return "thrown out"
    if abs(ball.slopes[-1]) < FLAT:
        left, right = heights(curve, ball.places[-1] + np.array([-0.01, 0.01]))[1]
        return "arrives" if right > left else "balances"
    return "swings" if 2 * turns(ball) > len(ball.steps) - 1 > 0 else "crawls"


FATES = ("stands", "thrown out", "arrives", "balances", "swings", "crawls")
