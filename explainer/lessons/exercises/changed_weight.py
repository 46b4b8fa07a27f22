"""Find the changed weight: h of three steps was computed with one weight different from the list."""

from collections.abc import Iterator

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.exercises.draw import MOST_TRIES, UNITS, draw_params, tenths
from explainer.lessons.exercises.exercise import Blank, Exercise, Mistake, Table
from explainer.lessons.exercises.worked_step import DECIMALS, rounded
from explainer.numerics.trace import Layer, trace

PROGRAM = lower(CELLS["RNN"])
STEPS = 3
VALUES = tuple(k / 10 for k in range(-9, 10))  # that a weight can have
Place = tuple[str, tuple[int, ...]]
TASK = gettext_noop(
    "A plain RNN with 2 units has read three numbers. One weight was not the one in the list. "
    "Which one, and what was it? h starts at 0; the weight is a whole number of tenths."
)
HINT = gettext_noop(
    "Compute h at step 1 first: there U has no effect, because the previous state is 0. "
    "Undo tanh where h differs: the difference of the sums is that of the weight times what it multiplies."
)
STEP, CHANGED, ITS_VALUE = gettext_noop("step"), gettext_noop("changed weight"), gettext_noop("its value")
OTHER_ROW = gettext_noop("That weight belongs to unit {unit}, whose h at step {step} is as computed.")
FROM_STEP_1 = gettext_noop("At step 1 U multiplies 0, but h already differs there: so it is W or b.")
NOT_STEP_1 = gettext_noop("W and b act at step 1 already, but h is right there: so it is in U.")
OLD = gettext_noop("That is its value in the list.")
SOLUTION = gettext_noop(
    "{name} is {listed:g} in the list and was {changed:g}. No other single change gives these numbers."
)


def changed_weight(seed: int) -> Exercise:
    """Make the exercise; exactly one change of one weight explains the printed numbers."""
    params, x, place, value = draw(seed)
    shown = hidden_states(changed(params, place, value), x)
    names = {label(one): one for one in places(params)}
    table = Table(
        (Message(STEP), "x", *(f"h[{unit + 1}]" for unit in range(UNITS))),
        tuple((str(t + 1), f"{x[t, 0]:g}".replace("-", "−"), *map(_fixed, shown[t])) for t in range(STEPS)),
    )
    listed = float(params[place[0]][place[1]])
    return Exercise(
        "changed-weight", seed, (Message(TASK), Message(HINT)),
        (
            Blank("place", Message(CHANGED), label(place), options=tuple(names),
                  mistakes=tuple(_mistakes(params, x, place, shown))),
            Blank("value", Message(ITS_VALUE), value, 1, mistakes=(Mistake(listed, Message(OLD)),)),
        ),
        params, table,
        solution=(Message(SOLUTION, {"name": label(place), "listed": listed, "changed": value}),),
    )  # fmt: skip


def draw(seed: int) -> tuple[dict[str, Array], Array, Place, float]:
    """Draw parameters, inputs (STEPS, 1), and the one change that explains the printed states alone."""
    for attempt in range(MOST_TRIES):
        rng = np.random.default_rng([seed, attempt, 9])
        params, x = draw_params(PROGRAM, rng), tenths(rng, (STEPS, 1))
        all_places = places(params)
        place, value = all_places[int(rng.integers(len(all_places)))], float(rng.choice(VALUES))
        if value != params[place[0]][place[1]] and len(explanations(params, x, place, value)) == 1:
            return params, x, place, value
    raise RuntimeError(f"no draw of {MOST_TRIES} from seed {seed} has a single explanation")


def explanations(params: dict[str, Array], x: Array, place: Place, value: float) -> list[tuple[Place, float]]:
    """Return every change of one weight to whole tenths that gives the same printed states."""
    shown = hidden_states(changed(params, place, value), x)
    same = [hidden_states(changed(params, one, other), x) for one in places(params) for other in VALUES]
    all_changes = [(one, other) for one in places(params) for other in VALUES]
    return [change for change, states in zip(all_changes, same, strict=True) if (states == shown).all()]


def places(params: dict[str, Array]) -> list[Place]:
    """Return every weight by its parameter and index, in the order of the list."""
    return [(name, index) for name, array in params.items() for index in np.ndindex(array.shape)]


def label(place: Place) -> str:
    """Write a weight as the app does, counted from 1: U_h[2,1]."""
    return f"{place[0]}[{','.join(str(k + 1) for k in place[1])}]"


def changed(params: dict[str, Array], place: Place, value: float) -> dict[str, Array]:
    """Return the parameters with one weight replaced."""
    array = params[place[0]].copy()
    array[place[1]] = value
    return params | {place[0]: array}


def hidden_states(params: dict[str, Array], x: Array) -> Array:
    """Return h at each step as it is printed, (STEPS, m)."""
    return rounded(trace([Layer(PROGRAM, params)], x).output)


def _mistakes(params: dict[str, Array], x: Array, place: Place, shown: Array) -> Iterator[Mistake]:
    """Give each wrong weight the sentence that excludes it: by its unit, or by the step where h first differs."""
    unit, first = place[1][0], int((hidden_states(params, x) != shown).any(axis=1).argmax())
    for one in places(params):
        if one[1][0] != unit:
            yield Mistake(label(one), Message(OTHER_ROW, {"unit": one[1][0] + 1, "step": first + 1}))
        elif one[0][0] == "U" and place[0][0] != "U":
            yield Mistake(label(one), Message(FROM_STEP_1))
        elif one[0][0] != "U" and place[0][0] == "U":
            yield Mistake(label(one), Message(NOT_STEP_1))


def _fixed(value: float) -> str:
    return f"{value:.{DECIMALS}f}".replace("-", "−")
