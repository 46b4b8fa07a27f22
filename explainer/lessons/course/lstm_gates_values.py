"""What lesson 4 computes of the memory of an LSTM: what a held forget gate leaves of it."""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from explainer.cells.formula import number
from explainer.cells.primitives import Array
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.state import State
from explainer.numerics.changes import Change

TWENTY = "abbabbabbaabbabababb"
EQUAL = 1e-9


def value(state: State, name: str) -> Array:
    """Return a value of the only layer over time: (T, m)."""
    return state.trace.layers[0].values[name]


def held_at(state: State, name: str) -> float | None:
    """Return the value at which a gate is held, by the latest change; None where it is not."""
    holds = [one.value for one in state.setup.changes if one.held and one.name == name] if state.setup else []
    return holds[-1] if holds else None


def with_changes(state: State, *changes: Change) -> Mapping[str, Array]:
    """Return the values of the same run with more changes."""
    assert state.setup and state.sequence
    return replace(state.setup, changes=(*state.setup.changes, *changes)).run(state.sequence).layers[0].values


def lanes(state: State) -> Mapping[str, object]:
    """Return the forget gate of the units at the cursor's step."""
    step = min(int(state.link.get("t", "1")), len(state.trace.x))
    f = value(state, "f")[step - 1]
    low, high = int(f.argmin()), int(f.argmax())
    return {"step": step, "low_unit": low + 1, "high_unit": high + 1, "low": f[low], "high": f[high], "units": len(f)}


def left_of_memory(state: State) -> Mapping[str, object]:
    """Return how much of unit 1's memory is left after the last step."""
    start, end = value(state, "c_prev")[0, 0], value(state, "c")[-1, 0]
    return {"start": start, "end": end, "steps": len(state.trace.x), "left": end / start}


def which_is_left(state: State) -> int:
    """Return 0 where nothing of the memory is left, 1 where all is, else 2."""
    left = float(str(left_of_memory(state)["left"]))
    return 0 if abs(left) < EQUAL else 1 if abs(left - 1) < EQUAL else 2


def forgotten(state: State) -> Message:
    """Say what becomes of the memory of unit 1 at the last step."""
    old = value(state, "f")[-1, 0] * value(state, "c_prev")[-1, 0]
    text = gettext_noop(
        "At the last step the old memory of unit 1 gives {kept} to the new one, and {added} is written."
    )
    added = value(state, "i")[-1, 0] * value(state, "g")[-1, 0]
    return Message(text, {"kept": number(old), "added": number(added)})


def fading_memory(state: State) -> tuple[float, ...]:
    """Return the memory of unit 1 before the first step and after each."""
    return (float(value(state, "c_prev")[0, 0]), *map(float, value(state, "c")[:, 0]))


def half_life(f: float) -> float:
    """Return after how many steps half is left of a memory of which each step keeps the share f; infinite at 1."""
    return math.log(0.5) / math.log(f) if 0 < f < 1 else 0.0 if f <= 0 else math.inf


def of_drawn_memory(answer: tuple[float, ...], truth: tuple[float, ...]) -> Message:
    """Speak to a drawn curve of a memory that fades: one that stays, vanishes at once, is straight, or fits."""
    drawn, share = np.array(answer), truth[1] / truth[0]
    straight = np.linspace(drawn[0], drawn[-1], len(drawn))
    if drawn[-1] > 0.5:
        text = gettext_noop(
            "You keep most of it. But {share:.1f} is taken again and again: {share:.1f} to the power of {steps} is "
            "{last:.2f}."
        )
    elif drawn[4] < 0.2:
        text = gettext_noop(
            "So fast it does not go: the first step takes only a tenth. Half is left after {half:.1f} steps."
        )
    elif np.abs(drawn - straight).mean() < 0.05:
        text = gettext_noop(
            "You drew a straight line. Each step takes a tenth of what is **left**, not of the start. Half is left "
            "after {half:.1f} steps."
        )
    else:
        text = gettext_noop("Each step takes a tenth of what is left. Half is left after {half:.1f} steps.")
    return Message(text, {"share": share, "steps": len(truth) - 1, "last": truth[-1], "half": half_life(share)})


def of_half_life(state: State) -> Message:
    """Say after how many steps half of the memory is left."""
    f = held_at(state, "f")
    if f is None:
        return Message(gettext_noop("f is not held."))
    if f >= 1:
        return Message(gettext_noop("f = {f:.3f}: half is never gone."), {"f": f})
    return Message(gettext_noop("f = {f:.3f}: half is left after {half:.1f} steps."), {"f": f, "half": half_life(f)})
