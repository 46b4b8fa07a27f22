"""A sweep's recipes are all combinations; joining seeds loses none of them and invents none."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.runs.sweep_plan import MAX_RUNS, MOST_SEEDS, SweepError, can_join, expand, join, split
from explainer.training.limits import RecipeError
from explainer.training.recipe import Recipe, checked

BASE = checked(Recipe("recall", {"gap": 5}, "GRU", m=8, updates=50, device="cpu"))


def test_every_combination_comes_once_in_the_order_of_the_values():
    found = expand(BASE, {"cell": ["GRU", "LSTM"], "settings.gap": np.array([20, 40]), "seed": range(3)})
    assert [(one.cell, one.settings["gap"], one.seed) for one in found] == [
        (cell, gap, seed) for cell in ("GRU", "LSTM") for gap in (20, 40) for seed in range(3)
    ]
    assert {(one.seeds, one.own_batches, one.m) for one in found} == {(1, False, 8)}


def test_the_seeds_are_those_of_the_recipe_where_none_are_named_and_doubles_go():
    found = expand(replace(BASE, seed=4, seeds=3), {"m": [8, 8, 16]})
    assert [(one.m, one.seed) for one in found] == [(8, 4), (8, 5), (8, 6), (16, 4), (16, 5), (16, 6)]


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"seeds": [1]}, "“seeds” cannot be varied; there are task, cell"),
        ({"settings.lag": [1]}, "“settings.lag” cannot be varied; .*settings.gap"),
        ({"cell": "GRU"}, "The values of “cell” are “GRU”; a list"),
        ({"m": []}, "“m” has no values"),
        ({"m": range(10**9)}, f"“m” has more than {MAX_RUNS:,} values"),
        ({"m": range(1, 99), "seed": range(99)}, "The sweep has 9,702 runs; 4,096 is the most"),
        (dict.fromkeys(("m", "rate", "batch", "clip", "scale", "limit", "layers"), [1]), "varies 7 fields; 6 is"),
    ],
)
def test_what_cannot_be_swept_is_refused_in_a_sentence(over, words):
    with pytest.raises(SweepError, match=words):
        expand(BASE, over)


@pytest.mark.parametrize(
    ("over", "words"),
    [({"m": [8, 999]}, "“m” is “999”; a whole number"), ({"cell": ["CRU"]}, "“cell” is “CRU”"),
     ({"settings.gap": [20, 9999]}, "9999"), ({"m": ["8"]}, "“m” is “8”")],
)  # fmt: skip
def test_a_value_that_no_recipe_may_have_is_quoted(over, words):
    with pytest.raises(RecipeError, match=words):
        expand(BASE, over)


def test_a_task_without_data_of_its_own_is_refused():
    with pytest.raises(SweepError, match="“series” cannot be learned here"):
        expand(Recipe("series"), {"m": [8]})


@settings(max_examples=50, deadline=None)
@given(st.sets(st.integers(0, 60), min_size=1, max_size=40), st.integers(1, 10))
def test_jobs_hold_each_seed_once_and_only_consecutive_ones(seeds, most):
    recipes = [replace(BASE, seed=seed) for seed in seeds]
    jobs = join(recipes, most)
    assert sorted(one.seed for job in jobs for one in split(job)) == sorted(seeds)
    assert all(1 <= job.seeds <= most and job.own_batches == (job.seeds > 1) for job in jobs)
    assert all(one in recipes for job in jobs for one in split(job))


def test_thirty_two_seeds_of_two_recipes_are_eight_jobs():
    jobs = join(expand(BASE, {"m": [8, 16], "seed": range(32)}))
    assert [(job.m, job.seed, job.seeds) for job in jobs] == [
        (m, seed, MOST_SEEDS) for m in (8, 16) for seed in (0, 8, 16, 24)
    ]


@pytest.mark.parametrize("fields", [{"patience": 50}, {"dropout": 0.1}, {"zoneout": 0.1}, {"task": "translate"}])
def test_seeds_that_would_not_learn_the_same_at_once_are_trained_alone(fields):
    recipe = checked(Recipe(**{"task": "recall", "device": "cpu", **fields}))
    assert can_join(BASE)
    assert not can_join(recipe)
    assert [job.seeds for job in join([replace(recipe, seed=seed) for seed in range(3)])] == [1, 1, 1]


def test_a_job_is_no_larger_than_a_recipe_may_be():
    wide = checked(replace(BASE, m=256, batch=512))
    assert [job.seeds for job in join([replace(wide, seed=seed) for seed in range(8)])] == [4, 4]
