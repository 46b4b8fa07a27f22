"""Lesson 2: its numbers, its truths, and what is said to each mistake."""

import numpy as np
import pytest

from explainer.lessons import by_hand
from explainer.lessons.course import by_hand_values
from explainer.lessons.course.one_step_by_hand import LESSON
from explainer.lessons.course.verdict import judge
from tests.lessons.course.all_answers import check_every_step, start, step_of, text_of, verdicts


def test_every_step_can_be_shown_and_answered():
    check_every_step(LESSON)


def test_the_losses_are_those_of_the_course():
    text = text_of(LESSON, "too-far")
    assert "from 0.073729 to 0.053054" in text
    assert "11 weights and biases" in text_of(LESSON, "again")


@pytest.mark.parametrize(
    ("answer", "part"),
    [(0.69, "Right: 0.69"), (0.4, "too low"), (0.8, "too high"), (0.71, "A sign went missing"), (0.7, "bias alone"),
     (0.6, "adds the weight itself")],
)  # fmt: skip
def test_mistakes_in_the_first_sum_are_named(answer, part):
    ((verdict, text),) = verdicts(LESSON, "sum", [answer])
    assert part in text and verdict.right == (answer == 0.69)


def test_tanh_of_the_sum_is_named_as_such():
    found = by_hand_values.sum_mistakes()
    assert [text for text, value in found.items() if abs(value - np.tanh(0.69)) < 1e-9] == [
        "That is one step too far: it is tanh of the sum. The sum comes first."
    ]
    assert by_hand_values.numbers(start(LESSON, "sum"))["W_h"] < 0  # as a sentence says


@pytest.mark.parametrize(
    ("answer", "part"),
    [(0.56, "Right: 0.562"), (0.64, "Go against it"), (0.22, "whole gradient"), (0.04, "change alone"),
     (0.5, "too low"), (0.9, "was above the target")],
)  # fmt: skip
def test_mistakes_in_the_update_are_named(answer, part):
    ((_, text),) = verdicts(LESSON, "update", [answer])
    assert part in text


def test_the_right_ways_are_those_of_the_engine():
    rights = {"state": 1, "loss": 2, "chain": 1, "shared": 2, "new-case": 1}
    assert {name: verdicts(LESSON, name)[0][0].truth for name in rights} == rights
    named = by_hand.values(by_hand.compute_example(by_hand.read_series(by_hand.SERIES), 7, 0.1))
    right = f"{named['dL/dh_2'][0]:.4f}"
    assert all(right in text for _, text in verdicts(LESSON, "chain"))
    assert f"{named['dL/dU_h'][1, 0]:.4f}".replace("-", "−") in verdicts(LESSON, "shared")[0][1]


def test_the_truths_follow_the_page():
    step = step_of(LESSON, "new-case")
    ups = [judge(step.prediction, 0, start(LESSON, "new-case", seed=str(seed))).truth for seed in range(8)]
    assert set(ups) == {0, 1}


def test_the_shared_weight_and_the_new_case_have_terms_of_both_signs():
    shared = by_hand_values.of_shared(start(LESSON, "shared"))
    assert shared["second"] < 0 < shared["third"] and abs(shared["sum"]) < 0.3 * min(-shared["second"], shared["third"])
    terms = by_hand_values.of_new_case(start(LESSON, "new-case"))
    signs = [term.startswith("−") for term in terms["terms"].split(", ")]
    assert signs == [True, False, True] and terms["sum"] > 0


def test_a_large_learning_rate_is_too_far():
    task = step_of(LESSON, "too-far").task
    assert not task.done(start(LESSON, "too-far", eta="0.5")) and task.done(start(LESSON, "too-far", eta="2"))
    assert task.progress(start(LESSON, "too-far", eta="2")).values["L_new"] > 0.2
