"""A visitor's own runs of a claim: blocks of seeds, each condition's block as one ensemble, found again by recipe."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from explainer.lessons.claims.claim import Claim, Trained
from explainer.runs.limits import RunError
from explainer.runs.row import Row
from explainer.runs.run_result import RunResult
from explainer.runs.service import RunService
from explainer.runs.stored_result import stored_result
from explainer.training.limits import INTEGER_LIMITS
from explainer.training.recipe import Recipe
from explainer.training.records import REASONS

BLOCK = 8  # seeds of one run: the fewest by which sign tests can decide up to six comparisons at once
MAX_BLOCKS = 20
MAX_NUMBERS = 400  # of runs, whose numbers are kept in memory
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Block:
    """The runs of some seeds, one for each condition; None where there is none, or it did not come to its end."""

    first_seed: int
    runs: Mapping[str, str | None]

    @property
    def is_complete(self) -> bool:
        """Whether every condition has a run."""
        return all(self.runs.values())


def recipes(claim: Claim, number: int, size: int = BLOCK) -> dict[str, Recipe]:
    """Return the recipe of each condition for a block, which counts from 0; raises RecipeError."""
    first = first_seed_of(claim, number, size)
    return {name: claim.recipe(name, first, size) for name in claim.conditions}


def first_seed_of(claim: Claim, number: int, size: int = BLOCK) -> int:
    """Return the first seed of a block: it goes on where the one before has ended."""
    return claim.first_seed + number * size


def find_blocks(rows: Iterable[Row], owner: str, claim: Claim, size: int = BLOCK) -> list[Block]:
    """Return a visitor's blocks of a claim, in the order of their seeds, up to the first one without a run.

    A run that has failed, was cancelled, or had its rate set by hand does not count.
    """
    own = [row for row in rows if row.owner == owner and counts(row)]
    found: list[Block] = []
    while len(found) < MAX_BLOCKS and has_seeds(claim, len(found), size):
        wanted = recipes(claim, len(found), size)
        runs = {name: _run_of(own, recipe) for name, recipe in wanted.items()}
        if not any(runs.values()):
            break
        found.append(Block(first_seed_of(claim, len(found), size), runs))
    return found


def counts(row: Row) -> bool:
    """Tell whether a run is as its recipe says, and did not fail: no rate was set by hand."""
    return not row.manual_rates and (not row.has_ended or row.reason in REASONS)


def has_seeds(claim: Claim, number: int, size: int = BLOCK) -> bool:
    """Tell whether all seeds of a block are allowed ones."""
    return first_seed_of(claim, number, size) + size - 1 <= INTEGER_LIMITS["seed"][1] and number < MAX_BLOCKS


def _run_of(rows: Sequence[Row], recipe: Recipe) -> str | None:
    return next((row.id for row in rows if row.recipe == recipe), None)


def start_block(service: RunService, owner: str, claim: Claim, number: int, size: int = BLOCK) -> None:
    """Start the runs that a block does not have yet, as one group; raises RunError and RecipeError."""
    blocks = find_blocks(service.runs(), owner, claim, size)
    there = blocks[number].runs if number < len(blocks) else {}
    for name, recipe in recipes(claim, number, size).items():
        if not there.get(name):
            service.start(recipe, owner, f"claim {claim.id}")


def cancel_blocks(service: RunService, blocks: Sequence[Block]) -> None:
    """Cancel all runs of some blocks that have not ended."""
    for row in block_rows(service, blocks):
        if not row.has_ended:
            service.order(row.id, "cancel")


def block_rows(service: RunService, blocks: Sequence[Block]) -> list[Row]:
    """Return the present state of all runs of some blocks; those that were deleted meanwhile are left out."""
    found = []
    for run in [run for block in blocks for run in block.runs.values() if run]:
        try:
            found.append(service.row(run))
        except RunError:
            continue
    return found


def own_numbers(service: RunService, claim: Claim, blocks: Sequence[Block]) -> dict[str, Numbers]:
    """Return the numbers of each condition, from the blocks whose runs have all ended, in the order of the seeds."""
    assert isinstance(claim.experiment, Trained)
    parts: dict[str, list[Numbers]] = {name: [] for name in claim.conditions}
    for block in blocks:
        rows = block_rows(service, [block])
        if len(rows) < len(claim.conditions) or not all(row.has_ended and row.reason in REASONS for row in rows):
            break
        for name, run in block.runs.items():
            assert run
            parts[name].append(_numbers(service, claim.experiment.numbers, run))
    return {name: np.concatenate(found) for name, found in parts.items() if found}


@lru_cache(maxsize=MAX_NUMBERS)
def _numbers(service: RunService, measure: Callable[[RunResult], Sequence[float]], run: str) -> Numbers:
    return np.asarray(measure(stored_result(service, run)), np.float64)
