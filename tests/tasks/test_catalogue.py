import inspect
import itertools

import numpy as np
import pytest

from explainer.tasks.catalogue import TASKS, begun, checked, find, made
from explainer.tasks.metrics import METRICS
from explainer.tasks.problem import Series, TaskError
from explainer.training.recipe import Recipe

SERIES = Series(("a", "b"), np.random.default_rng(1).standard_normal((2_000, 2)).cumsum(axis=0))
FIELDS = set(inspect.signature(Recipe).parameters)


def extremes(task):
    """Every knob at its lowest and at its highest, or each of its choices; the column is one that the series has."""
    ways = [
        (1, 2) if name == "column" else knob.choices or (type(knob.begin)(knob.low), type(knob.begin)(knob.high))
        for name, knob in task.knobs.items()
    ]
    return [dict(zip(task.knobs, way, strict=True)) for way in itertools.product(*ways)]


@pytest.mark.parametrize("key", TASKS)
def test_a_problem_is_what_it_says_at_every_end_of_its_knobs(key):
    for settings in [{}, *extremes(TASKS[key])]:
        problem = made(key, settings, SERIES)
        batch = problem.draw(np.random.default_rng([1, 2]), 3)
        assert batch.x.shape == (problem.steps, problem.n, 3) and problem.steps <= 500
        for one, count in ((batch, 3), (problem.test, problem.test.x.shape[2]), (problem.probe, 1)):
            steps = len(one.x)
            assert one.x.shape == (steps, problem.n, count) and one.x.dtype == np.float32 and np.isfinite(one.x).all()
            shape = (count,) if problem.kind == "classes" else (problem.k, count)
            assert one.target.shape == (shape if problem.where == "last" else (steps, *shape))
            assert one.target.dtype == (np.int64 if problem.kind == "classes" else np.float32)
            assert one.counts is None or (one.counts.shape == (steps, count) and one.counts.sum() > 0)
            if problem.kind == "classes":
                assert one.target.min() >= 0 and one.target.max() < problem.k
        assert len(problem.inputs) == problem.n and len(problem.outputs) == problem.k
        assert len(problem.scalings) in (0, problem.n)
        better = METRICS[problem.metric].better
        assert problem.solved >= problem.baseline if better == "higher" else problem.solved <= problem.baseline, (
            settings
        )


@pytest.mark.parametrize("key", TASKS)
def test_a_batch_depends_on_its_generator_alone(key):
    one, other = made(key, {}, SERIES), made(key, {}, SERIES)
    assert np.array_equal(one.test.x, other.test.x)
    first = one.draw(np.random.default_rng([7, 1]), 8)
    one.draw(np.random.default_rng([7, 2]), 8)
    again = one.draw(np.random.default_rng([7, 1]), 8)
    assert np.array_equal(first.x, again.x) and np.array_equal(first.target, again.target)


@pytest.mark.parametrize("key", TASKS)
def test_every_task_says_what_it_is(key):
    task = TASKS[key]
    assert task.key == key and all(sentence.endswith((".", "?")) for sentence in (task.asks, task.look, task.baseline))
    for knob in task.knobs.values():
        assert knob.title and knob.about.endswith(".")
        assert knob.begin in knob.choices if knob.choices else knob.low <= knob.begin <= knob.high


@pytest.mark.parametrize("key", TASKS)
def test_every_cell_begins_with_fields_that_a_recipe_has(key):
    task = TASKS[key]
    assert {"LSTM", "GRU", "RNN", ""} <= set(task.begin)
    for cell in (*task.begin, "MGU"):
        fields = begun(task, cell)
        assert set(fields) <= FIELDS - {"task", "cell", "text", "seed", "seeds", "settings"}
        assert Recipe(task=key, cell=cell, **fields).updates > 0
    assert begun(task, "MGU") == dict(task.begin[""])


def test_what_is_not_set_begins_as_it_begins():
    assert checked(TASKS["recall"], {"gap": 50}) == {
        "gap": 50,
        "symbols": 8,
        "filler": "noise",
    }
    assert isinstance(checked(TASKS["recall"], {"gap": 50.0})["gap"], int)
    assert isinstance(checked(TASKS["sine"], {"period": 10})["period"], float)


@pytest.mark.parametrize(
    ("key", "settings", "sentence"),
    [
        ("recall", {"gap": 500}, "Delayed recall: gap is “500”; a whole number from 2 to 499 would be right."),
        ("recall", {"gap": 5.5}, "Delayed recall: gap is “5.5”; a whole number from 2 to 499 would be right."),
        ("recall", {"gap": True}, "Delayed recall: gap is “True”; a whole number from 2 to 499 would be right."),
        ("recall", {"gap": float("nan")}, "Delayed recall: gap is “nan”; a whole number from 2 to 499 would be right."),
        (
            "recall",
            {"gap": [1] * 50},
            "Delayed recall: gap is “[1, 1, 1, 1, 1, 1…”; a whole number from 2 to 499 would be right.",
        ),
        ("recall", {"filler": "foo"}, "Delayed recall: filler is “foo”; “noise” or “silence” would be right."),
        (
            "sine",
            {"noise": 10**400},
            f"Sine with noise: noise is “1{'0' * 16}…”; a number from 0 to 0.5 would be right.",
        ),
        ("adding", {"gap": 5}, "Adding problem has no setting “gap”; it has length."),
    ],
)
def test_a_setting_that_cannot_be_is_said_in_a_sentence(key, settings, sentence):
    with pytest.raises(TaskError) as caught:
        checked(TASKS[key], settings)
    assert str(caught.value) == sentence


def test_a_task_that_does_not_exist_is_said():
    with pytest.raises(TaskError, match="There is no task “foo”; there are recall, copy, adding"):
        find("foo")
