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
            f"An update would need {gigabytes(needed)} over {steps} steps; {gigabytes(most)} is "
            f"the most, so take fewer units, layers, seeds or sequences, or cut the gradient into chunks. "
            f"{what_fits(recipe, most / needed)}"
        )


def gigabytes(numbers: int) -> str:
    """Return the size of numbers of 4 bytes in GB, without a decimal that is 0."""
    return f"{numbers * 4 / 2**30:.1f}".removesuffix(".0") + " GB"


def what_fits(recipe: Recipe, share: float) -> str:
    """Say which smaller number of seeds, sequences or units needs at most a share of a recipe's memory."""
    found = {name: int(getattr(recipe, field) * share) for name, field in SIZES.items()}
    smaller = [f"{count:,} {name if count > 1 else name.removesuffix('s')}" for name, count in found.items() if count]
    if not smaller:
        return "Several of these have to be smaller at once."
    return f"By the estimate, {' or '.join(smaller)} would fit."


SIZES = {"seeds": "seeds", "sequences": "batch", "units": "m"}
"""The sizes that memory is proportional to, by the field of a recipe."""
