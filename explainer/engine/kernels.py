"""Kernels: the primitives as PyTorch computes them, in place or into a buffer, and their slopes."""

import math
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from explainer.cells.functions import NORM_EPSILON

aten = torch.ops.aten


def norm(a: Tensor) -> Tensor:
    """Return (a - mean) / deviation over the units, (..., m, B), as `cells.functions.norm` does over the last axis."""
    variance, mean = torch.var_mean(a, dim=-2, correction=0, keepdim=True)
    return (a - mean) * torch.rsqrt(variance + NORM_EPSILON)


def norm_backward(grad: Tensor, result: Tensor, argument: Tensor) -> Tensor:
    """Return the gradient of norm's argument, from the gradient of its result."""
    mean, along = grad.mean(-2, keepdim=True), (grad * result).mean(-2, keepdim=True)
    return (grad - mean - result * along) * torch.rsqrt(argument.var(-2, correction=0, keepdim=True) + NORM_EPSILON)


def _times_share(k: int, sign: int, factor: Tensor, a: Tensor, b: Tensor, into: Tensor) -> Tensor:
    """Return a factor times the k-th share of a gradient: 1 of the smaller, 0 of the larger, 0.5 of equal numbers."""
    distance = b - a if k == 0 else a - b
    return torch.mul(factor, torch.heaviside(sign * distance, distance.new_full((), 0.5)), out=into)


TORCH_OPS: dict[str, Callable[..., Tensor]] = {
    "add": torch.add, "sub": torch.sub, "neg": torch.neg, "mul": torch.mul, "div": torch.div,
    "matmul": torch.matmul, "exp": torch.exp, "log": torch.log, "erf": torch.erf,
    "min": torch.minimum, "max": torch.maximum,
    "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "norm": norm, "same": torch.clone,
}  # fmt: skip
"""By primitive, on tensors with units before the batch; autograd differentiates what is hoisted out of the loop."""

SLOPES: dict[str, Callable[[Tensor, Tensor, Tensor], Tensor]] = {
    "exp": lambda factor, result, into: torch.mul(factor, result, out=into),
    "sigmoid": lambda factor, result, into: aten.sigmoid_backward.grad_input(factor, result, grad_input=into),
    "tanh": lambda factor, result, into: aten.tanh_backward.grad_input(factor, result, grad_input=into),
    "relu": lambda factor, result, into: aten.threshold_backward.grad_input(factor, result, 0, grad_input=into),
}
"""By primitive, a factor times the slope at a result, written into a buffer."""

SLOPES_AT_ARGUMENTS: dict[tuple[str, int], Callable[..., Tensor]] = {
    ("div", 0): lambda factor, a, b, into: torch.div(factor, b, out=into),
    ("div", 1): lambda factor, a, b, into: torch.mul(factor, a / (-b * b), out=into),
    ("log", 0): lambda factor, a, into: torch.div(factor, a, out=into),
    ("erf", 0): lambda factor, a, into: torch.mul(factor, 2 / math.sqrt(math.pi) * torch.exp(-a * a), out=into),
    **{("min", k): partial(_times_share, k, 1) for k in (0, 1)},
    **{("max", k): partial(_times_share, k, -1) for k in (0, 1)},
}
"""By primitive and argument, a factor times the slope at the arguments, written into a buffer."""


def bind(kind: str, into: Tensor, args: list[Tensor], sign: int, adds: bool) -> Callable[[], object]:
    """Return a kernel bound to these tensors, ready to be called again and again."""
    if not args:
        return IN_PLACE[kind](into)
    if adds:
        return ADDING[kind](into, *args, sign)
    return FILLING[kind](into, *args, sign)


IN_PLACE: dict[str, Callable[[Tensor], Callable[[], object]]] = {
    "sigmoid": lambda into: into.sigmoid_,
    "tanh": lambda into: into.tanh_,
    "relu": lambda into: into.relu_,
    "exp": lambda into: into.exp_,
}
ADDING: dict[str, Callable[..., Callable[[], object]]] = {
    "gemm": lambda into, matrix, vector, sign: partial(into.baddbmm_, matrix, vector, **_scaled(sign, "alpha")),
    "gemm_t": lambda into, matrix, vector, sign: partial(into.baddbmm_, matrix, vector, **_scaled(sign, "alpha")),
    "mul": lambda into, a, b, sign: partial(into.addcmul_, a, b, **_scaled(sign, "value")),
    "add": lambda into, a, sign: partial(into.add_, a, **_scaled(sign, "alpha")),
}
FILLING: dict[str, Callable[..., Callable[[], object]]] = {
    "gemm_t": lambda into, matrix, vector, sign: partial(into.baddbmm_, matrix, vector, beta=0, alpha=sign),
    "mul": lambda into, a, b, sign: partial(torch.mul, a, b, out=into),
    "scale": lambda into, a, sign: partial(into.mul_, a),
    "sum": lambda into, a, b, sign: partial(torch.add, a, b, out=into, **_scaled(sign, "alpha")),
    "lerp": lambda into, n, h, z, sign: partial(torch.lerp, n, h, z, out=into),
    "sigmoid": lambda into, a, sign: partial(torch.sigmoid, a, out=into),
    "tanh": lambda into, a, sign: partial(torch.tanh, a, out=into),
    "relu": lambda into, a, sign: partial(torch.clamp_min, a, 0, out=into),
    "exp": lambda into, a, sign: partial(torch.exp, a, out=into),
    "log": lambda into, a, sign: partial(torch.log, a, out=into),
    "erf": lambda into, a, sign: partial(torch.erf, a, out=into),
    "div": lambda into, a, b, sign: partial(torch.div, a, b, out=into),
    "min": lambda into, a, b, sign: partial(torch.minimum, a, b, out=into),
    "max": lambda into, a, b, sign: partial(torch.maximum, a, b, out=into),
    "norm": lambda into, a, sign: lambda: into.copy_(norm(a)),
    "norm_backward": lambda into, grad, result, a, sign: lambda: into.copy_(norm_backward(grad, result, a)),
    "same": lambda into, a, sign: partial(into.copy_, a),
    "zero": lambda into, a, sign: into.zero_,
}


def _scaled(sign: int, name: str) -> dict[str, int]:
    """Return the keyword argument of a factor; 1 is left out, since reading it costs a fifth of a small call."""
    return {} if sign == 1 else {name: sign}
