"""What each cell learns with a task's own settings: five starts each, one thread, from the first update to solved.

A run counts its updates and its seconds, looks at the test set included. Delayed recall has to take under 10 s and the
adding problem under 15 s; the plain network, and the LSTM whose forget gate begins half open, stay at chance.
"""

import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parent.parent))
import torch

from explainer.tasks.catalogue import find
from explainer.tasks.metrics import METRICS
from explainer.training.device import settle
from explainer.training.loop import train
from explainer.training.recipe import Recipe, default
from explainer.training.records import Begun, Ended

SEEDS = range(7, 12)
CHANCE = 0.05  # as far from guessing a run may be that has learnt nothing


@dataclass(frozen=True)
class Claim:
    """What is claimed of a cell on a task: that it is solved within so many seconds, or that it stays at chance."""

    task: str
    cell: str
    seconds: float = float("inf")
    learns: bool = True
    changes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def words(self) -> str:
        changes = "".join(f", {name} {value}" for name, value in self.changes.items())
        return f"{find(self.task).title}, {self.cell}{changes}"


CLAIMS = (
    Claim("recall", "LSTM", 10),
    Claim("recall", "GRU", 10),
    Claim("recall", "RNN", learns=False),
    Claim("recall", "LSTM", learns=False, changes={"keep": "0"}),
    Claim("adding", "LSTM", 15),
    Claim("adding", "GRU", 15),
    Claim("copy", "LSTM"),
    Claim("copy", "GRU"),
    Claim("parity", "LSTM"),
    Claim("parity", "GRU"),
    Claim("parity", "RNN"),
)


def follow(recipe: Recipe) -> tuple[Begun, Ended, float]:
    """Follow a recipe to its end and return how it began, how it ended, and the seconds in between."""
    loop = train(recipe)
    begun = next(loop)
    assert isinstance(begun, Begun)
    start, record = time.perf_counter(), begun
    while not isinstance(record, Ended):
        record = loop.send(None)
    return begun, record, time.perf_counter() - start


def hold(claim: Claim) -> bool:
    """Run a claim's starts one after the other, print each, and tell whether the claim holds for all."""
    recipe = replace(default(find(claim.task), claim.cell), **claim.changes)
    held = [_one(claim, replace(recipe, seed=seed)) for seed in SEEDS]
    wish = "solved" if claim.learns else "at chance"
    limit = f" in under {claim.seconds:g} s" if claim.seconds < float("inf") else ""
    print(f"{claim.words}: {sum(held)} of {len(held)} {wish}{limit}{'' if all(held) else '   SHORT'}\n", flush=True)
    return all(held)


def _one(claim: Claim, recipe: Recipe) -> bool:
    begun, ended, seconds = follow(recipe)
    value = float(ended.metric[0])
    solved = ended.reason == "solved"
    shown = METRICS[begun.metric].written.format(value)
    print(
        f"  seed {recipe.seed}: {ended.step} updates, {seconds:.1f} s, {shown}, {'solved' if solved else 'not solved'}"
    )
    return solved and seconds < claim.seconds if claim.learns else abs(value - begun.baseline) < CHANCE


def main() -> None:
    torch.set_num_threads(1)
    chosen = [claim for claim in CLAIMS if not sys.argv[1:] or claim.task in sys.argv[1:]]
    held = [hold(claim) for claim in chosen]
    sys.exit(0 if all(held) else 1)


if __name__ == "__main__":
    settle()  # as a worker does
    main()
