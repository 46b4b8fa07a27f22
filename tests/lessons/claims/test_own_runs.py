"""A visitor's own runs are found again by their recipe, go on with the next seeds, and have the claim's numbers."""

import secrets
from dataclasses import replace

import numpy as np
import pytest

from explainer.lessons.claims import own_runs
from explainer.lessons.claims.claim import Claim, Comparison, Trained
from explainer.runs.limits import RunError
from explainer.runs.row import Row
from explainer.training.recipe import Recipe

CLAIM = Claim(
    "X01", "memory", "A short gap is easier.", (), "", "", "loss",
    Trained(Recipe("recall", {"gap": 5}, "GRU", m=4), lambda result: result.metric),
    {"short": {}, "long": {"settings": {"gap": 20}}}, (Comparison("short against long", "short", "long"),),
)  # fmt: skip


class FakeService:
    """A service whose runs end at once."""

    def __init__(self) -> None:
        self.rows, self.cancelled = {}, []

    def start(self, recipe, owner, group):
        run = secrets.token_hex(5)
        self.rows[run] = Row(run, owner, recipe, group, state="ended", reason="done")
        return run

    def runs(self):
        return list(self.rows.values())

    def row(self, run):
        if run not in self.rows:
            raise RunError("There is no such run.")
        return self.rows[run]

    def order(self, run, name):
        self.cancelled.append((run, name))

    def change(self, run, **fields):
        self.rows[run] = replace(self.rows[run], **fields)


@pytest.fixture
def service():
    return FakeService()


def blocks(service):
    return own_runs.find_blocks(service.runs(), "me", CLAIM)


def test_more_seeds_go_on_where_the_last_ones_have_ended(service):
    for k in range(3):
        own_runs.start_block(service, "me", CLAIM, k)
    recipes = [row.recipe for row in service.runs()]
    assert [one.seed for one in recipes] == [7, 7, 15, 15, 23, 23] and {one.seeds for one in recipes} == {8}
    assert [one.settings["gap"] for one in recipes] == [5, 20] * 3
    assert {row.group for row in service.runs()} == {"claim X01"}
    assert [block.first_seed for block in blocks(service)] == [7, 15, 23]
    assert all(block.is_complete for block in blocks(service))


def test_runs_of_others_and_runs_that_do_not_follow_their_recipe_do_not_count(service):
    own_runs.start_block(service, "somebody", CLAIM, 0)
    assert blocks(service) == []
    own_runs.start_block(service, "me", CLAIM, 0)
    first, second = (run for run in blocks(service)[0].runs.values())
    service.change(first, reason="cancelled")
    assert blocks(service)[0].runs == {"short": None, "long": second}
    service.change(second, manual_rates=((3, 0.1),))
    assert blocks(service) == []


def test_a_block_that_was_cancelled_in_part_is_filled(service):
    own_runs.start_block(service, "me", CLAIM, 0)
    first, second = blocks(service)[0].runs.values()
    service.change(first, reason="cancelled")
    own_runs.start_block(service, "me", CLAIM, 0)
    assert len(service.rows) == 3
    assert blocks(service)[0].runs["long"] == second and blocks(service)[0].is_complete


def test_numbers_come_from_the_blocks_that_have_ended_in_the_order_of_the_seeds(service, monkeypatch):
    def result(service, run):
        recipe = service.row(run).recipe
        return type("Result", (), {"metric": recipe.settings["gap"] + np.arange(recipe.seed, recipe.seed + 8)})

    monkeypatch.setattr(own_runs, "stored_result", result)
    for k in range(3):
        own_runs.start_block(service, "me", CLAIM, k)
    service.change(blocks(service)[2].runs["long"], state="running", reason="")
    found = own_runs.own_numbers(service, CLAIM, blocks(service))
    assert np.array_equal(found["short"], 5 + np.arange(7, 23))
    assert np.array_equal(found["long"], 20 + np.arange(7, 23))
    own_runs.cancel_blocks(service, blocks(service))
    assert service.cancelled == [(blocks(service)[2].runs["long"], "cancel")]


def test_seeds_end_where_no_more_are_allowed():
    assert own_runs.has_seeds(CLAIM, 0) and not own_runs.has_seeds(CLAIM, own_runs.MAX_BLOCKS)
    assert not own_runs.has_seeds(replace(CLAIM, first_seed=9995), 0)
