"""The derivation: what is worked out by hand, line by line in order, as formulas whose letters are named numbers."""

import re
from dataclasses import dataclass

from explainer.cells.expression import symbol, write
from explainer.cells.primitives import OPS
from explainer.cells.program import Step
from explainer.lessons.by_hand import PROGRAM, READOUT, SUM

NAME = re.compile(r"\(dL/d[A-Za-z_]+\)_\d|(?:dL/d)?[A-Za-zη][A-Za-z0-9_]*′?")


@dataclass(frozen=True)
class Line:
    """One number, vector or matrix to work out: its name and the formula that gives it."""

    name: str
    formula: str


@dataclass(frozen=True)
class Group:
    """Lines that belong together, such as those of one time step, under a title if they have one."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Section:
    """One of the steps of learning, with a sentence about how it is done."""

    title: str
    about: str
    groups: tuple[Group, ...]


def sections(steps: int) -> tuple[Section, ...]:
    """Return the whole derivation for T steps, in the order in which it is worked out."""
    times = range(1, steps + 1)
    return (
        Section("1 Forward", FORWARD, tuple(_forward(t, steps) for t in times)),
        Section("2 Loss", LOSS, _apart(SQUARED)),
        Section("3 Backward: the readout", READ_BACK, _apart(*_readout(steps))),
        Section("3 Backward: from the last step to the first", BACKWARD,
                tuple(_backward(t, steps) for t in reversed(times))),
        Section("3 Backward: the sums over the steps", SUMS,
                tuple(Group(f"dL/d{name}", _sum(name, steps)) for name in PROGRAM.params)),
        Section("4 Update", UPDATE, _apart(*map(_update, (*PROGRAM.params, *READOUT)))),
        Section("The loss again", AGAIN, tuple(_again(t, steps) for t in times)),
    )  # fmt: skip


def given(steps: int) -> tuple[str, ...]:
    """Return the names of what is given, for T steps."""
    return (*(f"x_{t}" for t in range(1, steps + 1)), "target", "h_0", *PROGRAM.params, *READOUT, "η")


SQUARED = Line("L", "½ (y − target)²")
INTRO = (
    "One step of learning in a plain recurrent network with 2 units, small enough for pencil and pocket calculator: "
    "1 forward through the series, 2 the loss, 3 backward through time, 4 the update. Then the loss again. "
    "W_h acts on what is read and U_h on the state before; many textbooks call them W_x and W_h."
)
ROUNDED = (
    "Answers have five significant digits and come from numbers that were not rounded on the way: "
    "yours may differ in the last one or two. An e−5 at the end means times 0.00001."
)
FORWARD = "At each step the sum s takes in what is read and the state before; tanh of it is the new state h."
LOSS = "The answer y is compared with the target: half the squared distance, so that its derivative is the distance."
READ_BACK = "The answer is read once, so its weights V and bias a feel the loss directly."
BACKWARD = (
    "What the loss feels of a state, dL/dh, comes from the readout at the last step and, at every other, "
    "from the step after it, through U_h transposed (ᵀ). The slope of tanh, 1 − h ⊙ h, leads on to the sum s; "
    "⊙ multiplies unit by unit."
)
SUMS = "The same weights act at every step, so each step adds a term to their derivative."
UPDATE = "Every parameter takes a step against its derivative, as long as the learning rate η says."
AGAIN = "The same series with the new parameters, marked with a prime (′)."


def _apart(*lines: Line) -> tuple[Group, ...]:
    return tuple(Group("", (line,)) for line in lines)


def _forward(t: int, steps: int) -> Group:
    """The last step gives the answer too."""
    lines = (Line(f"s_{t}", _at(SUM, t)), Line(f"h_{t}", OPS[PROGRAM.steps[-1].op].plain.format(f"s_{t}")))
    return Group(f"Step {t}", (*lines, Line("y", f"V h_{t} + a")) if t == steps else lines)


def _at(name: str, t: int) -> str:
    """Write one of the cell's own steps at step t, counted from 1, down to its letters."""
    return "".join(token.text or _letter(token.value, t) for token in write(PROGRAM, name, "plain"))


def _letter(name: str, t: int) -> str:
    base, below = symbol(name)
    return f"{base}_{ {'t': str(t), 't−1': str(t - 1)}.get(below, below) }"


def _readout(steps: int) -> tuple[Line, ...]:
    return (Line("dL/dy", "y − target"), Line("dL/dV", f"dL/dy h_{steps}ᵀ"), Line("dL/da", "dL/dy"))


def _backward(t: int, steps: int) -> Group:
    place, upstream = ("the loss", "Vᵀ dL/dy") if t == steps else (f"step {t + 1}", f"U_hᵀ dL/ds_{t + 1}")
    slope = OPS[PROGRAM.steps[-1].op].slopes[0].plain.format(f"s_{t}", r=f"h_{t}").replace("·", "⊙")
    lines = (Line(f"dL/dh_{t}", upstream), Line(f"dL/ds_{t}", f"dL/dh_{t} ⊙ ({slope})"))
    return Group(f"Step {t}, fed by {place}", lines)


def _sum(name: str, steps: int) -> tuple[Line, ...]:
    terms = tuple(Line(f"(dL/d{name})_{t}", _term(_use(name), t)) for t in range(1, steps + 1))
    return (*terms, Line(f"dL/d{name}", " + ".join(term.name for term in terms)))


def _use(name: str) -> Step:
    return next(step for step in PROGRAM.steps if name in step.args)


def _term(step: Step, t: int) -> str:
    """A matrix feels the sum times what it was multiplied with; a bias, which is only added, the sum alone."""
    return f"dL/ds_{t} {_letter(step.args[1], t)}ᵀ" if step.op == "matmul" else f"dL/ds_{t}"


def _update(name: str) -> Line:
    return Line(f"{name}′", f"{name} − η · dL/d{name}")


def _again(t: int, steps: int) -> Group:
    """The same lines with the new parameters; the last step gives the loss too."""
    lines = (*_forward(t, steps).lines, *([SQUARED] if t == steps else []))
    return Group(f"Step {t}", tuple(Line(_prime(line.name), _prime(line.formula)) for line in lines))


def _prime(text: str) -> str:
    """Mark what the update has moved: everything but what is read, the start, the target and the functions."""
    return NAME.sub(lambda found: found[0] if STAYS.fullmatch(found[0]) else f"{found[0]}′", text)


STAYS = re.compile(r"x_\d|h_0|target|tanh")
