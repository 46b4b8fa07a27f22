"""An observed run against the bare training loop: how much of its speed is left.

In one process with one thread, the loop runs in turn observed, as a worker runs it (orders, messages, probe records,
samples, weights, into a pipe that another process empties), and bare. Time is that of the thread, so that other work
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

from explainer.runs.worker_loop import WorkerLoop
from explainer.training.loop import train
from explainer.training.recipe import Recipe, checked

SECONDS, ROUNDS = 1.0, 25
MODELS = {
    "small (GRU, m = 8, T = 20, B = 32)": Recipe(
        cell="GRU", settings={"gap": 19}, m=8, batch=32, updates=100_000, early=False
    ),
    "medium (LSTM, m = 64, T = 100, B = 64)": Recipe(settings={"gap": 99}, m=64, updates=100_000, early=False),
    "five seeds (LSTM, m = 32, T = 100, B = 64)": Recipe(settings={"gap": 99}, seeds=5, updates=100_000, early=False),
    "text (LSTM, m = 64, T = 35, B = 32)": Recipe("text", m=64, batch=32, updates=100_000, early=False),
    "large text (LSTM, m = 256, T = 35, B = 32)": Recipe("text", m=256, batch=32, updates=100_000, early=False),
}
READ = "import os, sys\nwhile os.read(int(sys.argv[1]), 1 << 16): pass"


def per_update(step, seconds: float) -> float:
    """Call `step` repeatedly for so many seconds of thread time; return the seconds of one call."""
    started, count = time.thread_time(), 0
    while time.thread_time() - started < seconds:
        step()
        count += 1
    return (time.thread_time() - started) / count


def compare(recipe: Recipe) -> list[tuple[float, float]]:
    """Return the seconds of one update, observed and bare, in each round."""
    read_end, write_end = Pipe()
    with subprocess.Popen([sys.executable, "-c", READ, str(read_end.fileno())], pass_fds=[read_end.fileno()]):
        recipe = checked(recipe)
        observed = WorkerLoop(write_end, train(recipe), recipe)
        observed.deadline += 3600
        observed.start(next(observed.loop))
        per_update(observed.advance, SECONDS)  # the first probe records take longer
        pairs = []
        for turn in range(ROUNDS):
            sides = [observed.advance, lambda: observed.loop.send(None)]
            if turn % 2:
                sides.reverse()
            found = {side: per_update(side, SECONDS) for side in sides}
            pairs.append((found[observed.advance], found[next(side for side in sides if side != observed.advance)]))
        read_end.close()
        write_end.close()
    return pairs


def main() -> None:
    torch.set_num_threads(1)
    for name, recipe in MODELS.items():
        pairs = compare(recipe)
        ours, theirs = (1 / statistics.median(side) for side in zip(*pairs, strict=True))
        ratio = statistics.median(bare / observed for observed, bare in pairs)
        print(f"{name}: observed {ours:.0f}, bare {theirs:.0f} updates/s of CPU time; median ratio {ratio:.3f} of "
              f"{ROUNDS}, budget 0.97 or more")  # fmt: skip


if __name__ == "__main__":
    main()
