"""What lesson 4 computes of writing to the memory and of reading it out."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from explainer.cells.formula import number
from explainer.lessons.course.lstm_gates_values import EQUAL, held_at, value, with_changes
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.state import State
from explainer.numerics.changes import Change

STEP, UNIT = 12, 2  # of the sum, counted from 1
SMALL, NEAR, GONE = 0.05, 0.1, 0.1


def sum_of_unit(state: State) -> dict[str, float]:
    """Return the numbers of one unit at one step, from which its memory is computed."""
    return {name: float(value(state, name)[STEP - 1, UNIT - 1]) for name in ("f", "c_prev", "i", "g", "c")}


def sum_in_words(state: State) -> Mapping[str, object]:
    """Return those numbers without the result, as text, and the unit's number."""
    numbers = {name: number(one) for name, one in sum_of_unit(state).items() if name != "c"}
    return {"unit": UNIT, "step": STEP, **numbers}


def of_sum(state: State, answer: float, truth: float) -> Message:
    """Speak to a guess of the new memory: a wrong sign, a part alone, forgotten gates, or the sum itself."""
    one = sum_of_unit(state)
    results = {
        "right": truth,
        "sign": one["f"] * one["c_prev"] - one["i"] * one["g"],
        "gates": one["c_prev"] + one["g"],
        "kept": one["f"] * one["c_prev"],
        "written": one["i"] * one["g"],
    }
    nearest = min(results, key=lambda name: abs(results[name] - answer))
    far = abs(results[nearest] - answer) > NEAR
    return Message(OF_SUM["far" if far else nearest], {name: number(value) for name, value in one.items()})


OF_SUM: Mapping[str, str] = {
    "right": gettext_noop("{f} · {c_prev} + {i} · ({g}) = {c}: what is kept, and what is written."),
    "sign": gettext_noop(
        "Look at the sign of `g`: a candidate can be negative, and then it takes away. "
        "{f} · {c_prev} + {i} · ({g}) = {c}."
    ),
    "gates": gettext_noop(
        "You added memory and candidate whole, but each is multiplied by its gate first. "
        "{f} · {c_prev} + {i} · ({g}) = {c}."
    ),
    "kept": gettext_noop(
        "That is the kept part alone. The written part comes to it: {f} · {c_prev} + {i} · ({g}) = {c}."
    ),
    "written": gettext_noop(
        "That is the written part alone. What `f` keeps comes to it: {f} · {c_prev} + {i} · ({g}) = {c}."
    ),
    "far": gettext_noop("Multiply first, then add: {f} · {c_prev} + {i} · ({g}) = {c}."),
}
"""What is said to a guess that is near a result, by the mistake that leads there."""


def what_gates_read(state: State) -> int:
    """Return 0 where the gates of a step read the letter alone, 1 where also the old h, 2 where also the old c."""
    before = {name: value(state, name)[0] for name in ("f", "i", "o")}

    def moves(name: str) -> bool:
        after = with_changes(state, Change(name, (0,), 0.5))
        return any(np.abs(after[gate][0] - numbers).max() > EQUAL for gate, numbers in before.items())

    return 2 if moves("c_prev") else 1 if moves("h_prev") else 0


def count_at_the_end(state: State) -> float:
    """Return the memory of unit 1 after the last step."""
    return float(value(state, "c")[-1, 0])


def ones_read(state: State) -> Mapping[str, object]:
    """Return how many of the inputs are 1, and how many there are."""
    return {"ones": int(state.trace.x[:, 0].sum()), "steps": len(state.trace.x)}


def of_count(answer: float, truth: float) -> Message:
    """Speak to a guess of a count that the memory holds."""
    if answer <= 2:
        text = gettext_noop(
            "Gates and candidate are squashed, the memory is not: {truth:.0f} times about 1 is added to it."
        )
    elif answer < truth - 1:
        text = gettext_noop("Nothing is lost on the way, for f is near 1: every 1 is counted, {truth:.0f} in all.")
    elif answer > truth + 1:
        text = gettext_noop("A 0 writes nothing, so only ones count: {truth:.0f} in all.")
    else:
        text = gettext_noop(
            "Each 1 adds about 1 and nothing is forgotten: {truth:.0f}. Only h is squashed on its way out."
        )
    return Message(text, {"truth": truth})


def without_holds(state: State) -> tuple[float, float]:
    """Return the largest number of h at the last step, and by how much c differs there from the run without changes."""
    assert state.setup and state.sequence
    plain = replace(state.setup, changes=()).run(state.sequence).layers[0].values["c"]
    return float(np.abs(value(state, "h")[-1]).max()), float(np.abs(value(state, "c")[-1] - plain[-1]).max())


def is_hidden(state: State) -> bool:
    """Tell whether h is small at the last step while c is what it was."""
    h, moved = without_holds(state)
    return h < SMALL and moved < SMALL and bool(state.setup and any(one.held for one in state.setup.changes))


def of_hiding(state: State) -> Message:
    """Say how large h is at the last step, and how far c has moved."""
    h, moved = without_holds(state)
    text = gettext_noop("The largest number of h is {h:.2f}; c has moved by up to {moved:.2f}.")
    return Message(text, {"h": h, "moved": moved})


def closed_output(state: State, step: int = 10) -> tuple[float, float]:
    """Return by how much c differs at a step where o is held at 0 from then on, and at the next step."""
    closed = with_changes(state, Change("o", (step - 1,), 0.0, held=True))["c"]
    moved = np.abs(closed - value(state, "c")).max(axis=1)
    return float(moved[step - 1]), float(moved[step])


def closing_moves(state: State) -> int:
    """Return 0 where closing o changes c at once, 1 where from the next step on, 2 where never."""
    now, later = closed_output(state)
    return 0 if now > EQUAL else 1 if later > EQUAL else 2


def closing_in_words(state: State) -> Mapping[str, object]:
    """Return by how much c moves at the step at which o is closed, and at the next."""
    now, later = closed_output(state)
    return {"now": now, "later": later}


def steps_until_gone(state: State) -> float:
    """Return after how many steps the memory of unit 1 is below 0.1."""
    below = np.flatnonzero(value(state, "c")[:, 0] < GONE)
    return float(below[0] + 1 if len(below) else len(state.trace.x))


def memory_in_words(state: State) -> Mapping[str, object]:
    """Return the start of the memory and the held forget gate."""
    return {"start": float(value(state, "c_prev")[0, 0]), "f": held_at(state, "f") or 0.0}


def of_steps_until_gone(state: State, answer: float, truth: float) -> Message:
    """Speak to a guess of the steps until the memory is below 0.1."""
    words = memory_in_words(state)
    if answer > truth + 1:
        text = gettext_noop("It is gone sooner: {start:.0f} times {f:.1f} to the power of {truth:.0f} is below 0.1.")
    elif answer < truth - 1:
        text = gettext_noop(
            "It lasts longer: each step takes a share of what is left, so the steps get smaller. "
            "{start:.0f} times {f:.1f} to the power of {truth:.0f} is the first below 0.1."
        )
    else:
        text = gettext_noop("{start:.0f} times {f:.1f} to the power of {truth:.0f} is the first number below 0.1.")
    return Message(text, {"truth": truth, **words})
