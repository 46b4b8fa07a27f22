"""Questions: what a screen gets, which answers fit, and what teachers can type."""

import json

import pytest

from explainer.web.room.free_question import choice_question, number_question
from explainer.web.room.limits import RoomError
from explainer.web.room.question import Question

CURVE = Question("curve", "Draw it.", low=-1, high=1, steps=3, label="h", truth=(0.0, 0.25, 0.5, 1.0))


def test_a_screen_gets_no_truth_and_no_feedback():
    number = number_question("How many?", 0, 100, "steps", 61.25)
    assert number.payload("en") == {"kind": "number", "question": "How many?", "low": 0.0, "high": 100.0,
                                    "unit": "steps", "scale": "linear", "step": 1.0}  # fmt: skip
    for question in (number, choice_question("Which?", ["a", "b"], 1), CURVE):
        shown = json.dumps(question.payload("en"))
        assert not any(secret in shown for secret in ("truth", "right", "61.25", "0.25"))


def test_answers_that_fit_are_read():
    choice, number = choice_question("Which?", ["a", "b"]), number_question("How many?", 0, 10)
    assert choice.read_answer(1) == 1 and number.read_answer(7) == 7.0
    assert CURVE.read_answer([0, 0.5, 1, -1]) == (0.0, 0.5, 1.0, -1.0)


@pytest.mark.parametrize(
    ("question", "answer"),
    [(choice_question("?", ["a", "b"]), 2), (choice_question("?", ["a", "b"]), True),
     (choice_question("?", ["a", "b"]), 0.0), (number_question("?", 0, 1), 1.5), (number_question("?", 0, 1), "1"),
     (CURVE, [0, 0, 0]), (CURVE, [0, 0, 0, 2]), (CURVE, [0, 0, 0, float("nan")]), (CURVE, "0000"), (CURVE, 5)],
)  # fmt: skip
def test_answers_that_do_not_fit_are_refused(question, answer):
    with pytest.raises(RoomError):
        question.read_answer(answer)


def test_a_choice_says_what_was_right():
    question = choice_question("Which?", ["", " a ", "b", ""], 2)
    assert question.options == ("a", "b") and question.truth == 1
    assert question.judge(1).right is True and question.judge(0).right is False
    assert question.judge(0).message.values == {"truth": "b"}
    assert choice_question("Which?", ["a", "b"]).judge(0).right is None


def test_a_number_is_right_near_the_truth():
    question = number_question("How many?", 0, 100, "", 50)
    assert [question.judge(answer).right for answer in (44.9, 45, 50, 55, 55.1)] == [False, True, True, True, False]


@pytest.mark.parametrize(
    ("make", "words"),
    [(lambda: choice_question("", ["a", "b"]), "needs a text"), (lambda: choice_question("?", ["a"]), "2 to 5"),
     (lambda: choice_question("?", ["a", "a"]), "there are 1"), (lambda: choice_question("?", []), "there are 0"),
     (lambda: choice_question("?", list("abcdef")), "there are 6"), (lambda: number_question("?", 1, 1), "from 1 to 1"),
     (lambda: number_question("?", 0, float("inf")), "within a million"),
     (lambda: number_question("?", 0, 1e7), "within a million"), (lambda: number_question("?", 0, 1, "", 2), "outside"),
     (lambda: choice_question("a" * 301, ["a", "b"]), "301 characters; 300"),
     (lambda: choice_question("?", ["a" * 81, "b"]), "81 characters; 80")],
)  # fmt: skip
def test_what_is_no_question_gets_a_sentence(make, words):
    with pytest.raises(RoomError, match=words):
        make()


@pytest.mark.parametrize(("low", "high", "step"), [(0, 1, 0.01), (0, 10, 0.1), (0, 50, 1), (0, 100, 1), (0, 5000, 100)])
def test_a_slider_has_fifty_steps_and_more(low, high, step):
    assert number_question("?", low, high).step == pytest.approx(step)
