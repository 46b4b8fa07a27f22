import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.training.limits import RecipeError
from explainer.training.memory_estimate import MAX_IN_EVALUATION, check_memory, evaluation_batch, stored_numbers
from explainer.training.recipe import Recipe

LSTM = lower(CELLS["LSTM"])


def test_an_update_stores_every_value_and_its_gradient_at_every_step():
    recipe = Recipe(m=32, layers=2, batch=64, seeds=5)
    assert stored_numbers(recipe, LSTM, 100) == 2 * len(LSTM.steps) * 100 * 32 * 2 * 64 * 5


def test_memory_depends_on_the_longest_chunk():
    assert stored_numbers(Recipe(chunk=10), LSTM, 100) == stored_numbers(Recipe(), LSTM, 10)
    assert stored_numbers(Recipe(chunk=10, grow=1, updates=50), LSTM, 100) == stored_numbers(Recipe(), LSTM, 60)
    assert stored_numbers(Recipe(chunk=10, grow=1, updates=5000), LSTM, 100) == stored_numbers(Recipe(), LSTM, 100)


def test_a_recipe_that_needs_too_much_memory_is_refused():
    large = Recipe(m=128, batch=128, seeds=32)
    with pytest.raises(RecipeError, match="GB over 500 steps; 2 GB is the most"):
        check_memory(large, LSTM, 500)
    check_memory(Recipe(), LSTM, 500)


def test_evaluation_batches_are_as_large_as_memory_allows():
    recipe = Recipe(m=32, seeds=5)
    one = stored_numbers(recipe, LSTM, 100) // recipe.batch // 2  # numbers of one sequence in the forward pass alone
    assert (
        evaluation_batch(recipe, LSTM, 100) * one <= MAX_IN_EVALUATION < (evaluation_batch(recipe, LSTM, 100) + 1) * one
    )
    assert evaluation_batch(Recipe(m=128, layers=3, seeds=32), LSTM, 10_000) == 1
