"""The room: how many numbers a recipe's passes hold at once, bounded before the first is made."""

from explainer.cells.program import Program
from explainer.training.limits import RecipeError
from explainer.training.recipe import Recipe

MOST_HELD = 2**29  # numbers of 4 bytes: 2 GB
MOST_AT_REST = 2**25  # the same for reading alone, a slice at a time
WAYS = 2  # forward and back


def held(recipe: Recipe, program: Program, steps: int) -> int:
    """Return how many numbers the passes over sequences of so many steps hold: every value, there and back."""
    longest = min(steps, recipe.chunk + recipe.grow * recipe.updates) if recipe.chunk else steps
    return WAYS * len(program.steps) * longest * recipe.m * recipe.layers * recipe.batch * recipe.seeds


def columns(recipe: Recipe, program: Program, steps: int) -> int:
    """Return how many sequences of so many steps are read at once, where nothing goes back."""
    return max(1, MOST_AT_REST // (len(program.steps) * steps * recipe.m * recipe.layers * recipe.seeds))


def check_room(recipe: Recipe, program: Program, steps: int) -> None:
    """Raise RecipeError where the passes would hold more than there is room for."""
    needed = held(recipe, program, steps)
    if needed > MOST_HELD:
        raise RecipeError(
            f"An update would hold {needed * 4 / 2**30:.1f} GB over {steps} steps; {MOST_HELD * 4 / 2**30:.0f} GB is "
            "the most, so take fewer units, layers, seeds or sequences, or cut the gradient into chunks."
        )
