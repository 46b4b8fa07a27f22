import json

import pytest

from explainer.lessons.course.message import Message
from explainer.lessons.course.prediction import Choice, Curve, Number, Option
from explainer.lessons.course.prediction_payload import prediction_payload

CHOICE = Choice(
    "Which gate keeps?", (Option("f", "Right: {f:.1f} is left."), Option("i", "It writes.")), lambda state: 0,
    lambda state: {"f": 0.9},
)  # fmt: skip
NUMBER = Number(
    "After how many steps is half gone?", 1, 100, "steps", lambda state: 6.6,
    lambda answer, truth: Message("too long" if answer > truth else "too short"), 1.5, "logarithmic",
)  # fmt: skip
CURVE = Curve(
    "Draw c.", "c", 4, 0.0, 1.0, lambda state: (1.0, 0.9, 0.81, 0.73, 0.66),
    lambda answer, truth: Message("it ends at {end:.2f}", {"end": truth[-1]}), 0.05,
)  # fmt: skip


@pytest.mark.parametrize("prediction", [CHOICE, NUMBER, CURVE])
def test_a_payload_holds_neither_truth_nor_feedback(prediction):
    text = json.dumps(prediction_payload(prediction))
    assert prediction.question in text
    for secret in ("truth", "feedback", "left", "writes", "too long", "tolerance", "0.81", "6.6", "1.5"):
        assert secret not in text


def test_each_kind_has_what_its_screen_draws():
    assert prediction_payload(CHOICE)["options"] == ["f", "i"]
    assert prediction_payload(NUMBER)["scale"] == "logarithmic"
    assert prediction_payload(CURVE)["steps"] == 4


def test_every_text_is_translated():
    for prediction in (CHOICE, NUMBER, CURVE):
        payload = prediction_payload(prediction, lambda text: f"<{text}>")
        texts = [
            payload["question"],
            *payload.get("options", []),
            *(payload[key] for key in ("unit", "label") if key in payload),
        ]
        assert texts and all(text.startswith("<") for text in texts)
