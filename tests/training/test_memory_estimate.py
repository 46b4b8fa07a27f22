import pytest

from explainer.cells.catalogue import CELLS
from explainer.cells.program import lower
from explainer.training.limits import RecipeError
from explainer.training.memory_estimate import MOST_AT_REST, check_room, columns, held
from explainer.training.recipe import Recipe

LSTM = lower(CELLS["LSTM"])


def test_room_is_every_value_of_every_step_there_and_back():
    recipe = Recipe(m=32, layers=2, batch=64, seeds=5)
    assert held(recipe, LSTM, 100) == 2 * len(LSTM.steps) * 100 * 32 * 2 * 64 * 5


def test_a_chunk_needs_room_for_its_longest():
    assert held(Recipe(chunk=10), LSTM, 100) == held(Recipe(), LSTM, 10)
    assert held(Recipe(chunk=10, grow=1, updates=50), LSTM, 100) == held(Recipe(), LSTM, 60)
    assert held(Recipe(chunk=10, grow=1, updates=5000), LSTM, 100) == held(Recipe(), LSTM, 100)


def test_what_would_fill_the_memory_is_refused():
    large = Recipe(m=128, batch=128, seeds=32)
    with pytest.raises(RecipeError, match="GB over 500 steps; 2 GB is the most"):
        check_room(large, LSTM, 500)
    check_room(Recipe(), LSTM, 500)


def test_slices_fill_the_room_and_no_more():
    recipe = Recipe(m=32, seeds=5)
    one = held(recipe, LSTM, 100) // recipe.batch // 2  # numbers of one sequence, one way
    assert columns(recipe, LSTM, 100) * one <= MOST_AT_REST < (columns(recipe, LSTM, 100) + 1) * one
    assert columns(Recipe(m=128, layers=3, seeds=32), LSTM, 10_000) == 1
