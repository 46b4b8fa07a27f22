"""All seeds of one recipe together: shares, medians, and the names of what differs."""

from dataclasses import replace

from explainer.runs.seed_result import SeedResult
from explainer.runs.sweep_table import summaries, table_row, varied_names
from explainer.training.recipe import Recipe, checked

RECIPE = checked(Recipe("recall", {"gap": 5}, "GRU", m=4))
RESULTS = [
    SeedResult(RECIPE, "solved", 100, 1.0, True, 100),
    SeedResult(replace(RECIPE, m=5), "nan", 3, None, False),
    SeedResult(replace(RECIPE, seed=9), "done", 500, 0.5, False),
    SeedResult(replace(RECIPE, seed=8), "solved", 300, 1.0, True, 300),
]


def test_seeds_of_one_recipe_are_summed_up_in_the_order_in_which_recipes_come():
    first, second = summaries(RESULTS)
    assert (first.recipe, first.solved.count, first.solved.trials) == (RECIPE, 2, 3)
    assert (first.updates, first.metric) == (200, 1.0)
    assert 0.2 < first.solved.low < 2 / 3 < first.solved.high < 0.95
    assert (second.updates, second.metric, second.solved.trials) == (None, None, 1)


def test_a_row_has_what_was_varied():
    row = table_row(RESULTS[0], ("settings.gap", "m"))
    assert (row["settings.gap"], row["m"], row["seed"], row["updates to solved"], row["solved"]) == (5, 4, 7, 100, True)


def test_what_differs_is_found():
    recipes = [RECIPE, replace(RECIPE, m=5, seed=9), replace(RECIPE, settings={**RECIPE.settings, "gap": 6})]
    assert varied_names(recipes) == ("m", "settings.gap")
