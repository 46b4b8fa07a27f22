"""Measures of trained runs against torch.nn, against the task's own metric, and against networks that know it all."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.lessons.claims import dropped_items
from explainer.lessons.claims.dropped_items import drop, knowledge_left, rows_left
from explainer.lessons.claims.merit import merit
from explainer.lessons.claims.networks import encoders, networks
from explainer.lessons.claims.out_of_range import closed_loop_error, error_beyond
from explainer.lessons.claims.written_words import long_minus_short, right_symbols, scores_of, share_of
from explainer.numerics.parity import torch_module
from explainer.runs.run_result import train_recipe
from explainer.tasks.catalogue import make_problem
from explainer.tasks.pair_scores import PairScores
from explainer.tasks.predictions import evaluate
from explainer.training.recipe import Recipe


@pytest.fixture(scope="module")
def windows():
    return train_recipe(Recipe("windows", {"window": 3}, "RNN", m=8, updates=30, batch=8, seeds=2, early=False))


@pytest.fixture(scope="module")
def words():
    recipe = Recipe("translate", {"pairs": "reverse"}, "GRU", m=8, updates=2, batch=8, seeds=2, early=False)
    return train_recipe(recipe)


def test_networks_have_the_metric_that_training_ended_with(windows, words):
    for result in (windows, words):
        problem = make_problem(result.recipe.task, result.recipe.settings)
        coders = encoders(result) if problem.pairs else [(), ()]
        found = [evaluate(*one, problem, encoder=coder) for one, coder in zip(networks(result), coders, strict=True)]
        assert found == pytest.approx(result.metric, rel=1e-4)


def test_the_error_beyond_the_range_is_that_of_torch(windows):
    problem = make_problem("windows", windows.recipe.settings)
    layers, readout = next(iter(networks(windows)))
    x = torch.tensor(problem.scalings[0].apply(np.array([130.0, 140, 150])))[:, None]
    with torch.no_grad():
        h = torch_module(layers)(x)[0][-1].numpy()
    predicted = float(problem.unscale(readout.predict(h))[0])
    assert error_beyond(windows)[0] == pytest.approx(abs(predicted - 160), rel=1e-5)


def test_repeating_the_last_value_is_the_bound_of_a_closed_loop(windows):
    silent = {name: np.zeros_like(value) for name, value in windows.weights.items()}
    problem = make_problem("windows", windows.recipe.settings)
    silent["readout.a"] = np.repeat(problem.probe.x[-1], 2, axis=0)  # always the last input
    assert closed_loop_error(replace(windows, weights=silent)) == pytest.approx([0, 0], abs=1e-5)
    silent["readout.a"] = np.repeat(problem.future[:1], 2, axis=0)  # always the first of the right values
    assert closed_loop_error(replace(windows, weights=silent)) == pytest.approx(
        [np.log2(np.sqrt(np.mean(np.arange(10) ** 2)) / np.sqrt(np.mean(np.arange(1, 11) ** 2)))] * 2, rel=1e-3
    )


def test_a_quarter_of_the_items_is_dropped_in_order():
    rows = rows_left(40, 30, 100)
    assert rows.shape == (30, 100) and (np.diff(rows, axis=0) > 0).all() and rows.max() == 39
    batch = make_problem("brackets", {}).test
    shorter = drop(batch, 0.25)
    for column in (0, 7):
        left = rows_left(40, 30, batch.x.shape[-1])[:, column]
        assert np.array_equal(shorter.x[..., column], batch.x[left, :, column])
        assert np.array_equal(shorter.target[:, column], batch.target[left, column])


def test_knowledge_is_measured_from_the_answer_without_memory(monkeypatch):
    result = train_recipe(Recipe("brackets", {"length": 12}, "GRU", m=8, updates=60, batch=16, seeds=2, early=False))
    monkeypatch.setattr(dropped_items, "DROPPED", 0.0)
    assert knowledge_left(result) == pytest.approx([1, 1], abs=1e-6)
    worse = replace(result, metric=np.zeros(2))
    assert np.isnan(knowledge_left(worse)).all()


def test_merit_is_more_where_the_error_is_less(windows):
    assert merit(replace(windows, metric=np.array([2.0, 4.0]))) == [-1.0, -2.0]
    counted = replace(windows, recipe=Recipe("counting"), metric=np.array([0.25, 0.75]))
    assert merit(counted) == [0.25, 0.75]


def test_shares_of_lengths_count_every_word():
    scores = PairScores(0.5, 0.5, 0.5, {3: 1.0, 4: 0.5, 9: 0.0, 10: 0.25}, {3: 10, 4: 30, 9: 4, 10: 4})
    assert share_of(scores, (3, 4)) == pytest.approx(25 / 40)
    assert share_of(scores, (9, 10)) == pytest.approx(1 / 8)


def test_words_are_scored_for_each_seed(words):
    scores = scores_of(words)
    assert right_symbols(words) == [one.free for one in scores]
    assert [one.exact for one in scores] == pytest.approx(words.metric, abs=1e-6)
    assert long_minus_short(words) == [share_of(one, (9, 10)) - share_of(one, (3, 4)) for one in scores]
