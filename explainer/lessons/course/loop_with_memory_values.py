"""What the first half of lesson 1 computes: where a plain RNN stands, and that all its steps share their weights."""

from collections.abc import Mapping

import numpy as np

from explainer.cells.formula import number
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.state import State
from explainer.numerics.setup import Setup

SAME = 1e-12


def step_of(state: State) -> int:
    """Return the step at the cursor, from 1; step 1 where the link has none."""
    text = state.link.get("t", "1")
    return int(text) if text.isdecimal() else 1


def at_the_cursor(state: State) -> Mapping[str, object]:
    """Return the step, its letter, and unit 1 before and after it."""
    step, h = step_of(state), state.trace.output[:, 0]
    before = h[step - 2] if step > 1 else 0.0
    letters = state.sequence.labels if state.sequence else ()
    return {"step": step, "letter": letters[step - 1], "before": number(before),
            "after": number(h[step - 1])}  # fmt: skip


def run_is_recomputed(state: State) -> Mapping[str, object]:
    """Return how many parameters there are, and how far a run lies off that is computed from one set of them."""
    params, h, past = state.trace.params[0], state.trace.output, np.zeros(state.trace.output.shape[1])
    errors = []
    for x, expected in zip(state.trace.x, h, strict=True):
        past = np.tanh(params["W_h"] @ x + params["U_h"] @ past + params["b_h"])
        errors.append(np.abs(past - expected).max())
    return {"count": sum(array.size for array in params.values()), "steps": len(h), "error": max(errors)}


def same_weights(state: State) -> int:
    """Return 1, the same weights at each step, where one set of them gives the whole run; else 0."""
    return int(float(str(run_is_recomputed(state)["error"])) < SAME)


def letter_twice(state: State) -> Mapping[str, object]:
    """Return the unit that differs most after two steps that read the same letter, 2 and 4, and both its values."""
    h = state.trace.output
    unit = int(np.abs(h[1] - h[3]).argmax())
    return {"unit": unit + 1, "first": number(h[1, unit]), "second": number(h[3, unit])}


def same_letter(state: State) -> int:
    """Return 0 where the states after both steps are equal, else 1."""
    return int(bool(np.abs(state.trace.output[1] - state.trace.output[3]).max() > SAME))


def changed_steps(state: State) -> Message:
    """Say at how many steps h differs from that of the weights as they were drawn."""
    assert state.setup and state.sequence
    drawn = Setup(
        state.setup.cell, state.setup.m, init=state.setup.init, seed=state.setup.seed, scale=state.setup.scale
    )
    differs = np.abs(state.trace.output - drawn.run(state.sequence).output).max(axis=1) > SAME
    text = gettext_noop("`h` has changed at {changed} of {steps} steps: at step 1 there is no old state yet.")
    return Message(text, {"changed": int(differs.sum()), "steps": len(differs)})
