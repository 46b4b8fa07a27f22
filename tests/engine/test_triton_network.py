"""Whole networks by emitted kernels, in Triton's interpreter: layers, tokens, padding, learned states, and training."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.engine.engine_choice import EngineOptions
from explainer.engine.network import InitSettings, Network, apply_readout, init_network, run
from explainer.engine.noise import Noise
from explainer.numerics.initialisation import init_params
from explainer.numerics.trace import Layer, trace
from explainer.training.learner import make_learner
from explainer.training.update import update
from tests.engine.triton_comparison import EAGER, FUSED
from tests.training.tiny import small, tiny

pytest.importorskip("triton")
pytestmark = pytest.mark.triton
DOUBLE = torch.empty(0, dtype=torch.float64)
LENGTHS = torch.tensor([4, 0, 2])
MANY = [pytest.param(cell, layers, embedding, marks=pytest.mark.more)
        for cell in CELLS for layers in (1, 2, 3) for embedding in (0, 5)]  # fmt: skip


def outputs_and_gradients(network: Network, options: EngineOptions, noise: Noise):
    network = replace(network, options=options)
    params = init_network(network, (3, 4), InitSettings(scale=1.5, learned_states=True), DOUBLE)
    params = {name: (value + 0.1).requires_grad_() for name, value in params.items()}  # the states do not begin at 0
    x = torch.tensor(np.random.default_rng(0).integers(0, network.n, (4, 1, 3)))
    done = run(network, params, x, noise=noise, lengths=LENGTHS)
    out = apply_readout(params, done.h)
    weights = torch.linspace(-1, 1, out.numel(), dtype=torch.float64).view(out.shape)
    loss = (out * weights).sum() + done.state[-1]["h"].square().sum()
    assert {one.choice.engine for one in done.layers} == {options.engine}
    found = torch.autograd.grad(loss, list(params.values()), materialize_grads=True)
    return out.detach(), dict(zip(params, found, strict=True))


@pytest.mark.parametrize(("cell", "layers", "embedding"), [("GRU", 2, 5), ("LSTM-depth", 2, 0), *MANY])
def test_layers_tokens_padding_and_learned_states(cell, layers, embedding):
    network = Network(lower(CELLS[cell]), n=6, m=3, k=2, layers=layers, embedding=embedding)
    noise = Noise(0.2, 0.3, seed=4) if embedding else Noise()
    (found, mine), (wanted, known) = (outputs_and_gradients(network, one, noise) for one in (FUSED, EAGER))
    assert (found - wanted).abs().max() < 1e-12
    for name, gradient in known.items():
        assert (mine[name] - gradient).abs().max() < 1e-10 * (1 + gradient.abs().max()), name


def test_the_kernel_and_the_trace_in_numpy_agree():
    program = lower(CELLS["LSTM-peephole"])
    params = init_params(program, 2, 3, 7)
    x = np.random.default_rng(1).normal(size=(4, 2))
    network = Network(program, n=2, m=3, k=0, options=FUSED)
    done = run(network, {f"0.{name}": torch.tensor(value)[None] for name, value in params.items()},
               torch.tensor(x)[:, None, :, None])  # fmt: skip
    known = trace([Layer(program, params)], x).layers[0]
    for line in program.cell.equations:
        assert np.abs(done.layers[0].value(line.name)[:, 0, :, 0].numpy() - known.values[line.name]).max() < 1e-12


def test_an_update_in_training_is_the_one_of_the_eager_engine():
    learners = [make_learner(small(cell="GRU", seeds=2), tiny()) for _ in range(2)]
    fused = replace(learners[0], network=replace(learners[0].network, options=FUSED))
    for k in (1, 2):
        metrics = [update(learner, k, 0.05) for learner in (fused, learners[1])]
        assert torch.allclose(*metrics, rtol=1e-5)
    assert torch.allclose(fused.flat_params, learners[1].flat_params, atol=1e-5)
