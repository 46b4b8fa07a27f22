"""Predictions of lessons as questions to a room."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from explainer.lessons.course.message import Message
from explainer.lessons.course.prediction import Choice, Curve, Number, Option
from explainer.lessons.course.state import State
from explainer.web.room import parts, transitions
from explainer.web.room.lesson_question import lesson_question
from explainer.web.room.room import Room

STATE = State("cell", {"m": "3"})
CHOICE = Choice("Which gate?", (Option("f", "Yes, {n} times."), Option("i", "No: {n}.")), lambda state: 0,
                lambda state: {"n": state.link["m"]})  # fmt: skip
NUMBER = Number("When?", 1, 100, "steps", lambda state: 8.0, lambda a, t: Message("{a:g} and {t:g}", {"a": a, "t": t}),
                1.5, "logarithmic")  # fmt: skip
CURVE = Curve("How?", "h", 2, -1, 1, lambda state: (0.0, 0.5, 1.0), lambda a, t: Message("see"), 0.2)


def test_a_choice_has_the_feedback_of_its_options_with_the_numbers_of_the_state():
    question = lesson_question(CHOICE, STATE)
    assert question.truth == 0 and question.options == ("f", "i") and not question.typed
    assert question.judge(1).right is False and question.judge(1).message == Message("No: {n}.", {"n": "3"})
    assert question.judge(0).right is True


def test_a_number_is_right_within_its_ratio():
    question = lesson_question(NUMBER, STATE)
    assert question.payload("en")["scale"] == "logarithmic" and question.truth == 8.0
    assert [question.judge(a).right for a in (5.3, 5.4, 12.0, 12.1)] == [False, True, True, False]
    assert math.isclose(8 / 1.5, 5.333, rel_tol=1e-3)


def test_a_curve_is_right_near_the_truth():
    question = lesson_question(CURVE, STATE)
    assert question.judge((0.0, 0.5, 0.5)).right is True and question.judge((1.0, 0.5, 0.5)).right is False
    assert question.read_answer([0, 0, 1]) == (0.0, 0.0, 1.0)


@pytest.mark.parametrize("prediction", [CHOICE, NUMBER, CURVE])
def test_what_a_screen_gets_has_no_truth(prediction):
    shown = lesson_question(prediction, STATE).payload("en")
    assert not {"truth", "judge", "feedback"} & set(shown)


@pytest.mark.parametrize(
    "prediction",
    [replace(CHOICE, truth=lambda state: np.argmax([1.0, 0.0])), replace(NUMBER, truth=lambda state: np.float32(8)),
     replace(CURVE, truth=lambda state: np.linspace(0, 1, 3))],
)  # fmt: skip
def test_a_truth_that_numpy_has_computed_can_be_sent(prediction):
    question = lesson_question(prediction, STATE)
    room = transitions.join(Room("KITE-427-359", "teacher", 0.0), "ann")
    answer = list(question.truth) if isinstance(question.truth, tuple) else question.truth
    room = transitions.reveal(transitions.answer(transitions.ask(room, question), "ann", 1, answer))
    shown = json.loads(parts.event("question", parts.question(room, "en")).split(b"data: ")[1])
    own = json.loads(parts.event("own", parts.own(room, "ann", "en")).split(b"data: ")[1])
    assert shown["truth"] == own["answer"] and own["feedback"]["right"] is True
