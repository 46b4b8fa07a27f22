"""The numbers of the lesson about the GRU: runs with gates held."""

from dataclasses import replace

import numpy as np

from explainer.cells.formula import number as written
from explainer.lessons.course.lab_settings import number
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.course.state import State
from explainer.lessons.vanishing_sentences import format_share
from explainer.numerics.changes import Change, parse_changes
from explainer.numerics.trace import LayerTrace

STILL = 1e-6  # a smaller change of h over a step is none
STILL_STEPS = 5
HELD_FROM = 10  # the step from which r is held in the question about it
DECADE = 10  # the steps of the question about z = 0.5


def layer(state: State, changes: str = "") -> LayerTrace:
    """Return the run of a page with further changes, written as in a link."""
    assert state.setup and state.sequence
    setup = replace(state.setup, changes=(*state.setup.changes, *parse_changes(changes)))
    return setup.run(state.sequence).layers[0]


def of_blend(state: State) -> dict[str, object]:
    """Return gate, candidate, old and new state of the unit and step under the cursor."""
    run = layer(state)
    t = min(int(number(state.link, "t", 1)), len(run.values["h"])) - 1
    unit = min(int(number(state.link, "unit", 1)), run.layer.m) - 1
    names = {"n": "n", "old": "h_prev", "h": "h"}
    found: dict[str, object] = {key: written(float(run.values[name][t, unit])) for key, name in names.items()}
    z = float(run.values["z"][t, unit])
    return found | {"t": t + 1, "unit": unit + 1, "z": z, "write": 1.0 - z}


def of_held_update(state: State) -> dict[str, object]:
    """Return how far h moves from the middle of the run on: as it is, with z at 1, and with z at 0."""
    assert state.sequence
    since = len(state.sequence.x) // 2
    runs = {"free": "", "kept": f"z@{since + 1}:1", "written": f"z@{since + 1}:0"}
    found: dict[str, float] = {name: _moved(layer(state, changes), since) for name, changes in runs.items()}
    return {**found, "still": format_share(found["kept"])}


def _moved(run: LayerTrace, since: int) -> float:
    """Return how far any h moves from its value before step `since`, from 0, to any later one."""
    h = run.values["h"]
    return float(np.abs(h[since:] - h[since - 1]).max())


def update_option(state: State) -> int:
    """Return which of z at 1 and z at 0 leaves h as it is: with z at 1 the candidate goes in (0), or nothing (1)."""
    found = of_held_update(state)
    return 1 if float(found["kept"]) < float(found["written"]) else 0  # type: ignore[arg-type]


def still_moves(state: State) -> float:
    """Return by how much any h changes over any of the last steps."""
    h = layer(state).values["h"][-STILL_STEPS - 1 :]
    return float(np.abs(np.diff(h, axis=0)).max())


def is_still(state: State) -> bool:
    """Tell whether no h changes over the last steps."""
    return still_moves(state) < STILL


def of_movement(state: State) -> Message:
    """Return by how much h still changes."""
    return Message(gettext_noop("Over the last {steps} steps h changes by up to {moved:.2g} per step."),
                   {"steps": STILL_STEPS, "moved": still_moves(state)})  # fmt: skip


def left_after_decade(state: State) -> float:
    """Return how much of h is left after ten steps with z held at 0.5 and nothing new written, as the view has it."""
    h = layer(state).values["h"]
    unit = int(np.abs(h[0]).argmax())
    return float(h[DECADE, unit] / h[0, unit])


def halving_mistakes() -> dict[str, float]:
    """Return what the known mistakes give for what is left after ten steps with z at 0.5."""
    return {
        gettext_noop("That is left after one step. Each of the ten steps halves what the one before has left."): 0.5,
        gettext_noop("Halving does not divide by ten: every step takes half of what is left."): 0.5 / DECADE,
    }


def of_reset(state: State) -> dict[str, object]:
    """Return how far h moves once r is held at 0, and what it was."""
    run = layer(state, f"r@{HELD_FROM}:0")
    h, since = run.values["h"], HELD_FROM - 1
    assert state.sequence
    return {
        "flag": int(state.sequence.x[:, -1].argmax()) + 1,
        "moved": format_share(_moved(run, since)), "h": written(float(h[since - 1, 0])), "since": HELD_FROM,
        "gate": format_share(float(1.0 - run.values["z"][since, 0])),
    }  # fmt: skip


def reset_option(state: State) -> int:
    """Return whether h becomes the candidate, goes to 0, or stays once r is held at 0."""
    run = layer(state, f"r@{HELD_FROM}:0")
    h, n, before = run.values["h"][-1], run.values["n"][-1], run.values["h"][HELD_FROM - 2]
    distances = [float(np.abs(h - other).max()) for other in (n, 0.0 * h, before)]
    return int(np.argmin(distances))


def reset_is_held(state: State) -> bool:
    """Tell whether r is held at 0 from some step on."""
    return bool(state.setup and any(_is_reset(change) for change in state.setup.changes))


def _is_reset(change: Change) -> bool:
    return change.name == "r" and change.held and abs(change.value) < 0.01


def of_candidate(state: State) -> Message:
    """Return how far holding r has changed the candidate and the state, and the states before."""
    assert state.setup and state.sequence
    free = tuple(change for change in state.setup.changes if not _is_reset(change))
    one, other = layer(state).values, layer(replace_changes(state, free)).values
    found = {name: float(np.abs(one[name] - other[name]).max()) for name in ("n", "h")}
    return Message(gettext_noop("With r held, n differs by up to {n:.2g} and h by up to {h:.2g}."), found)


def replace_changes(state: State, changes: tuple[Change, ...]) -> State:
    """Return the state of a page with other changes."""
    assert state.setup
    return replace(state, setup=replace(state.setup, changes=changes))
