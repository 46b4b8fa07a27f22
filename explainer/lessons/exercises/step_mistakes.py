"""What the usual mistakes in one step of a cell give, so that a wrong number can be answered with its cause."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from explainer.cells.primitives import OPS, Array
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.exercises.exercise import Mistake
from explainer.lessons.exercises.worked_step import DECIMALS, WorkedStep, run_step

Values = Mapping[str, Array]
OTHER_UNIT = gettext_noop("That is the number of unit {unit}.")
SIGN = gettext_noop("The size is right, but the sign is not.")
SUM = gettext_noop("That is the sum; the activation {activation} is still to be applied.")
OTHER_ACTIVATION = gettext_noop("That is {used} of the sum; this line has {activation}.")
TRANSPOSED = gettext_noop(
    "U was read by columns. Row {unit} of U belongs to unit {unit}, its columns to the old units."
)
NO_PAST = gettext_noop("The previous state is missing in the sum.")
SYMBOLS = {"sigmoid": "σ", "tanh": "tanh"}
OF_EQUATION: Mapping[tuple[str, str], tuple[tuple[Callable[[Values], Array], str], ...]] = {
    ("LSTM", "c"): (
        (
            lambda v: v["i"] * v["c_prev"] + v["f"] * v["g"],
            gettext_noop("f and i are swapped: f multiplies the old memory, i the candidate."),
        ),
        (lambda v: v["f"] * v["c_prev"], gettext_noop("That is what is kept; what is written, i ⊙ g, is added.")),
        (lambda v: v["i"] * v["g"], gettext_noop("That is what is written; what is kept, f ⊙ c_prev, is added.")),
    ),
    ("LSTM", "h"): (
        (lambda v: v["o"] * v["c"], gettext_noop("The memory goes through tanh before the output gate.")),
        (lambda v: np.tanh(v["c"]), gettext_noop("The output gate is missing: it multiplies tanh of the memory.")),
    ),
    ("GRU", "h"): (
        (
            lambda v: v["z"] * v["n"] + (1 - v["z"]) * v["h_prev"],
            gettext_noop("z and 1 − z are swapped: here z multiplies the old state, it keeps."),
        ),
        (lambda v: (1 - v["z"]) * v["n"], gettext_noop("That is what is new; what is kept, z ⊙ h_prev, is added.")),
    ),
    ("GRU", "n"): (
        (
            lambda v: np.tanh(v["W_n @ x + b_n"] + v["U_n @ h_prev + d_n"]),
            gettext_noop("The reset gate is missing: r multiplies the part that comes from the old state."),
        ),
    ),
}
OF_EQUATION = {**OF_EQUATION, ("GRU-Cho", "h"): OF_EQUATION["GRU", "h"]}


def mistakes(worked: WorkedStep, name: str, unit: int) -> tuple[Mistake, ...]:
    """Return what mistakes would give for one unit of an equation's result, each different from the right number."""
    right, found = round(float(worked.values[name][unit]), DECIMALS), {}
    for value, message in _candidates(worked, name, unit):
        number = round(float(value[unit]), DECIMALS)
        if abs(number - right) > 4 * 10**-DECIMALS and number not in found:
            found[number] = Mistake(number, message)
    return tuple(found.values())


def _candidates(worked: WorkedStep, name: str, unit: int) -> Iterator[tuple[Array, Message]]:
    value, step = worked.values[name], worked.program.step(name)
    assert step is not None
    for wrong, text in OF_EQUATION.get((worked.program.cell.name, name), ()):
        yield np.asarray(wrong(worked.values)), Message(text)
    if step.op in SYMBOLS:
        yield from _of_activation(worked, step.op, step.args[0], unit)
        yield (
            _changed(worked, lambda key, array: array.T if key[0] == "U" else array)[name],
            Message(TRANSPOSED, {"unit": unit + 1}),
        )
        yield _changed(worked, lambda key, array: array * (key[0] != "U"))[name], Message(NO_PAST)
    yield value[::-1], Message(OTHER_UNIT, {"unit": 2 - unit})
    yield -value, Message(SIGN)


def _of_activation(worked: WorkedStep, op: str, argument: str, unit: int) -> Iterator[tuple[Array, Message]]:
    total, other = worked.values[argument], next(one for one in SYMBOLS if one != op)
    yield total, Message(SUM, {"activation": SYMBOLS[op]})
    yield OPS[other].forward(total), Message(OTHER_ACTIVATION, {"used": SYMBOLS[other], "activation": SYMBOLS[op]})


def _changed(worked: WorkedStep, change: Callable[[str, Array], Array]) -> Values:
    """Return the values of the same step with other parameters."""
    params = {key: change(key, array) for key, array in worked.params.items()}
    state = {name: worked.values[f"{name}_prev"] for name in worked.program.cell.state}
    return run_step(worked.program, params, worked.values["x"], state).values
