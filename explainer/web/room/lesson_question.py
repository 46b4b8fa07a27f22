"""A prediction of a lesson as a question to a room; its truth is computed from the state of the lesson's page."""

import math

from explainer.lessons.course.message import Message
from explainer.lessons.course.prediction import Choice, Curve, Number, Prediction
from explainer.lessons.course.state import State
from explainer.web.room.question import Answer, Feedback, Question


def lesson_question(prediction: Prediction, state: State) -> Question:
    """Return the question of a prediction, with its truth and the feedback to each answer."""
    if isinstance(prediction, Choice):
        return _choice(prediction, state)
    return _number(prediction, state) if isinstance(prediction, Number) else _curve(prediction, state)


def _choice(choice: Choice, state: State) -> Question:
    truth, values = int(choice.truth(state)), choice.values(state) if choice.values else {}
    feedback = [Message(option.feedback, values) for option in choice.options]

    def judge(answer: Answer) -> Feedback:
        assert isinstance(answer, int)
        return Feedback(answer == truth, feedback[answer])

    texts = tuple(option.text for option in choice.options)
    return Question("choice", choice.question, texts, truth=truth, judge=judge)


def _number(number: Number, state: State) -> Question:
    truth = float(number.truth(state))

    def judge(answer: Answer) -> Feedback:
        assert not isinstance(answer, tuple)
        return Feedback(is_near(number, answer, truth), number.feedback(answer, truth))

    return Question(
        "number", number.question, low=number.low, high=number.high, step=number.step, unit=number.unit,
        scale=number.scale, truth=truth, judge=judge,
    )  # fmt: skip


def _curve(curve: Curve, state: State) -> Question:
    truth = tuple(float(value) for value in curve.truth(state))

    def judge(answer: Answer) -> Feedback:
        assert isinstance(answer, tuple)
        distance = sum(abs(one - other) for one, other in zip(answer, truth, strict=True)) / len(truth)
        return Feedback(bool(distance <= curve.tolerance), curve.feedback(answer, truth))

    return Question(
        "curve", curve.question, low=curve.low, high=curve.high, label=curve.label, steps=curve.steps, truth=truth,
        judge=judge,
    )  # fmt: skip


def is_near(number: Number, answer: float, truth: float) -> bool:
    """Return whether an answer lies within the tolerance: a ratio on a logarithmic scale, a difference otherwise."""
    if number.scale == "logarithmic":
        return abs(math.log(answer / truth)) <= math.log(number.tolerance)
    return abs(answer - truth) <= number.tolerance
