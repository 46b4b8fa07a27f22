"""Lesson 7: its numbers, its truths, and what is said to each mistake."""

import pytest
import torch

from explainer.lessons.course.module_runs import last_states, steps_read
from explainer.lessons.course.shapes import LESSON
from explainer.lessons.module_shapes import Module
from tests.lessons.course.all_answers import check_every_step, start, step_of, text_of, verdicts


def test_every_step_can_be_shown_and_answered():
    check_every_step(LESSON)


def test_right_answers():
    rights = {"longer": 1, "stacked": 2, "last": 1, "pairs": 0, "batch-first": 0, "keras": 2}
    assert {name: verdicts(LESSON, name)[0][0].truth for name in rights} == rights


def test_shapes_are_those_of_torch():
    output, (h_n, c_n) = torch.nn.LSTM(3, 4, num_layers=2)(torch.zeros(6, 2, 3))
    assert str(tuple(output.shape)) in text_of(LESSON, "stacked")
    assert all(str(tuple(h_n.shape)) in text for _, text in verdicts(LESSON, "stacked"))
    output, _ = torch.nn.LSTM(3, 4, bidirectional=True)(torch.zeros(6, 2, 3))
    assert str(tuple(output.shape)) in text_of(LESSON, "pairs")


def test_the_number_of_parameters_is_that_of_torch():
    count = sum(one.numel() for one in torch.nn.LSTM(3, 4).parameters())
    assert verdicts(LESSON, "count", [count])[0][0].right and count == 4 * (3 * 4 + 4 * 4 + 2 * 4)


@pytest.mark.parametrize(
    ("answer", "part"),
    [(144, "Right"), (128, "as in Keras"), (112, "without biases"), (36, "one gate"), (80, "leaves out U"),
     (10, "There are more"), (400, "There are fewer")],
)  # fmt: skip
def test_mistakes_in_the_count_are_named(answer, part):
    ((_, text),) = verdicts(LESSON, "count", [answer])
    assert part in text


@pytest.mark.parametrize(
    ("answer", "part"),
    [(12, "Right"), (6, "one direction"), (24, "layers below"), (5, "what goes in"), (9, "not time steps"),
     (3, "batch"), (1, "It is 12"), (30, "It is only 12")],
)  # fmt: skip
def test_mistakes_in_the_last_question_are_named(answer, part):
    ((verdict, text),) = verdicts(LESSON, "question", [answer])
    assert part in text and verdict.right == (answer == 12)


def test_the_last_question_is_answered_as_torch_does():
    output, _ = torch.nn.GRU(5, 6, 2, batch_first=True, bidirectional=True)(torch.zeros(3, 9, 5))
    assert verdicts(LESSON, "question", [1])[0][0].truth == output.shape[-1]


def test_tasks_are_done_by_what_they_ask_for():
    build, both = step_of(LESSON, "build").task, step_of(LESSON, "both-ways").task
    assert build.done(start(LESSON, "build", shape_steps="12", shape_m="8"))
    assert build.done(start(LESSON, "build", shape_steps="2", shape_batch="12", shape_m="8", shape_batch_first="yes"))
    assert build.done(start(LESSON, "build", shape_steps="12", shape_m="4", shape_bidirectional="yes"))
    assert not build.done(start(LESSON, "build", shape_steps="12", shape_m="7"))
    assert not both.done(start(LESSON, "both-ways", shape_bidirectional="yes"))
    assert both.done(start(LESSON, "both-ways", shape_bidirectional="yes", answer="shown"))
    assert "Press" in both.progress(start(LESSON, "both-ways", shape_bidirectional="yes")).text


def test_what_the_outputs_hold_is_seen_from_runs():
    output, ends = last_states(Module("GRU", layers=3))
    assert [bool((output == end).all()) for end in ends] == [False, False, True]
    assert [steps_read(Module("LSTM", steps=steps)) for steps in (1, 4, 6)] == [1, 4, 6]
