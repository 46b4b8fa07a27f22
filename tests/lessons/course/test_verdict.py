import math

import pytest

from explainer.lessons.course.state import State
from explainer.lessons.course.verdict import AnswerError, judge
from tests.lessons.course.test_prediction_payload import CHOICE, CURVE, NUMBER

STATE = State("cell")


def test_a_choice_is_answered_by_the_feedback_of_its_option():
    right = judge(CHOICE, 0, STATE)
    assert (right.right, right.feedback.text, right.truth) == (True, "Right: {f:.1f} is left.", 0)
    wrong = judge(CHOICE, 1, STATE)
    assert (wrong.right, wrong.feedback.text, wrong.truth) == (False, "It writes.", 0)
    assert judge(CHOICE, 0, STATE).feedback.values == {"f": 0.9}


@pytest.mark.parametrize(("answer", "right"), [(6.6, True), (9.8, True), (4.5, True), (10.0, False), (4.3, False)])
def test_a_number_on_a_logarithmic_slider_is_right_within_a_ratio(answer, right):
    verdict = judge(NUMBER, answer, STATE)
    assert verdict.right is right and verdict.truth == 6.6
    assert verdict.feedback.text == ("too long" if answer > 6.6 else "too short")


def test_a_curve_is_right_within_a_mean_distance():
    truth = CURVE.truth(STATE)
    assert judge(CURVE, list(truth), STATE).right
    assert judge(CURVE, [value - 0.04 for value in truth], STATE).right
    assert not judge(CURVE, [1.0] * 5, STATE).right


@pytest.mark.parametrize(
    ("prediction", "answer"),
    [(CHOICE, 2), (CHOICE, -1), (CHOICE, True), (CHOICE, "0"), (CHOICE, 0.0), (CHOICE, None), (NUMBER, 0.5),
     (NUMBER, math.nan), (NUMBER, "7"), (NUMBER, [7]), (CURVE, [1.0] * 4), (CURVE, [2.0] * 5), (CURVE, "11111"),
     (CURVE, [math.nan] * 5), (CURVE, {"0": 1})],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_refused(prediction, answer):
    with pytest.raises(AnswerError, match="The answer"):
        judge(prediction, answer, STATE)
