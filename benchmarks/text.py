"""A character model here, every gate kept, against the plain torch loop: tokens per second, interleaved, one thread.

Both sides read the same batches in order with the state carried (Zhang et al. 2023, section 9.3), clip by the norm and
step by gradient descent. `python benchmarks/text.py` asks for at least 1.0 of nn.GRU, 0.8 of nn.LSTM, 1.0 of nn.RNN.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
sys.path.insert(0, str(Path(__file__).parent.parent))
import numpy as np
import torch

from explainer.tasks.problem import Problem
from explainer.tasks.token_stream import TokenStream
from explainer.training.device import flush_denormals
from explainer.training.learner import make_learner
from explainer.training.recipe import Recipe
from explainer.training.update import update

M, T, B, V = 256, 35, 32, 28
ROUNDS = 15
BOUNDS = {"GRU": 1.0, "LSTM": 0.8, "RNN": 1.0}
STREAM = TokenStream(np.random.default_rng(0).integers(0, V, 9000), T)


def plain(kind: str) -> Callable[[int], object]:
    """Return the loop as people write it: one-hot inputs, the module, a Linear, cross-entropy, clipping, SGD."""
    module, head = getattr(torch.nn, kind)(V, M), torch.nn.Linear(M, V)
    params = [*module.parameters(), *head.parameters()]
    optimiser = torch.optim.SGD(params, lr=1.0)
    state = None

    def step(k: int) -> None:
        nonlocal state
        drawn = STREAM.sequential(0, k, B)
        x = torch.nn.functional.one_hot(torch.from_numpy(drawn.batch.x), V).float()
        hidden, state = module(x, _detached(state) if drawn.continues else None)
        loss = torch.nn.functional.cross_entropy(
            head(hidden).flatten(0, 1), torch.from_numpy(drawn.batch.target).flatten()
        )
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(params, 1.0)
        optimiser.step()

    return step


def _detached(state):
    return tuple(one.detach() for one in state) if isinstance(state, tuple) else state.detach()


def ours(kind: str) -> Callable[[int], object]:
    test = STREAM.pieces(1)
    problem = Problem(
        V, V, T, "classes", "each", "perplexity", V, 1.0, STREAM.random, test, test, (), (), tokens=True,
        stream=STREAM.sequential,
    )  # fmt: skip
    recipe = Recipe(cell=kind, m=M, batch=B, optimiser="sgd", clip="norm", limit=1.0, device="cpu", seeds=1)
    learner = make_learner(recipe, problem)
    return lambda k: update(learner, k, 1.0)


def seconds(step: Callable[[int], object], k: int) -> float:
    start = time.perf_counter()
    for one in range(4 * k + 1, 4 * k + 5):
        step(one)
    return (time.perf_counter() - start) / 4


def main() -> None:
    torch.set_num_threads(1)
    flush_denormals()
    missed = []
    for kind, bound in BOUNDS.items():
        sides = [ours(kind), plain(kind)]
        times = [[seconds(side, k) for side in sides] for k in range(ROUNDS + 2)][2:]
        mine, theirs = (statistics.median(one) for one in zip(*times, strict=True))
        ratio = statistics.median(other / one for one, other in times)
        print(
            f"{kind:4} {T * B / mine:8,.0f} tokens per second, nn.{kind} {T * B / theirs:8,.0f}: ratio {ratio:.2f}, "
            f"at least {bound} asked ({1e3 * mine:.1f} and {1e3 * theirs:.1f} ms per update)",
            flush=True,
        )
        missed += [kind] * (ratio < bound)
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
