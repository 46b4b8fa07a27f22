"""Sentences about gradient clipping: the wall of the error surface, each path, and one clipped gradient."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from explainer.cells.formula import number
from explainer.cells.primitives import Array
from explainer.lessons import clipping
from explainer.lessons.clipping import JUMP_LENGTH, DescentPath
from explainer.lessons.clipping_figures import NAMES

ABOUT = (
    "Gradient descent takes a step against the gradient. The step is as long as the gradient times the learning rate. "
    "Where the error surface has a steep wall, the gradient is suddenly very large, and the step goes too far. "
    "Gradient clipping shortens a gradient that is too long. The example is the smallest network with such a wall: "
    f"a single unit without input. It starts at h = {clipping.INITIAL_H} and takes {clipping.STEPS} time steps. "
    f"Its error is (σ(h) − {clipping.TARGET})² after the last one (Pascanu, Mikolov & Bengio 2013, figure 6). "
    "Here the weight p_w is called w and the bias b_h is called b:"
).replace("_", r"\_")
ABOUT_HEATMAP = (
    "The same surface from above, with the error as shades in powers of ten. "
    "Each mark is the point after a step, at its exact error."
)
FLAT = 1e-6  # a smaller gradient norm moves nothing within the steps of a path


def of_surface(surface: clipping.ErrorSurface) -> str:
    """Return how steep the wall is compared with the rest, from the points of the grid."""
    norms = surface.gradient_norms
    row, column = (int(k) for k in np.unravel_index(norms.argmax(), norms.shape))
    median, most = float(np.median(norms)), float(norms[row, column])
    low, high = surface.error[np.clip([row - 1, row + 1], 0, len(surface.b) - 1), column]
    return (
        f"At half of the {surface.error.size:,} grid points the gradient norm is below {number(median)}. "
        f"It is largest on the wall, at {_at((surface.w[column], surface.b[row]))}: {number(most)}, "
        f"which is {number(round(most / median))} times as much. "
        f"The grid points on both sides, {surface.b[1] - surface.b[0]:.3f} away in b, "
        f"have errors of {number(float(low))} and {number(float(high))}. "
        f"So two units with almost equal biases end far apart after {clipping.STEPS} steps."
    )


def of_path(name: str, path: DescentPath) -> str:
    """Return whether a path jumps, where and why, and where it ends."""
    label = NAMES[name].capitalize()
    if not len(path.step_lengths):
        return f"**{label}**, the path has no step from its start, {_at(path.points[0])}.{_stop(path)}"
    longest = int(path.step_lengths.argmax())
    course = _jumped(path, longest) if path.step_lengths[longest] > JUMP_LENGTH else _stayed(path)
    return f"**{label}**, the path {course}{_exit(path)}{_stop(path)}"


def of_errors(paths: Mapping[str, DescentPath]) -> str:
    """Return the error at the start and at the end of each path."""
    ends = [f"{NAMES[name]} {number(float(path.errors[-1]))}" for name, path in paths.items()]
    first = next(iter(paths.values()))
    lowest = number(clipping.LOWEST_ERROR)
    return (
        f"The error is {number(float(first.errors[0]))} at the start. "
        f"At the end of each path it is: {', '.join(ends)}. "
        f"Lower is better; errors below {lowest} are drawn as {lowest}."
    )


def of_clipping(path: DescentPath, threshold: float) -> str:
    """Return how both kinds of clipping change the longest gradient of a path: its norm and its direction."""
    step = clipping.longest_gradient(path.gradients)
    raw = path.gradients[step]
    where = f"step {step + 1}" if step < len(path.step_lengths) else "its last point"
    norm = float(clipping.norms(raw))
    if norm <= threshold:
        return (
            f"No gradient of this path is longer than {number(threshold)}. The longest, {number(norm)}, is at {where}."
        )
    by_norm, by_value = clipping.clip_norm(raw, threshold), clipping.clip_value(raw, threshold)
    return (
        f"On the path with norm clipping, the longest gradient is at {where}, with norm {number(norm)}. "
        f"Norm clipping reduces it to {number(float(clipping.norms(by_norm)))}, on the dotted circle, "
        f"and turns it by {_degrees(raw, by_norm)}: the direction stays. "
        f"Value clipping reduces it to {number(float(clipping.norms(by_value)))}, inside the dotted square, "
        f"and turns it by {_degrees(raw, by_value)}. "
        "Where one component is cut more than the other, the step does not go straight downhill."
    )


def rows(paths: Mapping[str, DescentPath]) -> dict[str, list[Any]]:
    """Return all paths as columns of a table, step after step; gradient norms are those before clipping."""
    cells = [(name, path, k) for name, path in paths.items() for k in range(len(path.points))]
    return {
        "clipping": [NAMES[name] for name, _, _ in cells],
        "step": [k for _, _, k in cells],
        "w": [float(path.points[k, 0]) for _, path, k in cells],
        "b": [float(path.points[k, 1]) for _, path, k in cells],
        "error": [float(path.errors[k]) for _, path, k in cells],
        "gradient norm": [float(clipping.norms(path.gradients[k])) for _, path, k in cells],
    }


def _jumped(path: DescentPath, step: int) -> str:
    return (
        f"jumps at step {step + 1}: the gradient norm is {number(float(clipping.norms(path.gradients[step])))} there, "
        f"so the step is {number(float(path.step_lengths[step]))} long. "
        f"It leads from {_at(path.points[step])} to {_at(path.points[step + 1])}, "
        f"where the error is {number(float(path.errors[step + 1]))}.{_stuck(path)}"
    )


def _stayed(path: DescentPath) -> str:
    step = clipping.longest_gradient(path.gradients[:-1])
    return (
        f"never jumps: its largest gradient norm is {number(float(clipping.norms(path.gradients[step])))}, "
        f"at step {step + 1}, and that step is {number(float(path.step_lengths[step]))} long. "
        f"The error goes from {number(float(path.errors[0]))} to {number(float(path.errors[-1]))}, "
        f"at {_at(path.points[-1])}."
    )


def _stuck(path: DescentPath) -> str:
    """Return that the surface is flat at the end, where it is: no later step can lead back."""
    last = float(clipping.norms(path.gradients[-1]))
    return f" At its end the gradient norm is {number(last)}: too flat to come back." if last < FLAT else ""


def _exit(path: DescentPath) -> str:
    step = clipping.exit_step(path)
    return f" Step {step} leaves the drawn region, and the figures cut it at the edge." if step is not None else ""


def _stop(path: DescentPath) -> str:
    """Return where a path stops because its next point would not be finite."""
    sentence = f" After step {len(path.step_lengths)} the next point would be infinite, so the path stops"
    return f"{sentence} at {_at(path.points[-1])}." if path.stopped else ""


def _at(point: Any) -> str:
    return f"w = {number(float(point[0]))}, b = {number(float(point[1]))}"


def _degrees(one: Array, other: Array) -> str:
    return f"{clipping.angle_degrees(one, other):.1f} degrees"
