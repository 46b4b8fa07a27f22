"""`trace_module` against the module alone, gates and gradients: time ratios, in one run, interleaved.

Three bounds: all gates of nn.GRU and nn.RNN take at most 1.3 of the module's own forward, of nn.LSTM at most 2;
one sequence is traced at least 3 times faster than by a loop over nn.LSTMCell; gates and all state gradients take at
most 0.8 (GRU), 0.9 (RNN) and 1.4 (LSTM) of the module's own forward and backward. The module's own run, which every
trace contains, is included.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).parent.parent))
from explainer.module_trace import trace_module

SIZES = [(m, 100, B) for m in (64, 128, 256) for B in (32, 64)]
KINDS = {"GRU": nn.GRU, "RNN": nn.RNN, "LSTM": nn.LSTM}
BOUNDS = {"GRU": (1.3, 0.8), "RNN": (1.3, 0.9), "LSTM": (2.0, 1.4)}


def medians(calls, rounds):
    """Return the median seconds of each call, all of them taken in turn."""
    taken = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(found) for name, found in taken.items()}


def calls_of(kind, n, m, T, B):
    module, x = kind(n, m), torch.randn(T, B, n)
    weights = torch.randn(T, B, m)

    def without_grad():
        with torch.no_grad():
            module(x)

    def forward_and_backward():
        module.zero_grad()
        (module(x)[0] * weights).sum().backward()

    def gradients():
        trace_module(module, x).backward(lambda output: (output * weights).sum())

    return {"bare": lambda: module(x), "no_grad": without_grad, "gates": lambda: trace_module(module, x),
            "forward and backward": forward_and_backward, "gates and gradients": gradients}  # fmt: skip


def one_sequence(n, m=64, T=100):
    cell, module = nn.LSTMCell(n, m), nn.LSTM(n, m)
    x = torch.randn(T, 1, n)

    def loop():
        state, states = None, []
        for row in x:
            state = cell(row, state)
            states.append(state)
        return [torch.stack(rows) for rows in zip(*states, strict=True)]

    return {"loop": loop, "no_grad": torch.no_grad()(loop), "trace": lambda: trace_module(module, x)}


def report(rounds, threads, inputs):
    torch.set_num_threads(threads)
    print(f"{threads} thread(s), medians of {rounds}; gates / module(x), / the same without gradients; with gradients")
    for name, kind in KINDS.items():
        found = []
        for m, T, B in SIZES:
            took = medians(calls_of(kind, inputs, m, T, B), rounds)
            ratios = (took["gates"] / took["bare"], took["gates"] / took["no_grad"],
                      took["gates and gradients"] / took["forward and backward"])  # fmt: skip
            found.append(ratios)
            print(f"{name:5} {(m, T, B)!s:15} {took['bare'] * 1e3:7.2f} ms  " + "  ".join(f"{r:.2f}" for r in ratios))
        means = [statistics.mean(column) for column in zip(*found, strict=True)]
        print(f"{name:5} on average            " + "  ".join(f"{r:.2f}" for r in means) + f"   bound: {BOUNDS[name]}")
    took = medians(one_sequence(inputs), 5 * rounds)
    print(
        f"one sequence, LSTM (64, 100, 1): {took['loop'] / took['trace']:.2f} times faster than the loop; bound: 3"
        f" (than the loop without gradients {took['no_grad'] / took['trace']:.2f})"
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--threads", type=int, nargs="+", help="torch's own number, then 1, where none is given")
    options.add_argument("--inputs", type=int, default=8)
    chosen = options.parse_args()
    for threads in chosen.threads or dict.fromkeys((torch.get_num_threads(), 1)):
        report(chosen.rounds, threads, chosen.inputs)
