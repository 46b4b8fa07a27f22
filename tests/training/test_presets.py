import pytest

from explainer.tasks.catalogue import TASKS, make_problem
from explainer.tasks.text import OWN
from explainer.training.presets import D2L, PRESETS, preset_recipe
from explainer.training.recipe import FIELD_NAMES, recipe_from_json, recipe_to_json
from tests.figures.sentence_rules import check


def test_d2ls_experiment_has_its_numbers():
    """Zhang et al., Dive into Deep Learning (2023), section 10.2 and, of an epoch, 9.3: the concise GRU."""
    recipe = preset_recipe(D2L, "GRU", OWN, 10_000)
    assert (recipe.m, recipe.layers, recipe.batch, recipe.settings["length"]) == (256, 1, 32, 35)
    assert (recipe.optimiser, recipe.rate, recipe.schedule, recipe.clip, recipe.limit) == (
        "sgd",
        1.0,
        "constant",
        "norm",
        1,
    )
    assert (recipe.start, recipe.scale, recipe.keep, recipe.chunk) == ("uniform", 1.0, "as drawn", 0)
    assert (recipe.seeds, recipe.early, recipe.dropout, recipe.zoneout) == (1, False, 0.0, 0.0)
    problem = make_problem("text", recipe.settings, "abcdefghij" * 1000)
    assert problem.split.training == 10_000 and not problem.split.held_out and problem.stream is not None
    assert recipe.updates == 500 * problem.split.updates_per_epoch(32) == 4000


@pytest.mark.parametrize(("tokens", "updates"), [(5_000, 2000), (300, 500), (2_000_000, 4000)])
def test_a_text_of_another_length_is_read_500_times_too_but_no_more_than_10000_tokens_of_it(tokens, updates):
    recipe = preset_recipe(D2L, "LSTM", OWN, tokens)
    problem = make_problem("text", recipe.settings, "abcdefghij" * (min(tokens, 20_000) // 10))
    assert recipe.updates == updates == 500 * problem.split.updates_per_epoch(recipe.batch)


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_a_recipe_of_its_task(preset):
    assert set(preset.fields) < set(FIELD_NAMES)
    assert set(preset.settings) | {"source"} == set(TASKS[preset.task].settings)
    for cell in preset.cells:
        recipe = preset_recipe(preset, cell, "documentation", 10_000)
        assert recipe_from_json(recipe_to_json(recipe)) == recipe
    check(preset.title, preset.about)
