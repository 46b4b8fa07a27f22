import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, mse_loss

from explainer.training.choices import CLIPS, OPTIMISERS
from explainer.training.clipping import CLIPPERS
from explainer.training.loss import output_gradients, seed_losses
from explainer.training.optimisers import OPTIMISERS as RULES

T, S, K, B = 4, 3, 5, 6
RNG = np.random.default_rng(3)
OUTPUTS = torch.tensor(RNG.normal(size=(T, S, K, B)))


def test_every_choice_has_a_rule():
    assert list(RULES) == list(OPTIMISERS) and list(CLIPPERS) == list(CLIPS)


@pytest.mark.parametrize("seed", range(S))
def test_cross_entropy_of_each_step_is_torchs(seed):
    target = torch.tensor(RNG.integers(0, K, (T, B)))
    counts = torch.tensor(RNG.integers(0, 2, (T, B)), dtype=torch.float64)
    found = seed_losses("classes", OUTPUTS, target, counts, float(counts.sum()))[seed]
    known = cross_entropy(OUTPUTS[:, seed], target, reduction="none")
    assert abs(found - (known * counts).sum() / counts.sum()) < 1e-12


@pytest.mark.parametrize("seed", range(S))
def test_cross_entropy_of_the_last_step_is_torchs(seed):
    target = torch.tensor(RNG.integers(0, K, B))
    found = seed_losses("classes", OUTPUTS[-1], target, None, float(B))[seed]
    assert abs(found - cross_entropy(OUTPUTS[-1, seed].T, target)) < 1e-12


@pytest.mark.parametrize("seed", range(S))
def test_squared_error_is_torchs(seed):
    target = torch.tensor(RNG.normal(size=(T, K, B)))
    found = seed_losses("numbers", OUTPUTS, target, None, float(T * B))[seed]
    assert abs(found - mse_loss(OUTPUTS[:, seed], target)) < 1e-12
    found = seed_losses("numbers", OUTPUTS[-1], target[-1], None, float(B))[seed]
    assert abs(found - mse_loss(OUTPUTS[-1, seed], target[-1])) < 1e-12


@pytest.mark.parametrize("kind", ["classes", "numbers"])
@pytest.mark.parametrize("where", ["last", "each", "masked"])
def test_the_gradient_for_the_outputs_is_autograds(kind, where):
    target = torch.tensor(RNG.integers(0, K, (T, B)) if kind == "classes" else RNG.normal(size=(T, K, B)))
    mask = torch.tensor(RNG.integers(0, 2, (T, B)), dtype=torch.float64) if where == "masked" else None
    outputs, target = (OUTPUTS[-1], target[-1]) if where == "last" else (OUTPUTS, target)
    outputs = outputs.clone().requires_grad_()
    (expected,) = torch.autograd.grad(seed_losses(kind, outputs, target, mask, 7.0).sum(), outputs)
    found = output_gradients(kind, outputs.detach(), target, mask, 7.0)
    assert found.shape == outputs.shape and (found - expected).abs().max() < 1e-15
