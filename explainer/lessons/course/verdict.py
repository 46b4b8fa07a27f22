"""A verdict on an answer to a prediction: whether it is right, what is said to it, and the truth, computed only now."""

import math
from typing import NamedTuple

from explainer.lessons.course.message import Message
from explainer.lessons.course.prediction import Choice, Curve, Number, Prediction
from explainer.lessons.course.state import State

Answer = int | float | tuple[float, ...]
"""The index of an option, a number, or the values of a curve at steps 0, 1, …"""


class AnswerError(ValueError):
    """An answer that does not fit its prediction; the message says what would."""


class Verdict(NamedTuple):
    """Whether an answer is right, the feedback to it, and the truth in the form of an answer."""

    right: bool
    feedback: Message
    truth: Answer


def judge(prediction: Prediction, answer: object, state: State) -> Verdict:
    """Return the verdict on an answer, as it came from a browser; raises AnswerError."""
    checked = read_answer(prediction, answer)
    if isinstance(prediction, Choice):
        return _of_choice(prediction, int(checked), state)  # type: ignore[arg-type]
    if isinstance(prediction, Number):
        return _of_number(prediction, float(checked), state)  # type: ignore[arg-type]
    return _of_curve(prediction, checked, state)  # type: ignore[arg-type]


def read_answer(prediction: Prediction, answer: object) -> Answer:
    """Return an answer from outside in the form that its prediction has; raises AnswerError."""
    if isinstance(prediction, Choice):
        if isinstance(answer, int) and not isinstance(answer, bool) and 0 <= answer < len(prediction.options):
            return answer
        raise AnswerError(f"The answer to a choice is the index of an option, from 0 to {len(prediction.options) - 1}.")
    if isinstance(prediction, Number):
        return _number(answer, prediction.low, prediction.high)
    if not isinstance(answer, list | tuple) or len(answer) != prediction.steps + 1:
        raise AnswerError(f"The answer is a curve with {prediction.steps + 1} values.")
    return tuple(_number(value, prediction.low, prediction.high) for value in answer)


def _number(value: object, low: float, high: float) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
        return float(value)
    raise AnswerError(f"The answer is a number from {low:g} to {high:g}.")


def _of_choice(prediction: Choice, answer: int, state: State) -> Verdict:
    truth = int(prediction.truth(state))
    values = prediction.values(state) if prediction.values else {}
    return Verdict(answer == truth, Message(prediction.options[answer].feedback, values), truth)


def _of_number(prediction: Number, answer: float, state: State) -> Verdict:
    truth = float(prediction.truth(state))
    if prediction.scale == "logarithmic":
        near = abs(math.log(answer / truth)) <= math.log(prediction.tolerance)
    else:
        near = abs(answer - truth) <= prediction.tolerance
    return Verdict(near, prediction.feedback(answer, truth), truth)


def _of_curve(prediction: Curve, answer: tuple[float, ...], state: State) -> Verdict:
    truth = tuple(map(float, prediction.truth(state)))
    distance = sum(abs(one - other) for one, other in zip(answer, truth, strict=True)) / len(truth)
    return Verdict(distance <= prediction.tolerance, prediction.feedback(answer, truth), truth)
