"""Predictions: a choice, a number on a slider, or a drawn curve, answered before the truth is computed and shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from explainer.lessons.course.message import Message
from explainer.lessons.course.state import State


@dataclass(frozen=True)
class Option:
    """One answer of a choice, and what is said to those who chose it: why it is right, or what is mistaken."""

    text: str
    feedback: str


@dataclass(frozen=True)
class Choice:
    """A question with two to five options; `truth` computes the index of the right one.

    `values` computes the numbers in the feedback of the options.
    """

    question: str
    options: tuple[Option, ...]
    truth: Callable[[State], int]
    values: Callable[[State], Mapping[str, object]] | None = None


@dataclass(frozen=True)
class Number:
    """A question for a number from low to high, on a slider, logarithmic if asked; `truth` computes the right one.

    An answer is right if it lies within `tolerance` of the truth: a ratio on a logarithmic slider, 1.5 for example,
    a difference otherwise. `feedback` makes the message from an answer and the truth.
    """

    question: str
    low: float
    high: float
    unit: str
    truth: Callable[[State], float]
    feedback: Callable[[float, float], Message]
    tolerance: float
    scale: Literal["linear", "logarithmic"] = "linear"
    step: float = 1.0


@dataclass(frozen=True)
class Curve:
    """A curve to be drawn into an empty chart, over steps 0 to `steps`; `truth` computes the right one.

    An answer has a value for each step; it is right if its mean distance to the truth is at most `tolerance`.
    `feedback` makes the message from an answer and the truth.
    """

    question: str
    label: str
    steps: int
    low: float
    high: float
    truth: Callable[[State], tuple[float, ...]]
    feedback: Callable[[tuple[float, ...], tuple[float, ...]], Message]
    tolerance: float


Prediction = Choice | Number | Curve
