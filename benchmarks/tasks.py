"""Which cells solve which tasks with the default recipes: some seeds each, one thread, from first update to solved.

`python benchmarks/tasks.py [--seeds 20] [task …]` prints how many seeds solve a task, and which share of the updates
given the slowest of them used. Updates and seconds are counted, evaluations on the test set included. Delayed recall
has to take under 10 s and the adding problem under 15 s; the plain RNN, and the LSTM with a forget-gate bias of 0, stay
at chance. Seconds are those of one processor (CPU time), so that a busy machine does not change them.

`--double` trains in float64 and `--no-mkldnn` with another matrix kernel: both round differently, as another processor
does, so that a seed's luck shows. `--cell` chooses one cell.
"""

import argparse
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

from explainer.tasks.catalogue import find_task, make_problem
from explainer.tasks.metrics import METRICS
from explainer.training.device import flush_denormals
from explainer.training.loop import train_on
from explainer.training.recipe import Recipe, checked, default_recipe
from explainer.training.records import Ended, Started

FIRST_SEED, SEEDS = 7, 5
CHANCE = 0.05  # largest difference to the baseline of a run that has learnt nothing


@dataclass(frozen=True)
class Claim:
    """A claim about a cell and a task: it is solved within so many seconds, or the cell stays at chance."""

    task: str
    cell: str
    seconds: float = float("inf")
    learns: bool = True
    changes: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def recipe(self) -> Recipe:
        """The default recipe with these settings and changes."""
        return replace(default_recipe(find_task(self.task), self.cell, settings=self.settings), **self.changes)

    @property
    def label(self) -> str:
        changes = "".join(f", {name} {value}" for name, value in {**self.settings, **self.changes}.items())
        return f"{find_task(self.task).title}, {self.cell}{changes}"


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
    *(Claim(task, cell) for task in ("recall", "adding", "latch") for cell in ("minGRU", "minLSTM", "sLSTM")),
    Claim("parity", "sLSTM"),
    *(Claim(task, cell) for task in ("brackets", "latch", "sine") for cell in ("LSTM", "GRU")),
    *(Claim("text", cell) for cell in ("LSTM", "GRU", "RNN")),
    *(Claim("reviews", cell) for cell in ("LSTM", "GRU")),
    *(Claim("pronouns", cell) for cell in ("LSTM", "GRU")),
    *(Claim("translate", "LSTM", 60, settings={"pairs": pairs}) for pairs in ("reverse", "sums", "digits-english")),
    *(Claim("translate", "LSTM", 270, settings={"pairs": pairs}) for pairs in ("english-french", "english-russian")),
    Claim("spell", "LSTM", 60),
)


def train_to_end(recipe: Recipe, dtype: torch.dtype) -> tuple[Started, Ended, float]:
    """Train a recipe and return its first record, its last record, and the seconds in between."""
    recipe = checked(recipe)
    loop = train_on(recipe, make_problem(recipe.task, recipe.settings, None), dtype=dtype)
    started = next(loop)
    assert isinstance(started, Started)
    start, record = time.process_time(), started
    while not isinstance(record, Ended):
        record = loop.send(None)
    return started, record, time.process_time() - start


def check_claim(claim: Claim, seeds: int, dtype: torch.dtype) -> bool:
    """Run a claim's seeds one after the other, print each, and tell whether the claim holds for all."""
    found = [_check_seed(claim, replace(claim.recipe, seed=FIRST_SEED + k), dtype) for k in range(seeds)]
    results = [holds for holds, _ in found]
    expected = "solved" if claim.learns else "at chance"
    limit = f" in under {claim.seconds:g} s" if claim.seconds < float("inf") else ""
    print(
        f"{claim.label}: {sum(results)} of {len(results)} {expected}{limit}; the slowest used "
        f"{max(share for _, share in found):.0%} of the updates{'' if all(results) else '   FAILED'}\n",
        flush=True,
    )
    return all(results)


def _check_seed(claim: Claim, recipe: Recipe, dtype: torch.dtype) -> tuple[bool, float]:
    """Train one seed; return whether the claim holds for it, and the share of the updates that it used."""
    started, ended, seconds = train_to_end(recipe, dtype)
    value = float(ended.metric[0])
    solved = ended.reason == "solved"
    shown = METRICS[started.metric].format(value)
    print(
        f"  seed {recipe.seed}: {ended.step} updates, {seconds:.1f} s, {shown}, {'solved' if solved else 'not solved'}",
        flush=True,
    )
    holds = solved and seconds < claim.seconds if claim.learns else abs(value - started.baseline) < CHANCE
    return holds, ended.step / recipe.updates


def main() -> None:
    torch.set_num_threads(1)
    parser = argparse.ArgumentParser()
    parser.add_argument("tasks", nargs="*")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--cell")
    parser.add_argument("--double", action="store_true")
    parser.add_argument("--no-mkldnn", action="store_true")
    arguments = parser.parse_args()
    torch.backends.mkldnn.set_flags(not arguments.no_mkldnn)
    dtype = torch.float64 if arguments.double else torch.float32
    chosen = [claim for claim in CLAIMS if not arguments.tasks or claim.task in arguments.tasks]
    chosen = [claim for claim in chosen if arguments.cell in (None, claim.cell)]
    results = [check_claim(claim, arguments.seeds, dtype) for claim in chosen]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    flush_denormals()  # as a worker does
    main()
