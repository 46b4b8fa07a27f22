"""The forward and backward pass over a batch, whole or truncated to chunks: each seed's loss and gradients."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from explainer.engine.encoder_decoder import encoder_params, write
from explainer.engine.network import NO_NOISE, Params, Run, State, apply_readout, run
from explainer.engine.noise import Noise
from explainer.tasks.batch import Batch
from explainer.training.chunks import chunk_bounds, has_targets
from explainer.training.device_batch import DeviceBatch, side_by_side, to_device
from explainer.training.learner import Learner
from explainer.training.loss import seed_losses
from explainer.training.precision import needs_cast
from explainer.training.schedules import forcing_share

FORCING = 1  # the third number of the seed that draws where right inputs are forced


def loss_and_gradients(
    learner: Learner, batch: Batch | Sequence[Batch], k: int, state: State | None = None
) -> tuple[Tensor, Sequence[Tensor], State]:
    """Return each seed's loss over a batch, (S,), its gradient for each weight, and the last states, for update k.

    All seeds learn from one batch, or each from its own of S batches.

    With truncated backpropagation (Williams & Peng 1990) the state is carried from chunk to chunk, the gradient is cut
    between them, and gradients add up; a chunk without targets has a forward pass only.
    """
    recipe, weights = learner.recipe, list(learner.params.values())
    batches = [batch] if isinstance(batch, Batch) else batch
    placed = side_by_side([training_batch(learner, one, k) for one in batches], learner.problem.where)
    loss, sums = weights[0].new_zeros(len(weights[0])), list[Tensor]()
    chunks = chunk_bounds(len(placed.x), recipe.chunk and recipe.chunk + recipe.grow * (k - 1))
    for number, (start, stop) in enumerate(chunks):
        with_targets = any(has_targets(one, learner.problem.where, start, stop) for one in batches)
        with torch.set_grad_enabled(with_targets):
            result = forward(learner, placed.steps(start, stop), state, chunk_noise(learner, k, number))
        if with_targets:
            part = _loss(learner, placed, result, start, stop)
            gradients = torch.autograd.grad(part.sum(), weights, materialize_grads=True)
            loss = loss + part.detach()
            sums = [a + b for a, b in zip(sums, gradients, strict=True)] if sums else list(gradients)
        state = [{name: value.detach().clone() for name, value in layer.items()} for layer in result.state]
    assert state is not None  # there is at least one chunk
    return loss, sums or [torch.zeros_like(weight) for weight in weights], state


def training_batch(learner: Learner, batch: Batch, k: int) -> DeviceBatch:
    """Copy a batch to the learner's device; without teacher forcing some inputs are the network's own outputs.

    They are written first, without a gradient, and then read like any others (scheduled sampling, Bengio et al. 2015).
    """
    recipe, placed = learner.recipe, to_device(learner, batch)
    share = forcing_share(recipe.forcing_schedule, recipe.teacher_forcing, k, recipe.updates)
    if learner.encoder is None or share == 1:
        return placed
    chosen = np.random.default_rng([recipe.seed, k, FORCING]).random((len(batch.x), recipe.seeds, batch.x.shape[-1]))
    return replace(placed, x=write_inputs(learner, placed, torch.from_numpy(chosen < share).to(placed.x.device)))


def write_inputs(learner: Learner, placed: DeviceBatch, forcing: Tensor | None = None) -> Tensor:
    """Return the decoder's inputs (T, S, B) where it reads its own outputs, except where right ones are forced."""
    assert learner.encoder is not None and placed.source is not None
    with torch.no_grad():
        state = encode_source(learner, learner.params, placed).state
        return write(learner.network, learner.params, state, placed.x, forcing)[:-1]


def forward(learner: Learner, placed: DeviceBatch, state: State | None = None, noise: Noise = NO_NOISE) -> Run:
    """Run the network over a batch in the recipe's precision; the weights themselves stay float32.

    Where there is an encoder and no state, the encoder reads the source first.
    """
    x, params = placed.x, cast_params(learner)
    if needs_cast(learner.recipe, learner.engine) and not learner.problem.tokens:
        x = x.bfloat16()
    if state is None and placed.source is not None:
        state = encode_source(learner, params, placed, noise).state
    return run(learner.network, params, x, state, noise, placed.lengths)


def cast_params(learner: Learner) -> Params:
    """Return the parameters in the recipe's precision."""
    if not needs_cast(learner.recipe, learner.engine):
        return learner.params
    return {name: param.bfloat16() for name, param in learner.params.items()}


def encode_source(learner: Learner, params: Params, placed: DeviceBatch, noise: Noise = NO_NOISE) -> Run:
    """Run the encoder over the source of a batch, with noise of its own."""
    assert learner.encoder is not None and placed.source is not None
    mine = noise if noise.seed is None else replace(noise, seed=noise.seed + 1)
    return run(learner.encoder, encoder_params(params), placed.source, None, mine, placed.source_lengths)


def chunk_noise(learner: Learner, k: int, number: int) -> Noise:
    """Return dropout and zoneout of a chunk in update k; their seed depends on (recipe.seed, k, chunk) alone."""
    recipe = learner.recipe
    if not recipe.zoneout and not recipe.dropout:
        return NO_NOISE
    seed = int(np.random.default_rng([recipe.seed, k, number]).integers(2**32))
    return Noise(recipe.zoneout, recipe.dropout, seed)


def readout_outputs(params: Params, where: str, result: Run) -> Tensor:
    """Return the outputs of the readout: at the last step (S, k, B), or at each (T, S, k, B)."""
    hidden = result.state[-1]["h"] if where == "last" else result.h
    return apply_readout(params, hidden.to(params["readout.V"].dtype))


def _loss(learner: Learner, placed: DeviceBatch, result: Run, start: int, stop: int) -> Tensor:
    problem, part = learner.problem, slice(start, stop)
    outputs = readout_outputs(learner.params, problem.where, result)
    if problem.where == "last":
        return seed_losses(problem.kind, outputs, placed.target, placed.mask, placed.total)
    mask = None if placed.mask is None else placed.mask[part]
    return seed_losses(problem.kind, outputs, placed.target[part], mask, placed.total)
