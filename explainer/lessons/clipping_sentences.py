"""The cliff's sentences: how steep the wall is, what became of each walk, what clipping did to one gradient."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from explainer.cells.formula import number
from explainer.cells.primitives import Array
from explainer.lessons import clipping
from explainer.lessons.clipping import JUMP, Walk
from explainer.lessons.clipping_figures import NAMES

ABOUT = (
    "The gradient says which way is up, and a step goes the other way, as far as the gradient is long times the "
    "learning rate. That goes wrong where the error has a cliff: there the gradient is suddenly very long. Clipping "
    "makes a gradient that is too long shorter. Here is the smallest network with a cliff, a single unit that reads "
    f"nothing. It begins at h = {clipping.BEGIN}, takes {clipping.STEPS} time steps, and its error is "
    f"(σ(h) − {clipping.TARGET})² after the last one "
    "(Pascanu, Mikolov & Bengio 2013, figure 6; here p_w is called w and b_h is called b):"
).replace("_", r"\_")
READING = (
    "The same ground from above, its shades the error in powers of ten. Each mark is a place after a step; "
    "errors are computed right there, not read off the grid."
)
FLAT = 1e-6  # a gradient shorter than this moves nothing within the steps of a walk


def of_surface(ground: clipping.Surface) -> str:
    """Return how steep the wall is against the rest, from the points of the grid."""
    row, column = (int(k) for k in np.unravel_index(ground.steepness.argmax(), ground.steepness.shape))
    usual, most = float(np.median(ground.steepness)), float(ground.steepness[row, column])
    sides = ground.error[np.clip([row - 1, row + 1], 0, len(ground.b) - 1), column]
    return (
        f"At half of the {ground.error.size:,} points of this grid the gradient is shorter than {number(usual)}. "
        f"The steepest of them is on the wall, at {_at((ground.w[column], ground.b[row]))}: {number(most)} long, "
        f"{number(round(most / usual))} times as much. Its neighbours, {ground.b[1] - ground.b[0]:.3f} away to both "
        f"sides in b, have errors of {number(float(sides[0]))} and {number(float(sides[1]))}: two units that begin "
        "alike and differ by so little end far apart after 50 steps."
    )


def of_walk(name: str, walk: Walk) -> str:
    """Return what became of one walk: where it jumped, how far and why, or that it stayed, and where it ended."""
    who = NAMES[name].capitalize()
    if not len(walk.moves):
        return f"**{who}**, the walk stands at its start, {_at(walk.places[0])}.{_stop(walk)}"
    far = int(walk.moves.argmax())
    fate = _jumped(walk, far) if walk.moves[far] > JUMP else _stayed(walk)
    return f"**{who}**, the walk {fate}{_left(walk)}{_stop(walk)}"


def of_errors(walks: Mapping[str, Walk]) -> str:
    """Return the error at the start and at the end of each walk."""
    ends = [f"{NAMES[name]} {number(float(walk.errors[-1]))}" for name, walk in walks.items()]
    first = next(iter(walks.values()))
    return (
        f"The error begins at {number(float(first.errors[0]))}, and at the end of each walk it is: {', '.join(ends)}. "
        f"Lower is better; what is below {number(clipping.LOWEST)} is drawn there."
    )


def of_clipping(walk: Walk, most: float) -> str:
    """Return what both clippings make of the longest gradient of a walk: lengths, and angles to the raw one."""
    step = clipping.hardest(walk.gradients)
    raw = walk.gradients[step]
    where = f"step {step + 1}" if step < len(walk.moves) else "the place where it ends"
    long = float(clipping.lengths(raw))
    if long <= most:
        return f"No gradient of this walk is longer than {number(most)}; the longest, {number(long)}, is at {where}."
    by_norm, by_value = clipping.clip_norm(raw, most), clipping.clip_value(raw, most)
    return (
        f"On the walk with norm clipping the gradient is longest at {where}: {number(long)}. Norm clipping cuts it to "
        f"{number(float(clipping.lengths(by_norm)))}, on the dotted circle, and turns it by {_degrees(raw, by_norm)}: "
        f"the direction stays. Value clipping cuts it to {number(float(clipping.lengths(by_value)))}, within the "
        f"dotted square, and turns it by {_degrees(raw, by_value)}: where one component is cut more than the other, "
        "the step goes another way than downhill."
    )


def rows(walks: Mapping[str, Walk]) -> dict[str, list[Any]]:
    """Return all walks as columns of a table, step after step; gradients are as long as before clipping."""
    parts = [(name, walk, k) for name, walk in walks.items() for k in range(len(walk.places))]
    return {
        "walk": [NAMES[name] for name, _, _ in parts],
        "steps taken": [k for _, _, k in parts],
        "w": [float(walk.places[k, 0]) for _, walk, k in parts],
        "b": [float(walk.places[k, 1]) for _, walk, k in parts],
        "error": [float(walk.errors[k]) for _, walk, k in parts],
        "gradient": [float(clipping.lengths(walk.gradients[k])) for _, walk, k in parts],
    }


def _jumped(walk: Walk, far: int) -> str:
    return (
        f"jumps at step {far + 1}: the gradient is {number(float(clipping.lengths(walk.gradients[far])))} long there, "
        f"and the step goes {number(float(walk.moves[far]))} far, from {_at(walk.places[far])} to "
        f"{_at(walk.places[far + 1])}, where the error is {number(float(walk.errors[far + 1]))}.{_stuck(walk)}"
    )


def _stayed(walk: Walk) -> str:
    hard = clipping.hardest(walk.gradients[:-1])
    return (
        f"never jumps: where the gradient is longest, {number(float(clipping.lengths(walk.gradients[hard])))} at step "
        f"{hard + 1}, the step goes {number(float(walk.moves[hard]))} far. The error goes from "
        f"{number(float(walk.errors[0]))} to {number(float(walk.errors[-1]))} at {_at(walk.places[-1])}."
    )


def _stuck(walk: Walk) -> str:
    """Say that the ground at the end is flat, where it is: nothing will ever bring the walk back."""
    last = float(clipping.lengths(walk.gradients[-1]))
    return f" It ends where the gradient is {number(last)}: too flat to come back." if last < FLAT else ""


def _left(walk: Walk) -> str:
    out = clipping.leaves(walk)
    return (
        f" Step {out} leaves the drawn region; the pictures cut the walk at its edge and show nothing after it."
        if out is not None
        else ""
    )


def _stop(walk: Walk) -> str:
    """Say where a walk stops because the next place would not be a number."""
    told = f" After step {len(walk.moves)} the next place would be infinite; the walk stops at {_at(walk.places[-1])}."
    return told if walk.stopped else ""


def _at(place: Any) -> str:
    return f"w = {number(float(place[0]))}, b = {number(float(place[1]))}"


def _degrees(one: Array, other: Array) -> str:
    return f"{clipping.angle(one, other):.1f} degrees"
