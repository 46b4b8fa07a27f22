"""Sequence to sequence, three seeds of each cell: how much is right when it writes freely, and with teacher forcing.

`python benchmarks/pairs.py [--seeds 3] [--cell LSTM] [pairs …]` trains the default recipe of each set of pairs until
all seeds are solved, or for as many seconds (CPU time of one thread, for each seed) as the LSTM may take. Printed for
each seed, on a part of the held-out pairs: the share of pairs written freely without a mistake, and the share of
symbols that are right with teacher forcing and writing freely, with the gap between the two.
"""

import argparse
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parent.parent))
import torch

from explainer.tasks.catalogue import find_task
from explainer.training.device import flush_denormals
from explainer.training.loop import train
from explainer.training.recipe import Recipe, default_recipe
from explainer.training.records import Ended, Order, ProbeRecord

LIMITS = {"reverse": 60, "sums": 60, "digits-english": 60, "english-french": 270, "english-russian": 270}  # s a seed
CELLS = ("LSTM", "GRU", "RNN")
FIRST_SEED = 7


def train_until(recipe: Recipe, seconds: float) -> tuple[ProbeRecord, float]:
    """Train a recipe for so many seconds at most; return a probe record of its end, and the seconds that it took."""
    loop, start = train(recipe), time.process_time()
    record = next(loop)
    while not isinstance(record, Ended) and time.process_time() - start < seconds:
        record = loop.send(None)
    spent = time.process_time() - start
    probe = loop.send(Order("probe"))
    assert isinstance(probe, ProbeRecord)
    return probe, spent


def print_cell(pairs: str, cell: str, seeds: int) -> None:
    """Train a cell on a set of pairs, and print what its seeds reach."""
    recipe = replace(
        default_recipe(find_task("translate"), cell, settings={"pairs": pairs}), seed=FIRST_SEED, seeds=seeds
    )
    probe, spent = train_until(recipe, LIMITS[pairs] * seeds)
    assert probe.pair is not None
    print(f"{pairs}, {cell}: {probe.step} of {recipe.updates} updates, {spent / seeds:.1f} s a seed", flush=True)
    for k, (exact, forced, free) in enumerate(zip(probe.metric, probe.pair.forced, probe.pair.free, strict=True)):
        print(
            f"  seed {recipe.seed + k}: pairs right {exact:.3f}; symbols right with teacher forcing {forced:.3f}, "
            f"writing freely {free:.3f}, gap {forced - free:.3f}",
            flush=True,
        )


def main() -> None:
    torch.set_num_threads(1)
    parser = argparse.ArgumentParser()
    parser.add_argument("pairs", nargs="*", choices=[[], *LIMITS])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--cell", choices=CELLS)
    arguments = parser.parse_args()
    for pairs in arguments.pairs or LIMITS:
        for cell in CELLS:
            if arguments.cell in (None, cell):
                print_cell(pairs, cell, arguments.seeds)


if __name__ == "__main__":
    flush_denormals()  # as a worker does
    main()
