"""Seeds that are trained at once on batches of their own learn what each learns alone."""

from dataclasses import replace

import numpy as np
import pytest

from explainer.runs.run_result import train_recipe
from explainer.tasks.catalogue import TASKS, default_settings, make_problem
from explainer.training.learner import make_learner
from explainer.training.limits import RecipeError
from explainer.training.loop import train, train_on
from explainer.training.recipe import Recipe, checked, default_recipe
from explainer.training.records import Ended, Update
from explainer.training.update import next_batch
from tests.training.tiny import small, tiny

JOINED = [key for key, task in TASKS.items()
          if task.reads != "series" and make_problem(key, default_settings(task)).has_equal_batches]  # fmt: skip


def few(key: str, **fields) -> Recipe:
    """Return a recipe of a task that takes a moment to train."""
    task = TASKS[key]
    short = {name: max(int(one.low), 5) for name, one in task.settings.items() if name in ("gap", "length", "steps")}
    recipe = default_recipe(task, "GRU", settings=short)
    return checked(replace(recipe, m=6, batch=8, updates=5, seed=3, seeds=3, early=False, device="cpu",
                           own_batches=True, embedding=min(recipe.embedding, 4), **fields))  # fmt: skip


@pytest.mark.parametrize("key", JOINED)
def test_a_seed_learns_what_it_learns_alone(key):
    together = train_recipe(few(key), every=5)
    for index in range(3):
        alone = train_recipe(replace(few(key), seed=3 + index, seeds=1), every=5)
        assert together.losses[:, index] == pytest.approx(alone.losses[:, 0], rel=2e-5)
        assert together.metric[index] == pytest.approx(alone.metric[0], rel=1e-3, abs=1e-3)
        for name, value in alone.weights.items():
            assert together.weights[name][index] == pytest.approx(value[0], abs=2e-5)


@pytest.mark.parametrize("where", ["last", "each"])
@pytest.mark.parametrize("kind", ["classes", "numbers"])
@pytest.mark.parametrize("chunk", [0, 3])
def test_losses_with_masks_and_chunks_are_those_of_each_seed(where, kind, chunk):
    problem = tiny(kind, where, masked=where == "each")
    recipe = small(seed=2, seeds=3, own_batches=True, chunk=chunk)

    def losses(one: Recipe) -> np.ndarray:
        return np.array([record.loss for record in train_on(one, problem) if isinstance(record, Update)])

    found = losses(recipe)
    for index in range(3):
        assert found[:, index] == pytest.approx(losses(replace(recipe, seed=2 + index, seeds=1))[:, 0], rel=1e-5)


def test_each_seed_draws_its_own_batch_and_without_the_field_all_share_the_first():
    own, shared = (make_learner(small(seed=4, seeds=2, own_batches=own), tiny()) for own in (True, False))
    batches, _ = next_batch(own, 7)
    single, _ = next_batch(make_learner(small(seed=5), tiny()), 7)
    assert len(batches) == 2
    assert np.array_equal(batches[1].x, single[0].x)
    assert not np.array_equal(batches[0].x, batches[1].x)
    assert len(next_batch(shared, 7)[0]) == 1


def test_sequences_of_different_lengths_are_refused_in_a_sentence():
    with pytest.raises(RecipeError, match="“own_batches” is true, but the sequences of this task differ in length"):
        train(Recipe("translate", seeds=2, own_batches=True))


def test_the_end_tells_when_each_seed_had_solved_the_task_and_that_is_when_it_ends_alone():
    recipe = Recipe("recall", {"gap": 5}, m=8, keep="0", updates=600, seeds=3, own_batches=True, device="cpu")

    def end(one: Recipe) -> Ended:
        return [record for record in train(one) if isinstance(record, Ended)][-1]

    together = end(recipe)
    assert together.solved_at is not None and together.solved_metric is not None
    alone = [end(replace(recipe, seed=recipe.seed + index, seeds=1)) for index in range(3)]
    assert together.solved_at.tolist() == [one.step for one in alone]
    assert together.step == max(one.step for one in alone)
    assert together.solved_metric == pytest.approx([one.metric[0] for one in alone])
    assert len(set(together.solved_at.tolist())) > 1  # else the test shows nothing
