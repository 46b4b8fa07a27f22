"""Lesson 5: its numbers, its truths, and what is said to each mistake."""

import pytest

from explainer.lessons.course import gru_definition_values, gru_values
from explainer.lessons.course.gru import LESSON
from explainer.lessons.gru_conventions import CONVENTIONS
from tests.lessons.course.all_answers import check_every_step, start, step_of, text_of, verdicts


def test_every_step_can_be_shown_and_answered():
    check_every_step(LESSON)


def test_right_answers():
    rights = {"update-gate": 1, "reset": 2, "label": 0, "lstm": 1}
    assert {name: verdicts(LESSON, name)[0][0].truth for name in rights} == rights


def test_the_blend_is_that_of_the_run():
    state = start(LESSON, "blend")
    found, run = gru_values.of_blend(state), state.trace.layers[0].values
    z, n, old, h = (run[name][7, 0] for name in ("z", "n", "h_prev", "h"))
    assert (1 - z) * n + z * old == pytest.approx(h)
    assert found["write"] + found["z"] == 1 and found["t"] == 8
    assert gru_values.of_blend(start(LESSON, "blend", t="99", unit="99"))["unit"] == 4


def test_with_r_at_0_and_z_at_1_the_state_moves_by_about_6e_8():
    state = start(LESSON, "reset")
    h = state.trace.output
    moved = abs(h[9:] - h[8]).max()
    assert 4e-8 < moved < 7e-8 and "5e−8" in verdicts(LESSON, "reset")[0][1]
    assert "−0.72" in text_of(LESSON, "reset")


def test_ten_halvings_leave_a_thousandth():
    ((right, _), (one, text), (_, tenth)) = verdicts(LESSON, "half", [0.001, 0.5, 0.05])
    assert right.right and right.truth == pytest.approx(2.0**-10) and not one.right
    assert "after one step" in text and "divide by ten" in tenth


def test_holding_z_keeps_h_and_holding_r_does_not():
    keep, reset = step_of(LESSON, "hold-z").task, step_of(LESSON, "hold-r").task
    assert keep.done(start(LESSON, "hold-z", changes="z@8:1"))
    assert not keep.done(start(LESSON, "hold-z", changes="z@8:0.9"))
    assert not keep.done(start(LESSON, "hold-z", changes="r@8:0"))
    state = start(LESSON, "hold-r", changes="r@8:0")
    assert reset.done(state) and not reset.done(start(LESSON, "hold-r", changes="r@8:1"))
    found = reset.progress(state).values
    assert found["n"] > 0.1 and found["h"] > 0.05


def test_switching_the_convention_is_seen_in_the_link():
    task = step_of(LESSON, "switch").task
    assert [name for name in CONVENTIONS if task.done(start(LESSON, "switch", convention=name))] == [
        gru_definition_values.CHUNG
    ]


def test_the_place_of_the_reset_gate_makes_a_difference():
    state = start(LESSON, "place")
    assert 0.1 < gru_definition_values.place_difference(state) < 2
    others = [gru_definition_values.place_difference(start(LESSON, "place", seed=str(seed))) for seed in range(6)]
    assert max(others) > 0.6 and all(0.1 < one < 2 for one in others)


def test_a_gru_has_three_quarters_of_the_parameters():
    assert gru_definition_values.of_cells(start(LESSON, "lstm")) == {"lstm_states": 2, "gru_states": 1, "ratio": 0.75}


def test_the_last_question_exchanges_the_gate():
    ((right, _), (other, text), (_, once)) = verdicts(LESSON, "question", [0.001, 0.729, 0.1])
    assert right.right and not other.right
    assert "PyTorch's z" in text and "after one step" in once
