"""The logit of the guess: its gradient for every input, against autograd and against differences of the logit."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from explainer.cells.catalogue import CELLS
from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import Sequence
from explainer.numerics.gradients import compute_gradients, losses_of
from explainer.numerics.loaded_weights import TRAINED, LoadedWeights
from explainer.numerics.losses import LOSSES, LossError, ValuePosition
from explainer.numerics.parity import compare_backward, exported_module, torch_module
from explainer.numerics.readout import Readout
from explainer.numerics.setup import Setup, with_loaded_weights
from explainer.numerics.trace import trace
from tests.conftest import layers_of, small_run

K, M, N, T = 6, 5, 4, 11
RNG = np.random.default_rng(2)
READOUT = Readout(RNG.normal(size=(K, M)), RNG.normal(size=K), tuple("abcdef"))
TOKENS = RNG.integers(0, N, T)
SEQUENCE = Sequence(np.eye(N)[TOKENS], tuple("wxyz"[k] for k in TOKENS), tuple("wxyz"), (Scaling(),) * N, "text")


def trained(cell: str, readout: Readout | None = READOUT, layers: int = 2) -> Setup:
    stack = tuple(layers_of(small_run(cell, n=N, m=M, layers=layers)))
    return with_loaded_weights(LoadedWeights(TRAINED, "1", cell, stack, "weights", readout=readout))


@pytest.mark.parametrize("t", [0, 6, T - 1])
@pytest.mark.parametrize("cell", CELLS)
def test_the_gradient_of_the_logit_is_autograds_through_the_module_and_a_linear_layer(cell, t):
    setup = trained(cell)
    ours = compute_gradients(setup, SEQUENCE, "logit", position=ValuePosition("h", 0, t))
    layers = list(setup.loaded.layers)
    module = torch_module(layers)
    x = torch.tensor(SEQUENCE.x, requires_grad=True)
    hidden = exported_module(layers)(x) if module is None else module(x)[0]
    linear = nn.Linear(M, K).double()
    linear.load_state_dict({"weight": torch.tensor(READOUT.weights), "bias": torch.tensor(READOUT.bias)})
    logit = linear(hidden[t]).max()
    logit.backward()
    assert abs(ours.loss_value.value - logit.item()) < 1e-12
    assert np.abs(ours.gradients.x - x.grad.numpy()).max() < 1e-10
    assert compare_backward(ours.trace, ours.loss) < 1e-12


@pytest.mark.parametrize("cell", ["LSTM", "GRU", "RNN"])
def test_the_gradient_of_the_logit_is_the_limit_of_its_differences(cell):
    setup, t, step = trained(cell), 8, 1e-6
    ours = compute_gradients(setup, SEQUENCE, "logit", position=ValuePosition("h", 0, t))

    def logit(k: int, channel: int, by: float) -> float:
        x = SEQUENCE.x.copy()
        x[k, channel] += by
        return float(READOUT.predict(trace(setup.loaded.layers, x).output[t])[ours.loss.output])

    differences = [[(logit(k, channel, step) - logit(k, channel, -step)) / (2 * step) for channel in range(N)]
                   for k in range(T)]  # fmt: skip
    assert np.abs(ours.gradients.x - np.array(differences)).max() < 1e-8
    assert not ours.gradients.x[t + 1 :].any() and ours.gradients.x[: t + 1].any(axis=1).all()


def test_the_guess_is_the_output_with_the_highest_score_at_that_step():
    ours = compute_gradients(trained("LSTM"), SEQUENCE, "logit", position=ValuePosition("h", 0, 3))
    scores = READOUT.predict(ours.trace.output[3])
    assert ours.loss.output == scores.argmax() and ours.loss_value.value == pytest.approx(scores.max(), rel=1e-14)
    assert READOUT.probabilities(ours.trace.output).sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("readout", [None, replace(READOUT, classes=())])
def test_weights_without_classes_have_no_logit(readout):
    setup = trained("LSTM", readout)
    assert losses_of(setup) == [name for name in LOSSES if name != "logit"] == losses_of(Setup())
    with pytest.raises(LossError, match="no output layer that chooses"):
        compute_gradients(setup, SEQUENCE, "logit")
    assert losses_of(trained("LSTM")) == list(LOSSES)


def test_an_output_layer_does_not_make_weights_different():
    one, other = trained("LSTM").loaded, trained("LSTM", None).loaded
    assert one == other and hash(one) == hash(other) and "Readout" not in repr(one)
