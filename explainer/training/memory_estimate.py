"""Estimating the memory of a recipe before anything is allocated."""

from explainer.cells.program import Program
from explainer.training.limits import RecipeError
from explainer.training.recipe import Recipe

MAX_STORED = 2**29  # numbers of 4 bytes: 2 GB
MAX_IN_EVALUATION = 2**25  # the same for a forward pass alone, a slice of sequences at a time
PASSES = 2  # forward and backward


def stored_numbers(recipe: Recipe, program: Program, steps: int) -> int:
    """Return how many numbers one update stores for sequences of `steps` steps: every value and its gradient."""
    longest = min(steps, recipe.chunk + recipe.grow * recipe.updates) if recipe.chunk else steps
    return PASSES * len(program.steps) * longest * recipe.m * recipe.layers * recipe.batch * recipe.seeds


def evaluation_batch(recipe: Recipe, program: Program, steps: int) -> int:
    """Return how many sequences of `steps` steps are evaluated at once, without a backward pass."""
    return max(1, MAX_IN_EVALUATION // (len(program.steps) * steps * recipe.m * recipe.layers * recipe.seeds))


def check_memory(recipe: Recipe, program: Program, steps: int, most: int = MAX_STORED) -> None:
    """Raise RecipeError where an update would need more than the allowed memory, `most` numbers of 4 bytes."""
    needed = stored_numbers(recipe, program, steps)
    if needed > most:
        raise RecipeError(
            f"An update would need {needed * 4 / 2**30:.1f} GB over {steps} steps; {most * 4 / 2**30:.0f} GB is "
            "the most, so take fewer units, layers, seeds or sequences, or cut the gradient into chunks."
        )
