"""Lesson 3: its numbers, its truths, and what is said to each mistake."""

import math

import pytest

from explainer.lessons.course import clipping_values, forgetting_values
from explainer.lessons.course.forgetting import LESSON
from explainer.lessons.vanishing_gradients import Setting, measure_gradients
from tests.lessons.course.all_answers import check_every_step, start, step_of, text_of, verdicts


def test_every_step_can_be_shown_and_answered():
    check_every_step(LESSON)


def test_the_slope_of_the_log_gradient_is_about_the_log_of_radius_times_slope():
    found = forgetting_values.of_factor(start(LESSON, "factor"))
    assert found["log_product"] == pytest.approx(found["log_measured"], rel=0.1)
    assert math.exp(found["log_measured"]) == pytest.approx(found["measured"], rel=0.05)
    assert "It changes by −0.39 per step; the logarithm of the product is −0.41." in text_of(LESSON, "factor")


def test_right_answers():
    rights = {"twice": 1, "credit": 0, "gate": 1, "wall": 0, "turn": 3}
    assert {name: verdicts(LESSON, name)[0][0].truth for name in rights} == rights


def test_twice_the_distance_is_about_the_square():
    once, twice = (measure_gradients("RNN", Setting(bias=0.0, length=length)).shares[0] for length in (21, 41))
    assert 0.2 < twice / once**2 < 5
    assert forgetting_values.of_doubling(start(LESSON, "twice"))["_"]["twice"] == twice


@pytest.mark.parametrize(
    ("name", "link"),
    [("balance", {"radius": "1.5"}), ("explode", {"radius": "2.0"}), ("explode", {"radius": "3.0", "length": "200"}),
     ("forget-bias", {"bias": "4.0"})],
)  # fmt: skip
def test_tasks_are_done_by_what_they_ask_for(name, link):
    task = step_of(LESSON, name).task
    assert task.done(start(LESSON, name, **link))
    assert task.progress(start(LESSON, name, **link)).values["share"]


def test_a_little_is_not_enough():
    assert not step_of(LESSON, "balance").task.done(start(LESSON, "balance", radius="1.0"))
    assert not step_of(LESSON, "explode").task.done(start(LESSON, "explode", radius="1.5"))
    assert not step_of(LESSON, "forget-bias").task.done(start(LESSON, "forget-bias", bias="2.0"))


def test_the_terms_of_the_shared_matrix_add_up_to_its_gradient():
    found = forgetting_values.of_terms(start(LESSON, "credit"))
    assert found["late"] > 0.7 and found["total"] > 0.1
    assert "e−" in found["early"]


def test_clipping_by_norm_keeps_the_direction_and_by_value_turns_it():
    found = clipping_values.of_turns(start(LESSON, "turn"))
    assert found["by_norm"] < 1e-9 and found["by_value"] > 10


def test_a_small_rate_is_slow():
    found = clipping_values.of_small_rate(start(LESSON, "wall"))
    assert found["slow"] > 10 * found["clipped"] and found["end"] > found["start"]


def test_the_last_question_has_its_estimate_and_its_mistakes():
    found = forgetting_values.of_factor(start(LESSON, "question"))
    truth = verdicts(LESSON, "question", [10])[0][0].truth
    assert truth == pytest.approx(math.log(1e-3) / math.log(found["product"]), rel=0.2)
    for text, value in forgetting_values.question_mistakes().items():
        ((verdict, comment),) = verdicts(LESSON, "question", [value])
        assert not verdict.right and comment.split(":")[0] == text.split(":")[0]
    assert "longer" in verdicts(LESSON, "question", [2])[0][1]
