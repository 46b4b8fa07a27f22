"""A watched run against the same loop without a watcher: how much of its speed is left.

In one process with one thread, the loop runs in stretches: watched, as a worker does it (orders, messages, looks,
weights, into a pipe that another process empties), and bare, in turn. Time is that of the thread, so that other work
on the machine does not count.
"""

import statistics
import subprocess
import sys
import time
from multiprocessing import Pipe
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import torch

from explainer.runs.observed_loop import Watched
from explainer.training.loop import train
from explainer.training.recipe import Recipe, checked

SECONDS, ROUNDS = 1.0, 25
MODELS = {
    "small (GRU, m = 8, T = 20, B = 32)": Recipe(
        cell="GRU", settings={"gap": 19}, m=8, batch=32, updates=100_000, early=False
    ),
    "medium (LSTM, m = 64, T = 100, B = 64)": Recipe(settings={"gap": 99}, m=64, updates=100_000, early=False),
    "five seeds (LSTM, m = 32, T = 100, B = 64)": Recipe(settings={"gap": 99}, seeds=5, updates=100_000, early=False),
}
READ = "import os, sys\nwhile os.read(int(sys.argv[1]), 1 << 16): pass"


def per_update(step, seconds: float) -> float:
    """Call something again and again, for so many seconds of this thread; return those of one call."""
    begun, count = time.thread_time(), 0
    while time.thread_time() - begun < seconds:
        step()
        count += 1
    return (time.thread_time() - begun) / count


def compare(recipe: Recipe) -> list[tuple[float, float]]:
    """Return seconds for one update, watched and bare, of each round."""
    far, near = Pipe()
    with subprocess.Popen([sys.executable, "-c", READ, str(far.fileno())], pass_fds=[far.fileno()]):
        recipe = checked(recipe)
        watched = Watched(near, train(recipe), recipe)
        watched.ends += 3600
        watched.begin(next(watched.loop))
        per_update(watched.advance, SECONDS)  # the first looks are cold
        pairs = []
        for turn in range(ROUNDS):
            sides = [watched.advance, lambda: watched.loop.send(None)]
            if turn % 2:
                sides.reverse()
            found = {side: per_update(side, SECONDS) for side in sides}
            pairs.append((found[watched.advance], found[next(side for side in sides if side != watched.advance)]))
        far.close()
        near.close()
    return pairs


def main() -> None:
    torch.set_num_threads(1)
    for name, recipe in MODELS.items():
        pairs = compare(recipe)
        ours, theirs = (1 / statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(bare / watched for watched, bare in pairs)
        print(f"{name}: watched {ours:.0f}, bare {theirs:.0f} updates/s of processor time; median ratio {ratio:.3f} of "
              f"{ROUNDS}, budget 0.97 or more")  # fmt: skip


if __name__ == "__main__":
    main()
