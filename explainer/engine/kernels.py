"""The kernels: the primitives as PyTorch computes them, in place or into a room, and their slopes."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from explainer.cells.primitives import SMALL

aten = torch.ops.aten


def norm(a: Tensor) -> Tensor:
    """Return (a - mean) / spread over the units, (..., m, B), as `cells.primitives.norm` does over the last axis."""
    variance, mean = torch.var_mean(a, dim=-2, correction=0, keepdim=True)
    return (a - mean) * torch.rsqrt(variance + SMALL)


def norm_back(felt: Tensor, result: Tensor, argument: Tensor) -> Tensor:
    """Return what goes on from norm to its argument."""
    common, stretch = felt.mean(-2, keepdim=True), (felt * result).mean(-2, keepdim=True)
    return (felt - common - result * stretch) * torch.rsqrt(argument.var(-2, correction=0, keepdim=True) + SMALL)


PLAIN: dict[str, Callable[..., Tensor]] = {
    "add": torch.add, "sub": torch.sub, "neg": torch.neg, "mul": torch.mul, "matmul": torch.matmul,
    "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "norm": norm, "same": torch.clone,
}  # fmt: skip
"""By primitive, on tensors with units before the batch: what is known before the walk is left to autograd."""

SLOPES: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor]] = {
    "sigmoid": lambda factor, result, into: aten.sigmoid_backward.grad_input(factor, result, grad_input=into),
    "tanh": lambda factor, result, into: aten.tanh_backward.grad_input(factor, result, grad_input=into),
    "relu": lambda factor, result, into: aten.threshold_backward.grad_input(factor, result, 0, grad_input=into),
}
"""By primitive, a factor times the slope at a result, put into a room."""


def call(kind: str, into: Tensor, args: list[Tensor], sign: int, adds: bool) -> Callable[[], object]:
    """Return what does one act on these tensors, ready to be called again and again."""
    if not args:
        return IN_PLACE[kind](into)
    if adds:
        return ADDING[kind](into, *args, sign)
    return FILLING[kind](into, *args, sign)


IN_PLACE: dict[str, Callable[[Tensor], Callable[[], object]]] = {
    "sigmoid": lambda into: into.sigmoid_,
    "tanh": lambda into: into.tanh_,
    "relu": lambda into: into.relu_,
}
ADDING: dict[str, Callable[..., Callable[[], object]]] = {
    "gemm": lambda into, matrix, vector, sign: partial(into.baddbmm_, matrix, vector, **_times(sign, "alpha")),
    "pull": lambda into, matrix, vector, sign: partial(into.baddbmm_, matrix, vector, **_times(sign, "alpha")),
    "mul": lambda into, a, b, sign: partial(into.addcmul_, a, b, **_times(sign, "value")),
    "add": lambda into, a, sign: partial(into.add_, a, **_times(sign, "alpha")),
}
FILLING: dict[str, Callable[..., Callable[[], object]]] = {
    "pull": lambda into, matrix, vector, sign: partial(into.baddbmm_, matrix, vector, beta=0, alpha=sign),
    "mul": lambda into, a, b, sign: partial(torch.mul, a, b, out=into),
    "spread": lambda into, a, b, sign: partial(torch.mul, a, b, out=into),
    "sum": lambda into, a, b, sign: partial(torch.add, a, b, out=into, **_times(sign, "alpha")),
    "blend": lambda into, n, h, z, sign: partial(torch.lerp, n, h, z, out=into),
    "sigmoid": lambda into, a, sign: partial(torch.sigmoid, a, out=into),
    "tanh": lambda into, a, sign: partial(torch.tanh, a, out=into),
    "relu": lambda into, a, sign: partial(torch.clamp_min, a, 0, out=into),
    "norm": lambda into, a, sign: lambda: into.copy_(norm(a)),
    "norm back": lambda into, felt, result, a, sign: lambda: into.copy_(norm_back(felt, result, a)),
    "same": lambda into, a, sign: partial(into.copy_, a),
    "zero": lambda into, a, sign: into.zero_,
}


def _times(sign: int, name: str) -> dict[str, int]:
    """A factor of 1 is left out: reading it costs a fifth of a small call."""
    return {} if sign == 1 else {name: sign}
