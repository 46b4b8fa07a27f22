"""One step of a cell with two units by hand: of the plain RNN, of the LSTM, and of the GRU in both conventions."""

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.exercises.draw import UNITS, draw_steps
from explainer.lessons.exercises.exercise import Blank, Exercise, Group, Mistake
from explainer.lessons.exercises.step_mistakes import mistakes
from explainer.lessons.exercises.worked_step import DECIMALS, WorkedStep, lines

TASK = gettext_noop("Compute one step of the {cell} with 2 units from the numbers below, line by line.")
ROUND = gettext_noop(
    "Round every line to three decimals and go on with the rounded numbers: so the key is reached to the last digit. "
    "⊙ multiplies unit by unit."
)
PYTORCH = gettext_noop("PyTorch: the reset gate acts after the product")
CHO = gettext_noop("Cho et al. 2014: the reset gate acts before the product")
CHO_TASK = gettext_noop(
    "Then compute n and h once more as Cho et al. 2014 wrote them: the reset gate acts on the old state, "
    "before the matrix. r and z stay."
)
CHUNG_TASK = gettext_noop("Last: which z has the paper of Chung et al. 2014, where h = (1 − z) ⊙ h_prev + z ⊙ n?")
CHUNG = gettext_noop("z[{unit}] as in Chung et al.")
CHUNG_SAME = gettext_noop("That is PyTorch's z, which keeps. In Chung et al. the gate z writes, so it is 1 − z.")
BEFORE = gettext_noop("{name}, reset before")
DIFFERENCE = gettext_noop(
    "The same weights give another h, by up to {most:.3f}: where the reset gate acts is part of the cell."
)
SHARE = gettext_noop("Unit {unit} keeps {keep:.0%} of its memory and adds {written:.3f}.")
UPDATED = gettext_noop("Unit {unit} keeps {keep:.0%} of its old state; the rest is the candidate.")
SQUASHED = gettext_noop("Without tanh, unit {unit} would be {total:.3f}; tanh brings it into the range from −1 to 1.")


def rnn_step(seed: int) -> Exercise:
    """Make the exercise for the plain RNN."""
    (worked,) = draw_steps((lower(CELLS["RNN"]),), seed)
    total = float(worked.values[worked.shown[0]][0])
    return _exercise("rnn-step", seed, worked, Message(SQUASHED, {"unit": 1, "total": total}))


def lstm_step(seed: int) -> Exercise:
    """Make the exercise for the LSTM."""
    (worked,) = draw_steps((lower(CELLS["LSTM"]),), seed)
    found = worked.values
    written = float((found["i"] * found["g"])[0])
    return _exercise(
        "lstm-step", seed, worked, Message(SHARE, {"unit": 1, "keep": float(found["f"][0]), "written": written})
    )


def gru_step(seed: int) -> Exercise:
    """Make the exercise for the GRU: PyTorch's, then Cho's on the same numbers, then z in Chung's letters."""
    after, before = draw_steps((lower(CELLS["GRU"]), lower(CELLS["GRU-Cho"])), seed)
    first = _exercise("gru-step", seed, after)
    again = tuple(line for line in lines(before) if line.letter not in ("s_r", "r", "s_z", "z"))
    keep = after.values["z"]
    return Exercise(
        "gru-step", seed,
        (*first.task, Message(CHO_TASK), Message(CHUNG_TASK)),
        (*first.blanks, *_blanks(before, ("n", "h"), "cho_"), *_chung(keep)),
        first.known,
        working=(Group(Message(PYTORCH), first.working[0].lines), Group(Message(CHO), again)),
        solution=(
            Message(UPDATED, {"unit": 1, "keep": float(keep[0])}),
            Message(DIFFERENCE, {"most": float(np.abs(after.values["h"] - before.values["h"]).max())}),
        ),
    )  # fmt: skip


def _exercise(kind: str, seed: int, worked: WorkedStep, *solution: Message) -> Exercise:
    """Make the exercise that asks for every equation's result; on paper every line is filled in."""
    cell = worked.program.cell
    ends = tuple(line.name for line in cell.equations)
    states = {f"{name}_prev": worked.values[f"{name}_prev"] for name in cell.state}
    return Exercise(
        kind, seed,
        (Message(TASK, {"cell": cell.name}), Message(ROUND)),
        _blanks(worked, ends),
        {"x": worked.values["x"], **states, **worked.params},
        working=(Group(Message(TASK, {"cell": cell.name}), lines(worked)),),
        solution=solution,
    )  # fmt: skip


def _blanks(worked: WorkedStep, names: tuple[str, ...], prefix: str = "") -> tuple[Blank, ...]:
    return tuple(
        Blank(f"{prefix}{name}{unit + 1}", _label(f"{name}[{unit + 1}]", prefix), float(worked.values[name][unit]),
              DECIMALS, mistakes=mistakes(worked, name, unit), in_working=True)
        for name in names for unit in range(UNITS)
    )  # fmt: skip


def _label(name: str, prefix: str) -> str | Message:
    return Message(BEFORE, {"name": name}) if prefix else name


def _chung(keep: Array) -> tuple[Blank, ...]:
    right, same = 1 - float(keep[0]), float(keep[0])
    return (
        Blank(
            "chung_z1",
            Message(CHUNG, {"unit": 1}),
            right,
            DECIMALS,
            mistakes=(Mistake(round(same, DECIMALS), Message(CHUNG_SAME)),),
        ),
    )
