import pytest

from explainer.runs.experiment import EXPERIMENTS, FORGET_BIAS, ON_BRACKETS, PLAIN, gap_variant


@pytest.mark.parametrize("key", EXPERIMENTS)
def test_variants_differ_from_their_base_in_what_they_name(key):
    experiment = EXPERIMENTS[key]
    for name, changes in experiment.variants.items():
        recipe = experiment.recipe(name)
        for field, value in changes.items():
            if field == "settings":
                assert {**recipe.settings, **value} == recipe.settings
            else:
                assert getattr(recipe, field) == value
        assert (recipe.seed, recipe.seeds, recipe.updates) == (
            experiment.base.seed, experiment.base.seeds, experiment.base.updates,
        )  # fmt: skip


def test_a_gap_and_a_bias_make_a_variant():
    recipe = FORGET_BIAS.recipe(gap_variant("bias 1", 40))
    assert (recipe.keep, recipe.settings["gap"], recipe.cell) == ("1", 40, "LSTM")
    assert ON_BRACKETS.recipe(PLAIN).optimiser == "adam"
