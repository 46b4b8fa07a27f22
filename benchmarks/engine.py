"""The engine against bare torch.nn: whole training steps, all values stored, interleaved, medians, one thread.

`python benchmarks/engine.py [--device cuda]` prints a row per size, and the gain of many seeds at once.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parent.parent))
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem
from explainer.training.learner import make_learner
from explainer.training.recipe import Recipe
from explainer.training.update import update

SIZES = ((8, 20, 32), (32, 50, 32), (64, 100, 64), (128, 100, 64))  # (m, T, B)
N, K, ROUNDS = 8, 4, 15
BOUNDS = {
    "GRU": ("GRU", 0.75),
    "RNN": ("RNN", 0.8),
    "LSTM": ("LSTM", 1.5),
    "CIFG": ("LSTM", 1.4),
    "LSTM-peephole": ("LSTM", 1.9),
}
ENSEMBLE = {"GRU": 7.0, "RNN": 10.0, "LSTM": 1.4}
Step = Callable[[], object]


def batch(steps: int, columns: int) -> Batch:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(steps, N, columns)).astype(np.float32)
    return Batch(x, rng.integers(0, K, columns))


def bare(kind: str, m: int, steps: int, columns: int, device: str) -> Step:
    """The usual loop: the module, a Linear on the last step, cross-entropy, Adam."""
    torch.manual_seed(0)
    cell = getattr(torch.nn, kind)(N, m).to(device)
    head = torch.nn.Linear(m, K).to(device)
    optimiser = torch.optim.Adam([*cell.parameters(), *head.parameters()], lr=1e-3)
    data = batch(steps, columns)
    x = torch.from_numpy(data.x).to(device).transpose(1, 2).contiguous()  # (T, B, n)
    target = torch.from_numpy(data.target).to(device)

    def step() -> None:
        optimiser.zero_grad()
        loss = torch.nn.functional.cross_entropy(head(cell(x)[0][-1]), target)
        loss.backward()
        optimiser.step()

    return step


def ours(kind: str, m: int, steps: int, columns: int, device: str, seeds: int = 1) -> Step:
    """The update of the app's own training loop on the same batch, with the same optimiser; every value stored."""
    data = batch(steps, columns)
    problem = Problem(N, K, steps, "classes", "last", "accuracy", 1 / K, 1.0, lambda rng, B: data, data, data, (), ())
    recipe = Recipe(cell=kind, m=m, seeds=seeds, batch=columns, rate=1e-3, clip="none", device=device)
    learning, k = make_learner(recipe, problem), iter(range(1, 1_000_000))
    return lambda: update(learning, next(k), 1e-3)


def interleaved(sides: list[Step], device: str, rounds: int = ROUNDS) -> list[float]:
    """Return each side's median time per step, in ms; both sides run in turns, so that noise affects them alike."""
    for side in sides:
        side(), side()
    times: list[list[float]] = [[] for _ in sides]
    for _ in range(rounds):
        for side, found in zip(sides, times, strict=True):
            start = time.perf_counter()
            side(), side(), side()
            if device == "cuda":
                torch.cuda.synchronize()
            found.append((time.perf_counter() - start) / 3 * 1e3)
    return [statistics.median(found) for found in times]


def against_torch(device: str) -> None:
    for kind, (module, bound) in BOUNDS.items():
        ratios = []
        for m, steps, columns in SIZES:
            mine, theirs = interleaved(
                [ours(kind, m, steps, columns, device), bare(module, m, steps, columns, device)], device
            )
            ratios.append(mine / theirs)
            size = f"{kind:14} ({m}, {steps}, {columns})"
            print(f"{size}: {mine:7.2f} ms, nn.{module} {theirs:7.2f} ms, ratio {mine / theirs:.2f}")
        print(f"{kind:14} average {statistics.mean(ratios):.2f} of {bound}")


def seeds_at_once(device: str) -> None:
    """Many seeds at once against one after the other: torch.nn's modules, and single runs of the engine itself."""
    for kind, bound in ENSEMBLE.items():
        size = (16, 50, 32)
        sides = [ours(kind, *size, device, 32), bare(kind, *size, device), ours(kind, *size, device)]
        many, module, one = interleaved(sides, device, 9)
        print(f"{kind:14} {size}: 32 seeds at once {32 * module / many:.1f} times faster than nn.{kind} one after the "
              f"other, of {bound}; {32 * one / many:.1f} times than single runs of this engine")  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cpu")
    device = parser.parse_args().device
    torch.set_num_threads(1)
    against_torch(device)
    seeds_at_once(device)
