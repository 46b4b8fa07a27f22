"""How long a step of one cell takes beside that of another: PyTorch's modules and this project's engine.

Both cells are measured in turns in one process, in seconds of one thread, in which other work of the machine does not
count; of each the fastest round is taken.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch

from explainer.lessons.claims.step_sizes import BY, INPUTS, SEQUENCES, STEPS, UNITS
from explainer.tasks.batch import Batch
from explainer.tasks.problem import Problem
from explainer.training.evaluation import predict
from explainer.training.learner import make_learner
from explainer.training.recipe import Recipe
from explainer.training.update import update

CLASSES = 4
ROUNDS, WARM_UP = 12, 2
RATE = 1e-3
Step = Callable[[], object]


def fastest(sides: Sequence[Step], clock: Callable[[], float], rounds: int = ROUNDS) -> list[float]:
    """Return the time of the fastest round of each side by a clock; they take turns, two rounds of warm-up first."""
    times: list[list[float]] = [[] for _ in sides]
    for k in range(WARM_UP + rounds):
        for side, found in zip(sides, times, strict=True):
            begun = clock()
            side()
            if k >= WARM_UP:
                found.append(clock() - begun)
    return [min(found) for found in times]


@contextmanager
def one_thread() -> Iterator[None]:
    """Let PyTorch use one thread, and after that as many as before."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def onednn(enabled: bool) -> Iterator[None]:
    """Let PyTorch call oneDNN, a library of fused layers, or not, and after that as before."""
    before = torch.backends.mkldnn.enabled
    torch.backends.mkldnn.enabled = enabled  # type: ignore[assignment]
    try:
        yield
    finally:
        torch.backends.mkldnn.enabled = before


def _batch(seed: int) -> Batch:
    rng = np.random.default_rng([seed, 89])
    x = rng.standard_normal((STEPS, INPUTS, SEQUENCES)).astype(np.float32)
    return Batch(x, rng.integers(0, CLASSES, SEQUENCES))


def torch_step(cell: str, work: str, seed: int) -> Step:
    """Return a step of torch.nn: the module, a linear layer on its last h, and for "training" backward and Adam."""
    module, head = getattr(torch.nn, cell)(INPUTS, UNITS), torch.nn.Linear(UNITS, CLASSES)
    optimiser = torch.optim.Adam([*module.parameters(), *head.parameters()], lr=RATE)
    batch = _batch(seed)
    x, target = torch.from_numpy(batch.x).transpose(1, 2).contiguous(), torch.from_numpy(batch.target)  # (T, B, n)

    def forward() -> None:
        with torch.no_grad():
            head(module(x)[0][-1])

    def training() -> None:
        optimiser.zero_grad()
        torch.nn.functional.cross_entropy(head(module(x)[0][-1]), target).backward()  # type: ignore[no-untyped-call]
        optimiser.step()

    return training if work == "training" else forward


def engine_step(cell: str, work: str, seed: int) -> Step:
    """Return the same step by this project's engine, which also stores every value of the cell."""
    batch = _batch(seed)
    problem = Problem(
        INPUTS, CLASSES, STEPS, "classes", "last", "accuracy", 1 / CLASSES, 1.0, lambda rng, count: batch, batch, batch,
        (), (),
    )  # fmt: skip
    recipe = Recipe(cell=cell, m=UNITS, batch=SEQUENCES, rate=RATE, clip="none", seed=seed, device="cpu")
    learner, numbers = make_learner(recipe, problem), iter(range(1, 10_000))
    if work == "training":
        return lambda: update(learner, next(numbers), RATE)
    return lambda: predict(learner, batch)


STEPS_BY: dict[str, Callable[[str, str, int], Step]] = dict(zip(BY, (torch_step, torch_step, engine_step), strict=True))
"""What makes a step, by implementation."""
