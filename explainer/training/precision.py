"""The precision of a recipe: what it asks of the time loop, and the check that the chosen engine has it."""

from explainer.engine.engine_choice import EngineChoice, EngineOptions
from explainer.training.limits import RecipeError
from explainer.training.recipe import Recipe

OF_PRODUCTS = {"float32": "auto", "tf32x3": "tf32x3", "bf16": "bf16"}
"""By precision of a recipe, that of the products of fused kernels."""


def engine_options(recipe: Recipe) -> EngineOptions:
    """Return what a recipe asks of the time loop."""
    return EngineOptions(precision=OF_PRODUCTS[recipe.precision])


def check_precision(recipe: Recipe, choice: EngineChoice) -> None:
    """Raise RecipeError for a precision that the engine of this machine does not have."""
    if recipe.precision == "tf32x3" and choice.engine != "fused":
        raise RecipeError(
            f"“tf32x3” is a precision of fused kernels, and {choice.reason}; the precision “float32” would be right."
        )


def used_precision(recipe: Recipe, choice: EngineChoice) -> str:
    """Return the precision of a run's products, a key of PRECISIONS; only fused kernels have "tf32x3"."""
    if choice.engine == "fused":
        return {"ieee": "float32"}.get(choice.precision, choice.precision)
    return "bf16" if recipe.precision == "bf16" else "float32"


def needs_cast(recipe: Recipe, choice: EngineChoice) -> bool:
    """Tell whether weights and inputs are rounded to bfloat16; fused kernels round the factors of products alone."""
    return recipe.precision == "bf16" and choice.engine != "fused"
