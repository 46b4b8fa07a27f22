"""The results of the experiments are those of their recipes."""

import numpy as np
import pytest

from explainer.runs.experiment import EXPERIMENTS, FORGET_BIAS, gap_variant
from explainer.runs.measure import measure_recipe
from explainer.runs.measured import measured
from explainer.runs.shipped import shipped_run
from explainer.training.recipe import recipe_from_json, recipe_to_json


@pytest.mark.parametrize("key", EXPERIMENTS)
def test_every_variant_was_measured_with_its_recipe(key):
    found = measured(key)
    assert set(found.variants) == set(EXPERIMENTS[key].variants)
    assert found.date.startswith("20") and {"torch", "numpy", "gatescope"} <= set(found.versions)
    for name, variant in found.variants.items():
        assert recipe_to_json(variant.recipe) == recipe_to_json(EXPERIMENTS[key].recipe(name))
        assert len(variant.metric) == variant.recipe.seeds and np.isfinite(variant.metric).all()
        assert 0 <= variant.solved <= variant.recipe.seeds


def test_a_short_one_comes_out_the_same_again():
    name = gap_variant("bias 3", 20)
    variant, again = measured(FORGET_BIAS.key).variants[name], measure_recipe(FORGET_BIAS.recipe(name))
    assert recipe_to_json(recipe_from_json(recipe_to_json(variant.recipe))) == recipe_to_json(variant.recipe)
    assert again["step"] == variant.step and again["metric"] == pytest.approx(variant.metric, abs=0.02)


def test_the_metric_of_a_shipped_run_is_not_taken_for_one_of_an_experiment():
    assert shipped_run("recall-lstm").recipe.m != FORGET_BIAS.base.m
