import inspect
import itertools

import numpy as np
import pytest

from explainer.tasks.catalogue import (
    TASKS,
    checked_settings,
    default_settings,
    find_task,
    has_own_recipe,
    make_problem,
    recipe_defaults,
)
from explainer.tasks.metrics import METRICS
from explainer.tasks.own_data import LabelledTexts, PairList, Series
from explainer.tasks.problem import TaskError
from explainer.training.recipe import Recipe, default_recipe, recipe_from_json

SERIES = Series(("a", "b"), np.random.default_rng(1).standard_normal((2_000, 2)).cumsum(axis=0))
OWN_TEXT = "The cat sat on the mat, and the dog did not. " * 20
PAIRS = PairList(tuple((f"{k}", f"{k * k}") for k in range(60)))
LABELLED = LabelledTexts(
    tuple(f"word{k % 7} and word{k % 5} or {'yes' if k % 3 else 'no'} {k}" for k in range(90)),
    tuple("ab"[k % 2] for k in range(90)),
)
DATA = {"": None, "series": SERIES, "text": OWN_TEXT, "pairs": PAIRS, "labelled": LABELLED}
FIELDS = set(inspect.signature(Recipe).parameters)


MOST_COMBINED = 5  # settings of which all combinations are tried; of more, one at a time


def extremes(task):
    """Every setting at its lowest and at its highest, or each of its choices; the column is one that the series has."""
    ends = [
        (1, 2)
        if name == "column"
        else setting.choices or (type(setting.default)(setting.low), type(setting.default)(setting.high))
        for name, setting in task.settings.items()
    ]
    if len(ends) > MOST_COMBINED:
        return [{name: value} for name, values in zip(task.settings, ends, strict=True) for value in values]
    return [dict(zip(task.settings, values, strict=True)) for values in itertools.product(*ends)]


@pytest.mark.parametrize("key", TASKS)
def test_a_problem_has_the_declared_shapes_at_every_end_of_its_settings(key):
    for settings in [{}, *extremes(TASKS[key])]:
        problem = make_problem(key, settings, DATA[TASKS[key].reads])
        assert problem.tokens == TASKS[key].tokens
        batch = problem.draw(np.random.default_rng([1, 2]), 3)
        assert problem.dense(batch).shape == (problem.steps, problem.n, 3) and problem.steps <= 500
        for one, count in ((batch, 3), (problem.test, problem.test.x.shape[-1]), (problem.probe, 1)):
            steps, x = len(one.x), problem.dense(one)
            assert x.shape == (steps, problem.n, count) and x.dtype == np.float32 and np.isfinite(x).all()
            assert not problem.tokens or (one.x.dtype == np.int64 and 0 <= one.x.min() <= one.x.max() < problem.n)
            assert one.lengths is None or (one.lengths.min() >= 1 and one.lengths.max() <= steps)
            shape = (count,) if problem.kind == "classes" else (problem.k, count)
            assert one.target.shape == (shape if problem.where == "last" else (steps, *shape))
            assert one.target.dtype == (np.int64 if problem.kind == "classes" else np.float32)
            assert one.mask is None or (one.mask.shape == (steps, count) and one.mask.sum() > 0)
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
    one, other = make_problem(key, {}, DATA[TASKS[key].reads]), make_problem(key, {}, DATA[TASKS[key].reads])
    assert np.array_equal(one.test.x, other.test.x)
    first = one.draw(np.random.default_rng([7, 1]), 8)
    one.draw(np.random.default_rng([7, 2]), 8)
    again = one.draw(np.random.default_rng([7, 1]), 8)
    assert np.array_equal(first.x, again.x) and np.array_equal(first.target, again.target)


@pytest.mark.parametrize("key", TASKS)
def test_every_task_has_its_texts(key):
    task = TASKS[key]
    assert task.key == key and all(
        sentence.endswith((".", "?")) for sentence in (task.description, task.hint, task.baseline)
    )
    for setting in task.settings.values():
        assert setting.title and setting.about.endswith(".")
        assert setting.default in setting.choices if setting.choices else setting.low <= setting.default <= setting.high


def test_a_setting_that_came_later_has_the_value_that_older_recipes_mean():
    assert checked_settings(TASKS["hourly"], {"lookback": 30})["target"] == "value"
    assert default_settings(TASKS["hourly"])["target"] == default_recipe(TASKS["hourly"], "GRU").settings["target"]
    assert default_settings(TASKS["hourly"])["target"] == "change from the seasonal line"
    assert recipe_from_json('{"task": "hourly", "settings": {"lookback": 30}}').settings["target"] == "value"


@pytest.mark.parametrize("key", TASKS)
def test_the_default_settings_make_a_problem(key):
    problem = make_problem(key, default_settings(TASKS[key]), SERIES)
    assert problem.solved >= problem.baseline or METRICS[problem.metric].better == "lower"


@pytest.mark.parametrize("key", TASKS)
def test_recipe_defaults_are_fields_of_a_recipe(key):
    task = TASKS[key]
    assert {"LSTM", "GRU", "RNN", ""} <= set(task.recipe_defaults)
    for cell in (*task.recipe_defaults, "MGU"):
        fields = recipe_defaults(task, cell)
        assert set(fields) <= FIELDS - {"task", "cell", "text", "seed", "seeds", "settings"}
        assert Recipe(task=key, cell=cell, **fields).updates > 0
    assert recipe_defaults(task, "MGU") == dict(task.recipe_defaults[""])


def test_a_task_tells_with_which_cells_its_recipe_was_measured():
    assert all(has_own_recipe(task, cell) for task in TASKS.values() for cell in ("LSTM", "GRU"))
    assert has_own_recipe(TASKS["adding"], "sLSTM") and not has_own_recipe(TASKS["parity"], "minGRU")
    assert not any(has_own_recipe(task, "Your cell") or has_own_recipe(task, "") for task in TASKS.values())


def test_missing_settings_have_their_defaults():
    assert checked_settings(TASKS["recall"], {"gap": 50}) == {
        "gap": 50,
        "symbols": 8,
        "filler": "noise",
    }
    assert isinstance(checked_settings(TASKS["recall"], {"gap": 50.0})["gap"], int)
    assert isinstance(checked_settings(TASKS["sine"], {"period": 10})["period"], float)


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
def test_an_invalid_setting_is_an_error_with_a_sentence(key, settings, sentence):
    with pytest.raises(TaskError) as caught:
        checked_settings(TASKS[key], settings)
    assert str(caught.value) == sentence


def test_an_unknown_task_is_an_error():
    with pytest.raises(TaskError, match="There is no task “foo”; there are recall, copy, adding"):
        find_task("foo")
