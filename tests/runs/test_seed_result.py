"""The result of a seed is the same from a job of several and alone, and is read back as it was."""

import json
import math

import numpy as np
import pytest

from explainer.runs.seed_result import MAX_POINTS, JobOutcome, from_json, seed_result, to_json
from explainer.runs.sweep_plan import split
from explainer.tasks.catalogue import make_problem
from explainer.training.recipe import Recipe, checked

JOB = checked(Recipe("recall", {"gap": 5}, "GRU", m=4, updates=200, seed=3, seeds=3, own_batches=True))
PROBLEM = make_problem(JOB.task, JOB.settings)
LOSSES = np.linspace(2, 1, 600).reshape(200, 3)
STEPS, SCORES = list(range(0, 201, 25)), np.linspace(0.1, 0.9, 27).reshape(9, 3)


def outcome(**fields) -> JobOutcome:
    defaults = {"reason": "done", "step": 200, "metric": [1.0, 0.1234567, math.nan], "losses": LOSSES, "steps": STEPS,
                "scores": SCORES, "seconds": 6.0, "solved_at": [100, 0, 0],
                "solved_metric": [0.995, 0.0, 0.0]}  # fmt: skip
    return JobOutcome(**(defaults | fields))


def test_a_seed_that_solved_the_task_ends_where_it_would_have_ended_alone():
    first, second, third = (seed_result(one, PROBLEM, outcome(), k) for k, one in enumerate(split(JOB)))
    assert (first.reason, first.step, first.metric, first.solved, first.solved_at) == ("solved", 100, 0.995, True, 100)
    assert first.losses[-1][0] == first.scores[-1][0] == 100
    assert (second.reason, second.step, second.metric, second.solved) == ("done", 200, 0.123457, False)
    assert (third.metric, third.solved, third.solved_at) == (None, False, None)
    assert first.seconds == 2.0
    assert [one.seed for one in (first, second, third)] == [3, 4, 5]


def test_a_seed_without_a_finite_loss_ends_there():
    losses = LOSSES.copy()
    losses[41:, 1] = np.nan
    found = seed_result(split(JOB)[1], PROBLEM, outcome(losses=losses), 1)
    assert (found.reason, found.step, found.metric, found.solved) == ("nan", 42, None, False)
    assert found.losses[-1][0] == 41


def test_curves_are_short_and_begin_and_end_where_the_run_does():
    found = seed_result(split(JOB)[1], PROBLEM, outcome(), 1)
    assert len(found.losses) == MAX_POINTS
    assert (found.losses[0][0], found.losses[-1][0]) == (1, 200)
    assert found.losses[-1][1] == pytest.approx(LOSSES[-1, 1], rel=1e-3)


def test_a_result_is_read_back_as_it_was():
    for index in range(3):
        found = seed_result(split(JOB)[index], PROBLEM, outcome(), index)
        assert from_json(to_json(found)) == found


@pytest.mark.parametrize(
    "change", [{"reason": "boom"}, {"step": "7"}, {"recipe": {"m": -1}}, {"losses": [[1, "x", 2]]}, {"more": 1}]
)
def test_what_is_no_result_is_refused(change):
    values = json.loads(to_json(seed_result(split(JOB)[0], PROBLEM, outcome(), 0)))
    with pytest.raises((ValueError, TypeError)):
        from_json(json.dumps(values | change))
    with pytest.raises(ValueError, match="too long"):
        from_json("[" * 60_000)
