"""64 short runs (recall, GRU, 16 units): the local pool on two cores, against one after the other.

`python benchmarks/sweep.py [--repeats 3] [--runs 64]` trains the same seeds in four ways, in turn, and prints the
median wall-clock seconds of each and their ratios to one after the other: each seed alone in one process and in two,
and ensembles, as `explainer.sweep` joins seeds, in one and in two. The start of the processes, which import torch, is
counted. Nothing is stored between them. The results of the four ways are compared.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parent.parent))
os.environ["PYTHONPATH"] = sys.path[0]  # for the processes that are started

from explainer.runs import sweep as sweep_module
from explainer.runs.result_store import ResultStore
from explainer.runs.seed_result import SeedResult
from explainer.runs.sweep_plan import MOST_SEEDS, join
from explainer.training.recipe import Recipe

RECIPE = Recipe("recall", {"gap": 20}, "GRU", m=16, keep="3", updates=100, early=False, device="cpu")
WAYS = {"one after the other": (1, 1), "two processes": (2, 1), "ensembles": (1, MOST_SEEDS),
        "ensembles, two processes": (2, MOST_SEEDS)}  # fmt: skip


def train(processes: int, seeds_at_once: int, runs: int) -> tuple[float, Sequence[SeedResult]]:
    """Train all runs, so many seeds at once in so many processes; return wall-clock seconds and the results."""
    sweep_module.join = lambda recipes, most: join(recipes, min(most, seeds_at_once))  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        store, begun = ResultStore(Path(folder) / "results.sqlite"), time.perf_counter()
        found = sweep_module.sweep(RECIPE, {"seed": range(runs)}, processes, store=store)
        return time.perf_counter() - begun, found.results


def main() -> None:
    from explainer.training.device import use_one_thread

    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--runs", type=int, default=64)
    chosen = parser.parse_args()
    use_one_thread()
    train(1, MOST_SEEDS, MOST_SEEDS)  # the first updates of a process take longest
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    metrics = {}
    for _ in range(chosen.repeats):
        for way, (processes, seeds_at_once) in WAYS.items():
            spent, results = train(processes, seeds_at_once, chosen.runs)
            seconds[way].append(spent)
            metrics[way] = [one.metric for one in results]
    first = median(seconds["one after the other"])
    print(f"{chosen.runs} runs of {RECIPE.updates} updates (recall, gap 20, GRU, 16 units), {os.cpu_count()} cores")
    for way, spent in seconds.items():
        print(f"{way:26} {median(spent):6.1f} s   {first / median(spent):4.1f} times as fast")
    furthest = max(abs((a or 0) - (b or 0)) for one in metrics.values() for a, b in zip(one, metrics[way], strict=True))
    print(f"largest difference of a metric between the four: {furthest:.2g}")


if __name__ == "__main__":
    main()
