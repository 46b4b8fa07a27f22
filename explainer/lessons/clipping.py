"""The cliff: the error surface of one recurrent unit, and gradient steps over it with and without clipping."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explainer.cells.catalogue import Cell, Equation
from explainer.cells.primitives import OPS, Array
from explainer.cells.program import lower
from explainer.numerics.backward import backward
from explainer.numerics.trace import Layer, Trace, trace

UNIT = Cell("One unit", "Pascanu, Mikolov & Bengio 2013, figure 6", ("h",), (
    Equation("h", "p_w * sigmoid(h_prev) + b_h", "hidden", "the state: squashed, times the weight w, plus the bias b"),
), "One unit that reads nothing: a weight w and a bias b, applied again and again.")  # fmt: skip
STEPS, BEGIN, TARGET = 50, 0.5, 0.7  # time steps, h before the first of them, and what σ(h) is to be after the last
REGION = {"w": (3.5, 5.5), "b": (-3.0, -1.0)}  # what is drawn, and where a walk may start
RANGES: dict[str, tuple[float, float]] = {
    **REGION, "walk_rate": (0.05, 2.0), "clip": (0.01, 1.0), "walk_steps": (1, 40), "turn": (0, 355),
}  # fmt: skip
"""What may be chosen, by its key in a link: the start, the learning rate, the threshold, the steps, the view."""
JUMP = 1.0  # a longer step than this is called a jump
PARTS = 6  # of a step, where it is drawn onto the surface
LOWEST = 1e-5  # errors below this are drawn as this


@dataclass(frozen=True, eq=False)
class Surface:
    """The error over a grid: w (k,), b (k,), error (k, k), a row for each b, and the gradient's length there."""

    w: Array
    b: Array
    error: Array
    steepness: Array


@dataclass(frozen=True, eq=False)
class Walk:
    """Gradient steps over the surface: places (K + 1, 2) as (w, b), errors (K + 1,), gradients (K + 1, 2) unclipped.

    Only finite places are kept; `stopped` tells that the next one would not have been.
    """

    places: Array
    errors: Array
    gradients: Array
    stopped: bool

    @property
    def moves(self) -> Array:
        """Return how far each step went, (K,)."""
        return lengths(np.diff(self.places, axis=0))


def answers(places: Array) -> tuple[Trace, Array]:
    """Run the unit at places (k, 2) of (w, b), and return the run and σ(h) after its last step, (k,).

    One run for all places: each is a unit of its own, with its w and its b.
    """
    w, b = np.array(places.T)  # (k,)
    run = trace([Layer(lower(UNIT), {"p_w": w, "b_h": b}, {"h": np.full(len(w), BEGIN)})], np.zeros((STEPS, 1)))
    return run, OPS["sigmoid"].forward(run.output[-1])


def errors(places: Array) -> Array:
    """Return the error (σ(h) − 0.7)² after 50 steps at places (k, 2), (k,)."""
    return np.square(answers(places)[1] - TARGET)


def slopes(places: Array) -> tuple[Array, Array]:
    """Return the error at places (k, 2), (k,), and its gradient (dE/dw, dE/db), (k, 2), by one run back."""
    run, y = answers(places)
    seeds = np.zeros_like(run.output)
    seeds[-1] = 2.0 * (y - TARGET) * OPS["sigmoid"].slopes[0].rule(y, run.output[-1])
    felt = backward(run, {"h": seeds}).layers[0].params
    return np.square(y - TARGET), np.stack([felt["p_w"], felt["b_h"]], axis=1)


@lru_cache(maxsize=2)
def surface(points: int = 61) -> Surface:
    """Return the error over the drawn region, on a grid of points by points."""
    w, b = (np.linspace(*REGION[name], points) for name in ("w", "b"))
    grid = np.stack([one.ravel() for one in np.meshgrid(w, b)], axis=1)  # (points², 2)
    error, gradients = slopes(grid)
    found = Surface(w, b, error.reshape(points, points), lengths(gradients).reshape(points, points))
    for array in (found.w, found.b, found.error, found.steepness):
        array.setflags(write=False)
    return found


def lengths(vectors: Array) -> Array:
    """Return the length of each vector (..., k); nothing overflows on the way."""
    return np.asarray(np.hypot.reduce(vectors, axis=-1))


def clip_norm(gradients: Array, most: float) -> Array:
    """Return gradients (..., k) scaled down to the length `most` where they are longer (Pascanu et al. 2013)."""
    long = lengths(gradients)[..., None]
    return np.where(long > most, gradients * (most / np.maximum(long, most)), gradients)


def clip_value(gradients: Array, most: float) -> Array:
    """Return gradients with each component cut to lie between −most and most (Mikolov 2012)."""
    return np.clip(gradients, -most, most)


CLIPS: Mapping[str, Callable[[Array, float], Array]] = {
    "none": lambda gradients, most: gradients,
    "norm": clip_norm,
    "value": clip_value,
}


@lru_cache(maxsize=16)
def walks(start: tuple[float, float], rate: float, most: float, steps: int) -> Mapping[str, Walk]:
    """Walk from (w, b) by gradient steps, once for each kind of clipping in CLIPS; all of them in the same runs."""
    places, found, felt = np.tile(np.array(start, dtype=float), (len(CLIPS), 1)), [], []  # (3, 2)
    trail = [places]
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(steps + 1):
            error, gradients = slopes(places)
            found.append(error)
            felt.append(gradients)
            clipped = [clip(gradient, most) for clip, gradient in zip(CLIPS.values(), gradients, strict=True)]
            places = places - rate * np.array(clipped)
            trail.append(places)
    parts = np.array(trail[:-1]), np.array(found), np.array(felt)
    return {name: _finite(*(part[:, k] for part in parts)) for k, name in enumerate(CLIPS)}


def _finite(places: Array, error: Array, gradients: Array) -> Walk:
    """Keep a walk up to where it stops being finite."""
    whole = np.atleast_1d(np.isfinite(places).all(axis=1))  # (K + 1,)
    end = len(whole) if whole.all() else int(whole.argmin())
    return Walk(places[:end], error[:end], gradients[:end], end < len(whole))


def along(places: Array, parts: int = PARTS) -> tuple[Array, Array]:
    """Return a walk drawn onto the surface: each step cut into parts, (k, 2), and the error at each of them, (k,)."""
    shares = np.arange(parts)[:, None] / parts
    between = [before + shares * (after - before) for before, after in zip(places, places[1:], strict=False)]
    line = np.vstack([*between, places[-1:]])
    return line, errors(line)


def leaves(walk: Walk) -> int | None:
    """Return the first step after which a walk is outside the drawn region, from 1; None where it stays."""
    low, high = np.array(list(REGION.values())).T
    outside = ((walk.places < low) | (walk.places > high)).any(axis=1)
    return int(outside.argmax()) if outside.any() else None


def drawn(walk: Walk) -> Array:
    """Return the places up to the edge of the drawn region, (k, 2): the step that leaves it is cut there."""
    out = leaves(walk)
    if out is None:
        return walk.places
    low, high = np.array(list(REGION.values())).T
    before, after = walk.places[out - 1], walk.places[out]
    move = after - before
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        shares = np.where(move > 0, (high - before) / move, (low - before) / move)
    edge = before + np.nanmin(np.where(move == 0, np.inf, shares)) * move
    return np.vstack([walk.places[:out], np.clip(edge, low, high)])


def hardest(gradients: Array) -> int:
    """Return which of gradients (k, 2) is longest: where clipping has most to do."""
    return int(np.nan_to_num(lengths(gradients), nan=-1.0).argmax())


def angle(one: Array, other: Array) -> float:
    """Return the angle between two vectors (2,) in degrees; 0 where one of them is nothing."""
    turned = one[0] * other[1] - one[1] * other[0], one @ other
    return float(np.degrees(np.abs(np.arctan2(*turned))))
