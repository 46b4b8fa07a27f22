"""What is stored is found again by recipe and versions; what cannot be read counts as missing."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from explainer.runs import result_store
from explainer.runs.result_store import ResultStore, result_key
from explainer.runs.seed_result import SeedResult
from explainer.training.recipe import Recipe, checked

RECIPE = checked(Recipe("recall", {"gap": 5}, "GRU", m=4))


def result(seed: int = 7, metric: float = 0.5) -> SeedResult:
    return SeedResult(replace(RECIPE, seed=seed), "done", 10, metric, False, None, ((1, 2.0),), ((0, 0.1),), 0.2)


@pytest.fixture
def store(tmp_path):
    return ResultStore(tmp_path / "deep" / "results.sqlite")


def test_results_are_found_by_their_recipe(store):
    assert store.find([RECIPE]) == {}
    store.add([result(7), result(8)])
    assert store.find([RECIPE, replace(RECIPE, m=5)]) == {result_key(RECIPE): result(7)}
    again = ResultStore(store.path)
    assert again.find([replace(RECIPE, seed=8)]) == {result_key(replace(RECIPE, seed=8)): result(8)}


def test_the_first_result_of_a_recipe_stays(store):
    store.add([result(metric=0.5)])
    store.add([result(metric=0.6)])
    assert store.find([RECIPE])[result_key(RECIPE)].metric == 0.5


def test_the_settings_that_a_recipe_leaves_out_have_their_defaults_in_its_key():
    assert result_key(checked(Recipe("recall", {}))) == result_key(checked(Recipe("recall", {"gap": 100})))
    assert result_key(RECIPE) != result_key(replace(RECIPE, seed=8))


def test_another_version_of_torch_has_other_results(store, monkeypatch):
    store.add([result()])
    monkeypatch.setattr(result_store, "versions", lambda: {"gatescope": "1", "torch": "0", "numpy": "2"})
    assert store.find([RECIPE]) == {}


def test_beyond_a_number_of_results_the_oldest_go(store, monkeypatch):
    monkeypatch.setattr(result_store, "MAX_RESULTS", 3)
    for seed in range(5):
        store.add([result(seed)])
    left = store.find([replace(RECIPE, seed=seed) for seed in range(5)])
    assert sorted(one.seed for one in left.values()) == [2, 3, 4]


def test_a_row_that_is_broken_or_belongs_to_another_recipe_counts_as_missing(store):
    store.add([result(7), result(8)])
    with closing(sqlite3.connect(store.path)) as database:
        (text,) = database.execute("SELECT text FROM results WHERE key = ?", (result_key(RECIPE),)).fetchone()
        for bad in ("{", "[]", '{"recipe": {}}', text.replace('"m": 4', '"m": 5')):
            database.execute("UPDATE results SET text = ? WHERE key = ?", (bad, result_key(RECIPE)))
            database.commit()
            assert store.find([RECIPE]) == {}


def test_a_file_of_another_kind_is_an_error_that_callers_expect(store):
    store.path.parent.mkdir(parents=True)
    store.path.write_text("no database at all, but long enough to be looked at" * 30)
    with pytest.raises(result_store.STORE_ERRORS):
        store.find([RECIPE])
    with pytest.raises(result_store.STORE_ERRORS):
        store.add([result()])
