import numpy as np
import pytest
import torch

from explainer.cells.functions import norm as norm_of_arrays
from explainer.cells.primitives import OPS
from explainer.engine.kernels import SLOPES, SLOPES_AT_ARGUMENTS, TORCH_OPS, norm, norm_backward

A, B, GRAD = (torch.randn(3, 5, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(k)) for k in range(3))
UNIT_WISE = [name for name in OPS if name not in ("matmul", "norm")]


def rows(tensor: torch.Tensor) -> np.ndarray:
    """Turn (..., m, B) into the trace's (..., B, m)."""
    return tensor.transpose(-1, -2).numpy()


def arguments_of(name: str) -> list[torch.Tensor]:
    return [one.abs() if name == "log" else one for one in (A, B)[: len(OPS[name].slopes)]]


def test_every_primitive_has_a_kernel():
    assert set(TORCH_OPS) == set(OPS)


@pytest.mark.parametrize("name", UNIT_WISE)
def test_a_kernel_computes_what_the_primitive_computes(name):
    arguments = arguments_of(name)
    assert np.allclose(TORCH_OPS[name](*arguments), OPS[name].forward(*(one.numpy() for one in arguments)), atol=1e-15)


@pytest.mark.parametrize("name", SLOPES)
def test_a_factor_times_a_slope_equals_the_primitives_rule(name):
    result, into = TORCH_OPS[name](A), torch.empty_like(A)
    SLOPES[name](GRAD, result, into)
    wanted = GRAD.numpy() * OPS[name].slopes[0].rule(result.numpy(), A.numpy())
    assert np.allclose(into, wanted, atol=1e-14)


@pytest.mark.parametrize(("name", "k"), SLOPES_AT_ARGUMENTS)
def test_a_factor_times_a_slope_at_the_arguments_equals_the_primitives_rule(name, k):
    arguments, into = arguments_of(name), torch.empty_like(A)
    arguments[-1][0] = arguments[0][0].abs()  # some are equal
    SLOPES_AT_ARGUMENTS[name, k](GRAD, *arguments, into)
    result = TORCH_OPS[name](*arguments).numpy()
    wanted = GRAD.numpy() * OPS[name].slopes[k].rule(result, *(one.numpy() for one in arguments))
    assert np.allclose(into, wanted, atol=1e-14)


def test_norm_equals_numpy_and_its_backward_pass_equals_autograd():
    assert np.allclose(rows(norm(A)), norm_of_arrays(rows(A)), atol=1e-14)
    leaf = A.clone().requires_grad_()
    (norm(leaf) * GRAD).sum().backward()
    assert np.allclose(norm_backward(GRAD, norm(A), A), leaf.grad, atol=1e-13)
