import numpy as np
import pytest
import torch

from explainer.cells.primitives import OPS
from explainer.cells.primitives import norm as norm_of_arrays
from explainer.engine.kernels import PLAIN, SLOPES, norm, norm_back

A, B, FELT = (torch.randn(3, 5, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(k)) for k in range(3))
UNIT_WISE = [name for name in OPS if name not in ("matmul", "norm")]


def rows(tensor: torch.Tensor) -> np.ndarray:
    """Turn (..., m, B) into the trace's (..., B, m)."""
    return tensor.transpose(-1, -2).numpy()


def test_every_primitive_has_a_kernel():
    assert set(PLAIN) == set(OPS)


@pytest.mark.parametrize("name", UNIT_WISE)
def test_a_kernel_gives_what_the_primitive_gives(name):
    arguments = (A, B)[: len(OPS[name].slopes)]
    assert np.allclose(PLAIN[name](*arguments), OPS[name].forward(*(one.numpy() for one in arguments)), atol=1e-15)


@pytest.mark.parametrize("name", SLOPES)
def test_a_factor_times_a_slope_is_the_primitives(name):
    result, into = PLAIN[name](A), torch.empty_like(A)
    SLOPES[name](FELT, result, into)
    wanted = FELT.numpy() * OPS[name].slopes[0].rule(result.numpy(), A.numpy())
    assert np.allclose(into, wanted, atol=1e-14)


def test_norm_is_the_traces_over_units_and_goes_back_as_autograd_says():
    assert np.allclose(rows(norm(A)), norm_of_arrays(rows(A)), atol=1e-14)
    leaf = A.clone().requires_grad_()
    (norm(leaf) * FELT).sum().backward()
    assert np.allclose(norm_back(FELT, norm(A), A), leaf.grad, atol=1e-13)
