"""A prediction of a lesson as a question to a room; its truth is computed from the state of the lesson's page."""

import math

from explainer.lessons.course.message import Message
from explainer.lessons.course.prediction import Choice, Number, Prediction
from explainer.lessons.course.state import State
from explainer.web.room.question import Answer, Feedback, Question


def lesson_question(prediction: Prediction, state: State) -> Question:
    """Return the question of a prediction, with its truth and the feedback to each answer."""
    truth = prediction.truth(state)
    if isinstance(prediction, Choice):
        values = prediction.values(state) if prediction.values else {}
        texts = tuple(option.text for option in prediction.options)
        feedback = [Message(option.feedback, values) for option in prediction.options]
        return Question(
            "choice",
            prediction.question,
            texts,
            truth=truth,
            judge=lambda answer: Feedback(answer == truth, feedback[int(answer)]),
        )  # type: ignore[arg-type]

    def judge(answer: Answer) -> Feedback:
        return Feedback(_is_near(prediction, answer, truth), prediction.feedback(answer, truth))  # type: ignore[arg-type]

    limits = {"low": prediction.low, "high": prediction.high, "truth": truth, "judge": judge}
    if isinstance(prediction, Number):
        shown = {"unit": prediction.unit, "scale": prediction.scale, "step": prediction.step}
        return Question("number", prediction.question, **shown, **limits)  # type: ignore[arg-type]
    return Question("curve", prediction.question, steps=prediction.steps, label=prediction.label, **limits)  # type: ignore[arg-type]


def _is_near(prediction: Prediction, answer: Answer, truth: Answer) -> bool:
    """Return whether an answer is right: within the prediction's tolerance, a ratio on a logarithmic scale."""
    if isinstance(answer, tuple) and isinstance(truth, tuple):
        distance = sum(abs(one - other) for one, other in zip(answer, truth, strict=True)) / len(truth)
        return distance <= prediction.tolerance  # type: ignore[union-attr]
    if isinstance(prediction, Number) and prediction.scale == "logarithmic":
        return abs(math.log(answer / truth)) <= math.log(prediction.tolerance)  # type: ignore[operator]
    return abs(answer - truth) <= prediction.tolerance  # type: ignore[operator,union-attr]
