"""The derivation of the worked example: its lines in order, as formulas whose letters are named values."""

import re
from dataclasses import dataclass

from explainer.cells.expression import symbol, write
from explainer.cells.primitives import OPS
from explainer.cells.program import Step
from explainer.lessons.by_hand import PRE_ACTIVATION, PROGRAM, READOUT

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
    """One part of the training step, with an explanation; `key` names it on the page."""

    key: str
    title: str
    about: str
    groups: tuple[Group, ...]


def sections(steps: int) -> tuple[Section, ...]:
    """Return the whole derivation for T steps, in the order of computation."""
    times = range(1, steps + 1)
    return (
        Section("forward", "1 Forward", FORWARD, tuple(_forward(t, steps) for t in times)),
        Section("loss", "2 Loss", LOSS, _one_per_group(SQUARED)),
        Section("output", "3 Backward: the output layer", BACKWARD_OUTPUT, _one_per_group(*_readout(steps))),
        Section("backward", "3 Backward: from the last step to the first", BACKWARD,
                tuple(_backward(t, steps) for t in reversed(times))),
        Section("sums", "3 Backward: the sums over the steps", SUMS,
                tuple(Group(f"dL/d{name}", _sum(name, steps)) for name in PROGRAM.params)),
        Section("update", "4 Update", UPDATE, _one_per_group(*map(_update, (*PROGRAM.params, *READOUT)))),
        Section("again", "The loss again", AGAIN, tuple(_again(t, steps) for t in times)),
    )  # fmt: skip


def known_names(steps: int) -> tuple[str, ...]:
    """Return the names of the given values for T steps."""
    return (*(f"x_{t}" for t in range(1, steps + 1)), "target", "h_0", *PROGRAM.params, *READOUT, "η")


SQUARED = Line("L", "½ (y − target)²")
INTRO = (
    "This is one training step of a plain recurrent network with 2 units, small enough for pencil and calculator. "
    "Its parts are: 1 forward through the series, 2 the loss, 3 backward through time, 4 the update. "
    "At the end the loss is computed again. "
    "W_h multiplies the input and U_h the previous state; many textbooks call them W_x and W_h."
)
ROUNDED = (
    "Numbers are shown with five significant digits and were not rounded on the way. "
    "Yours may differ in the last one or two digits. An e−5 at the end means times 0.00001."
)
FORWARD = "At each step the sum s combines the input and the previous state; the new state h is the tanh of s."
LOSS = "The loss is half the squared difference between prediction y and target, so its derivative is the difference."
BACKWARD_OUTPUT = "The output layer acts once, so its weights V and bias a have a single term each."
BACKWARD = (
    "The gradient of the state, dL/dh, comes from the output layer at the last step. "
    "At every other step it comes from the step after it, through U_h transposed (ᵀ). "
    "Multiplied by the slope of tanh, 1 − h ⊙ h, it is the gradient of the sum s; ⊙ multiplies unit by unit."
)
SUMS = "The same weights act at every step, so each step adds a term to their gradient."
UPDATE = "Every parameter changes against its gradient, by the gradient times the learning rate η."
AGAIN = "The same series with the new parameters, marked with a prime (′)."


def _one_per_group(*lines: Line) -> tuple[Group, ...]:
    return tuple(Group("", (line,)) for line in lines)


def _forward(t: int, steps: int) -> Group:
    """Return the lines of a step; the last step has the prediction too."""
    lines = (Line(f"s_{t}", _at(PRE_ACTIVATION, t)), Line(f"h_{t}", OPS[PROGRAM.steps[-1].op].plain.format(f"s_{t}")))
    return Group(f"Step {t}", (*lines, Line("y", f"V h_{t} + a")) if t == steps else lines)


def _at(name: str, t: int) -> str:
    """Write a value of the cell at step t, counted from 1, as a formula of its letters."""
    return "".join(token.text or _letter(token.value, t) for token in write(PROGRAM, name, "plain"))


def _letter(name: str, t: int) -> str:
    base, below = symbol(name)
    return f"{base}_{ {'t': str(t), 't−1': str(t - 1)}.get(below, below) }"


def _readout(steps: int) -> tuple[Line, ...]:
    return (Line("dL/dy", "y − target"), Line("dL/dV", f"dL/dy h_{steps}ᵀ"), Line("dL/da", "dL/dy"))


def _backward(t: int, steps: int) -> Group:
    source, upstream = ("the loss", "Vᵀ dL/dy") if t == steps else (f"step {t + 1}", f"U_hᵀ dL/ds_{t + 1}")
    slope = OPS[PROGRAM.steps[-1].op].slopes[0].plain.format(f"s_{t}", r=f"h_{t}").replace("·", "⊙")
    lines = (Line(f"dL/dh_{t}", upstream), Line(f"dL/ds_{t}", f"dL/dh_{t} ⊙ ({slope})"))
    return Group(f"Step {t}, from {source}", lines)


def _sum(name: str, steps: int) -> tuple[Line, ...]:
    terms = tuple(Line(f"(dL/d{name})_{t}", _term(_step_with(name), t)) for t in range(1, steps + 1))
    return (*terms, Line(f"dL/d{name}", " + ".join(term.name for term in terms)))


def _step_with(name: str) -> Step:
    return next(step for step in PROGRAM.steps if name in step.args)


def _term(step: Step, t: int) -> str:
    """Return a step's term of a gradient: an outer product for a matrix, dL/ds alone for a bias."""
    return f"dL/ds_{t} {_letter(step.args[1], t)}ᵀ" if step.op == "matmul" else f"dL/ds_{t}"


def _update(name: str) -> Line:
    return Line(f"{name}′", f"{name} − η · dL/d{name}")


def _again(t: int, steps: int) -> Group:
    """Return the same lines with the new parameters; the last step has the loss too."""
    lines = (*_forward(t, steps).lines, *([SQUARED] if t == steps else []))
    return Group(f"Step {t}", tuple(Line(_prime(line.name), _prime(line.formula)) for line in lines))


def _prime(text: str) -> str:
    """Add a prime to everything that the update changes: all but inputs, initial state, target and functions."""
    return NAME.sub(lambda found: found[0] if UNCHANGED.fullmatch(found[0]) else f"{found[0]}′", text)


UNCHANGED = re.compile(r"x_\d|h_0|target|tanh")
