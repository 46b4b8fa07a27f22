"""The passes: forward and back over a batch, whole or in chunks, from each seed's loss to its gradients."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from explainer.engine.network import QUIET, Params, Run, State, run, say
from explainer.engine.noise import Noise
from explainer.tasks.problem import Batch
from explainer.training.chunks import bounds, is_judged
from explainer.training.error import lost
from explainer.training.learner import Learner


@dataclass(frozen=True, eq=False)
class Read:
    """A batch where it is computed on: x (T, 1, n, B), its target and counts, and how many places are judged."""

    x: Tensor
    target: Tensor
    counts: Tensor | None
    total: float


def passes(learner: Learner, batch: Batch, k: int) -> tuple[Tensor, Sequence[Tensor]]:
    """Return each seed's loss over a batch, (S,), and its gradient for each weight, for update k.

    In chunks (Williams & Peng 1990) the state is carried on, the gradient is cut, and the gradients add up; a chunk
    in which nothing is judged is only read.
    """
    recipe, weights, state = learner.recipe, list(learner.params.values()), None
    read, loss, sums = place(learner, batch), weights[0].new_zeros(len(weights[0])), list[Tensor]()
    chunks = bounds(len(batch.x), recipe.chunk and recipe.chunk + recipe.grow * (k - 1))
    for number, (start, stop) in enumerate(chunks):
        judged = is_judged(batch, learner.problem.where, start, stop)
        with torch.set_grad_enabled(judged):
            done = forward(learner, read.x[start:stop], state, noise(learner, k, number))
        if judged:
            part = _loss(learner, read, done, start, stop)
            gradients = torch.autograd.grad(part.sum(), weights, materialize_grads=True)
            loss = loss + part.detach()
            sums = [a + b for a, b in zip(sums, gradients, strict=True)] if sums else list(gradients)
        state = [{name: value.detach().clone() for name, value in layer.items()} for layer in done.state]
    return loss, sums or [torch.zeros_like(weight) for weight in weights]


def place(learner: Learner, batch: Batch) -> Read:
    """Bring a batch to where the learner computes."""
    like = learner.params["readout.V"]
    numbers = torch.from_numpy(batch.target)
    target = numbers.to(like.device) if learner.problem.kind == "classes" else numbers.to(like)
    counts = None if batch.counts is None else torch.from_numpy(batch.counts).to(like)
    places = batch.x.shape[-1] * (len(batch.x) if learner.problem.where == "each" else 1)
    total = places if batch.counts is None else max(1.0, float(batch.counts.sum()))
    return Read(torch.from_numpy(batch.x).to(like)[:, None], target, counts, float(total))


def forward(learner: Learner, x: Tensor, state: State | None = None, noise: Noise = QUIET) -> Run:
    """Run the network in the recipe's precision; weights stay as they are."""
    if learner.recipe.precision == "bf16":
        x, narrow = x.bfloat16(), {name: param.bfloat16() for name, param in learner.params.items()}
        return run(learner.network, narrow, x, state, noise)
    return run(learner.network, learner.params, x, state, noise)


def noise(learner: Learner, k: int, number: int) -> Noise:
    """Return what is left to chance in a chunk of update k; it depends on (recipe.seed, k, chunk) alone."""
    recipe = learner.recipe
    if not recipe.zoneout and not recipe.dropout:
        return QUIET
    seed = int(np.random.default_rng([recipe.seed, k, number]).integers(2**32))
    return Noise(recipe.zoneout, recipe.dropout, seed)


def answer(params: Params, where: str, done: Run) -> Tensor:
    """Return what the readout says: at the last step (S, k, B), or at each (T, S, k, B)."""
    shown = done.state[-1]["h"] if where == "last" else done.h
    return say(params, shown.to(params["readout.V"].dtype))


def _loss(learner: Learner, read: Read, done: Run, start: int, stop: int) -> Tensor:
    problem, part = learner.problem, slice(start, stop)
    said = answer(learner.params, problem.where, done)
    if problem.where == "last":
        return lost(problem.kind, said, read.target, read.counts, read.total)
    counts = None if read.counts is None else read.counts[part]
    return lost(problem.kind, said, read.target[part], counts, read.total)
