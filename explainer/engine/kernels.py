"""The kernels: the primitives as PyTorch computes them, in place or into a room, and their slopes."""

from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

aten = torch.ops.aten

PLAIN: dict[str, Callable[..., Tensor]] = {
    "add": torch.add, "sub": torch.sub, "neg": torch.neg, "mul": torch.mul, "matmul": torch.matmul,
    "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu, "same": torch.clone,
}  # fmt: skip
"""By primitive, on tensors with units before the batch: what is known before the walk is left to autograd."""

SLOPES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "sigmoid": aten.sigmoid_backward.default,
    "tanh": aten.tanh_backward.default,
    "relu": lambda factor, result: aten.threshold_backward.default(factor, result, 0),
}
"""By primitive, a factor times the slope at a result."""


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
    "gemm": lambda into, matrix, vector, sign: partial(into.baddbmm_, matrix, vector, alpha=sign),
    "pull": lambda into, matrix, vector, sign: partial(into.baddbmm_, matrix, vector, alpha=sign),
    "mul": lambda into, a, b, sign: partial(into.addcmul_, a, b, value=sign),
    "add": lambda into, a, sign: partial(into.add_, a, alpha=sign),
}
FILLING: dict[str, Callable[..., Callable[[], object]]] = {
    "pull": lambda into, matrix, vector, sign: partial(into.baddbmm_, matrix, vector, beta=0, alpha=sign),
    "mul": lambda into, a, b, sign: partial(torch.mul, a, b, out=into),
    "spread": lambda into, a, b, sign: partial(torch.mul, a, b, out=into),
    "sum": lambda into, a, b, sign: partial(torch.add, a, b, alpha=sign, out=into),
    "blend": lambda into, n, h, z, sign: partial(torch.lerp, n, h, z, out=into),
    "sigmoid": lambda into, a, sign: partial(torch.sigmoid, a, out=into),
    "tanh": lambda into, a, sign: partial(torch.tanh, a, out=into),
    "relu": lambda into, a, sign: partial(torch.clamp_min, a, 0, out=into),
    "same": lambda into, a, sign: partial(into.copy_, a),
    "zero": lambda into, a, sign: into.zero_,
}
