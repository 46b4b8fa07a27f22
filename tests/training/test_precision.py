from dataclasses import replace

import pytest

from explainer.engine.engine_choice import EngineChoice
from explainer.training.choices import PRECISIONS
from explainer.training.learner import make_learner
from explainer.training.limits import RecipeError
from explainer.training.precision import OF_PRODUCTS, check_precision, engine_options, needs_cast
from tests.training.tiny import small, tiny

FUSED, EAGER = EngineChoice("fused"), EngineChoice("eager", "there are no fused kernels for cpu")


def test_every_precision_of_a_recipe_is_one_of_products():
    assert list(OF_PRODUCTS) == list(PRECISIONS)
    assert engine_options(small(precision="bf16")).precision == "bf16"


def test_a_precision_of_fused_kernels_is_refused_where_there_are_none():
    with pytest.raises(RecipeError, match="“tf32x3” is a precision of fused kernels, and there are no .* for cpu"):
        make_learner(small(precision="tf32x3"), tiny())
    check_precision(small(precision="tf32x3"), FUSED)
    check_precision(small(precision="bf16"), EAGER)


def test_weights_are_rounded_where_the_products_are_not():
    recipe = small(precision="bf16")
    assert needs_cast(recipe, EAGER) and not needs_cast(recipe, FUSED)
    assert not needs_cast(replace(recipe, precision="float32"), EAGER)
