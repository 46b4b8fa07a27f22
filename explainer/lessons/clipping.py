"""Gradient descent with and without gradient clipping on the error surface of one recurrent unit."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explainer.cells.catalogue import Cell, Equation
from explainer.cells.lowering import lower
from explainer.cells.primitives import OPS, Array
from explainer.numerics.backward import backward
from explainer.numerics.trace import Layer, Trace, trace

UNIT = Cell("One unit", "Pascanu, Mikolov & Bengio 2013, figure 6", ("h",), (
    Equation("h", "p_w * sigmoid(h_prev) + b_h", "hidden", "hidden state: its sigmoid times the weight w, plus bias b"),
), "One unit without input: a weight w and a bias b, applied at every step.")  # fmt: skip
STEPS, INITIAL_H, TARGET = 50, 0.5, 0.7  # time steps, initial h, target of σ(h) after the last step
REGION = {"w": (3.5, 5.5), "b": (-3.0, -1.0)}  # the drawn region, and where a path may start
RANGES: dict[str, tuple[float, float]] = {
    **REGION, "walk_rate": (0.05, 2.0), "clip": (0.01, 1.0), "walk_steps": (1, 40), "turn": (0, 355),
}  # fmt: skip
"""Ranges of the controls by their keys in a link: start, learning rate, clip threshold, steps, rotation of the view."""
DEFAULTS = {"w": 4.65, "b": -1.55, "walk_rate": 0.8, "clip": 0.15, "walk_steps": 20, "turn": 115}
"""The values that the controls open with."""
JUMP_LENGTH = 1.0  # a longer step is called a jump
SEGMENTS = 6  # per step, where a path is drawn onto the surface
LOWEST_ERROR = 1e-5  # smaller errors are drawn as this one


@dataclass(frozen=True, eq=False)
class ErrorSurface:
    """The error over a grid: w (k,), b (k,), error (k, k), a row for each b, and the gradient norm there."""

    w: Array
    b: Array
    error: Array
    gradient_norms: Array


@dataclass(frozen=True, eq=False)
class DescentPath:
    """Steps of gradient descent: points (K + 1, 2) as (w, b), errors (K + 1,), gradients (K + 1, 2) before clipping.

    All points are finite; `stopped` is set where the next one would not be.
    """

    points: Array
    errors: Array
    gradients: Array
    stopped: bool

    @property
    def step_lengths(self) -> Array:
        """Return the length of each step, (K,)."""
        return norms(np.diff(self.points, axis=0))


def outputs(points: Array) -> tuple[Trace, Array]:
    """Run the unit for points (k, 2) of (w, b), and return the run and σ(h) after its last step, (k,).

    All points share one run: each is a unit of its own, with its own w and b.
    """
    w, b = np.array(points.T)  # (k,)
    run = trace([Layer(lower(UNIT), {"p_w": w, "b_h": b}, {"h": np.full(len(w), INITIAL_H)})], np.zeros((STEPS, 1)))
    return run, OPS["sigmoid"].forward(run.output[-1])


def errors(points: Array) -> Array:
    """Return the error (σ(h) − 0.7)² after 50 steps at points (k, 2), (k,)."""
    return np.square(outputs(points)[1] - TARGET)


def error_and_gradient(points: Array) -> tuple[Array, Array]:
    """Return the error at points (k, 2), (k,), and its gradient (dE/dw, dE/db), (k, 2), by one backward pass."""
    run, y = outputs(points)
    seeds = np.zeros_like(run.output)
    seeds[-1] = 2.0 * (y - TARGET) * OPS["sigmoid"].slopes[0].rule(y, run.output[-1])
    gradients = backward(run, {"h": seeds}).layers[0].params
    return np.square(y - TARGET), np.stack([gradients["p_w"], gradients["b_h"]], axis=1)


@lru_cache(maxsize=2)
def error_surface(points: int = 61) -> ErrorSurface:
    """Return the error over the drawn region, on a grid of points by points."""
    w, b = (np.linspace(*REGION[name], points) for name in ("w", "b"))
    grid = np.stack([one.ravel() for one in np.meshgrid(w, b)], axis=1)  # (points², 2)
    error, gradients = error_and_gradient(grid)
    found = ErrorSurface(w, b, error.reshape(points, points), norms(gradients).reshape(points, points))
    for array in (found.w, found.b, found.error, found.gradient_norms):
        array.setflags(write=False)
    return found


def norms(vectors: Array) -> Array:
    """Return the Euclidean norm of each vector (..., k), without overflow of the squares."""
    return np.asarray(np.hypot.reduce(vectors, axis=-1))


def clip_norm(gradients: Array, threshold: float) -> Array:
    """Return gradients (..., k) scaled down to the norm `threshold` where theirs is larger (Pascanu et al. 2013)."""
    norm = norms(gradients)[..., None]
    return np.where(norm > threshold, gradients * (threshold / np.maximum(norm, threshold)), gradients)


def clip_value(gradients: Array, threshold: float) -> Array:
    """Return gradients with each component limited to −threshold … threshold (Mikolov 2012)."""
    return np.clip(gradients, -threshold, threshold)


CLIPS: Mapping[str, Callable[[Array, float], Array]] = {
    "none": lambda gradients, threshold: gradients,
    "norm": clip_norm,
    "value": clip_value,
}


@lru_cache(maxsize=16)
def descent_paths(start: tuple[float, float], rate: float, threshold: float, steps: int) -> Mapping[str, DescentPath]:
    """Run gradient descent from (w, b), once for each kind of clipping in CLIPS, all in the same runs of the unit."""
    now = np.tile(np.array(start, dtype=float), (len(CLIPS), 1))  # (3, 2)
    points, errors_, gradients_ = [], [], []
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        for _ in range(steps + 1):
            error, gradients = error_and_gradient(now)
            points.append(now)
            errors_.append(error)
            gradients_.append(gradients)
            clipped = [clip(gradient, threshold) for clip, gradient in zip(CLIPS.values(), gradients, strict=True)]
            now = now - rate * np.array(clipped)
    arrays = np.array(points), np.array(errors_), np.array(gradients_)
    return {name: _finite_path(*(array[:, k] for array in arrays)) for k, name in enumerate(CLIPS)}


def _finite_path(points: Array, error: Array, gradients: Array) -> DescentPath:
    """Return a path up to its last finite point."""
    finite = np.atleast_1d(np.isfinite(points).all(axis=1))  # (K + 1,)
    end = len(finite) if finite.all() else int(finite.argmin())
    return DescentPath(points[:end], error[:end], gradients[:end], end < len(finite))


def points_on_surface(points: Array, segments: int = SEGMENTS) -> tuple[Array, Array]:
    """Return a path on the surface: points with each step cut into segments, (k, 2), and the error at each, (k,)."""
    shares = np.arange(segments)[:, None] / segments
    between = [before + shares * (after - before) for before, after in zip(points, points[1:], strict=False)]
    line = np.vstack([*between, points[-1:]])
    return line, errors(line)


def exit_step(path: DescentPath) -> int | None:
    """Return the first step, from 1, after which a path is outside the drawn region; None where it stays inside."""
    low, high = np.array(list(REGION.values())).T
    outside = ((path.points < low) | (path.points > high)).any(axis=1)
    return int(outside.argmax()) if outside.any() else None


def visible_points(path: DescentPath) -> Array:
    """Return the points up to the edge of the drawn region, (k, 2); the step that leaves it is cut at the edge."""
    out = exit_step(path)
    if out is None:
        return path.points
    low, high = np.array(list(REGION.values())).T
    before, after = path.points[out - 1], path.points[out]
    move = after - before
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        shares = np.where(move > 0, (high - before) / move, (low - before) / move)
    edge = before + np.nanmin(np.where(move == 0, np.inf, shares)) * move
    return np.vstack([path.points[:out], np.clip(edge, low, high)])


def longest_gradient(gradients: Array) -> int:
    """Return the index of the longest of gradients (k, 2)."""
    return int(np.nan_to_num(norms(gradients), nan=-1.0).argmax())


def angle_degrees(one: Array, other: Array) -> float:
    """Return the angle between two vectors (2,) in degrees; 0 where one of them is 0."""
    cross, dot = one[0] * other[1] - one[1] * other[0], one @ other
    return float(np.degrees(np.abs(np.arctan2(cross, dot))))
