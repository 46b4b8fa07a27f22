"""Gradient norms along one sequence: how much the states of each step change its loss."""

import numpy as np
import torch
from torch import Tensor

from explainer.engine.network import Params, Run
from explainer.engine.scan import Scanned
from explainer.numerics.gradient_flow import norms
from explainer.tasks.problem import Problem
from explainer.training.deferred import to_numpy
from explainer.training.device_batch import DeviceBatch
from explainer.training.loss import output_gradients
from explainer.training.records import Numbers


def gradient_norms(
    problem: Problem, params: Params, placed: DeviceBatch, result: Run, outputs: Tensor, encoded: Run | None = None
) -> dict[str, Numbers]:
    """Return the norm of dL/d(state_t) for each state of the top layer, (T,) each, of one seed's run over one sequence.

    Each is the whole gradient: what the loss reads at step t, and what comes back through all later steps. It goes
    back over the whole sequence; the chunks of truncated backpropagation do not cut it. `outputs` are those of the
    readout, and `result` the last run of its size: the engine's own backward pass reads its buffers. Where the states
    before it are those of an encoder's run, `encoded`, that one's steps come first.
    """
    top = result.layers[-1]
    top.run_backward(_hidden_gradients(problem, params, placed, result, outputs))
    found = _state_norms(top)
    if encoded is None:
        return found
    source = encoded.layers[-1]
    source.run_backward(None, top.initial_gradients())
    return {name: np.concatenate([one, found[name]]) for name, one in _state_norms(source).items()}


def _state_norms(run: Scanned) -> dict[str, Numbers]:
    gradients = {name: run.grad(name) for name in run.states}
    return {name: norms(to_numpy(one)[:, 0, :, 0]) for name, one in gradients.items() if one is not None}


def _hidden_gradients(problem: Problem, params: Params, placed: DeviceBatch, result: Run, outputs: Tensor) -> Tensor:
    """Return the gradient of the loss for the h that the readout reads, at every step, (T, S, m, B)."""
    slopes = output_gradients(problem.kind, outputs, placed.target, placed.mask, placed.total)
    read = torch.matmul(params["readout.V"].transpose(1, 2), slopes)  # (S, m, B) or (T, S, m, B)
    if problem.where == "each":
        return read
    over_time = torch.zeros_like(result.h, dtype=read.dtype)
    if placed.lengths is None:
        over_time[-1] = read
        return over_time
    return over_time.scatter_(0, (placed.lengths - 1).expand(1, *read.shape), read[None])
