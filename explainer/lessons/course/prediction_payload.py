"""What a learner's screen receives of a prediction before it is answered: no truth, no feedback."""

from collections.abc import Callable
from typing import Any

from explainer.lessons.course.prediction import Choice, Number, Prediction


def prediction_payload(prediction: Prediction, translate: Callable[[str], str] = str) -> dict[str, Any]:
    """Return a prediction as JSON can hold it; `translate` turns each text into the reader's language."""
    question = {"question": translate(prediction.question)}
    if isinstance(prediction, Choice):
        return {"kind": "choice", **question, "options": [translate(option.text) for option in prediction.options]}
    limits = {"low": prediction.low, "high": prediction.high}
    if isinstance(prediction, Number):
        scale = {"unit": translate(prediction.unit), "scale": prediction.scale, "step": prediction.step}
        return {"kind": "number", **question, **limits, **scale}
    return {"kind": "curve", **question, **limits, "label": translate(prediction.label), "steps": prediction.steps}
