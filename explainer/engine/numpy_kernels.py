"""The kernels of the forward pass in numpy, each on the numbers of a single step of one sequence."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import OPS

Numbers = NDArray[Any]
Call = Callable[[], object]


def bind(kind: str, into: Numbers, args: list[Numbers], sign: int, adds: bool) -> list[Call]:
    """Return the calls of a kernel of `KernelCall`: they fill `into`, or add to it, or change it where it lies."""
    if not args:
        return [partial(OPS[kind].forward, into, out=into)]
    if not adds:
        return FILLING[kind](into, args, sign)
    if kind == "add":
        return [partial(SIGNED[sign], into, args[0], out=into)]
    work = np.empty_like(into)
    product = np.dot if kind == "gemm" else np.multiply
    return [partial(product, *args, out=work), partial(SIGNED[sign], into, work, out=into)]


def _sum(into: Numbers, args: list[Numbers], sign: int) -> list[Call]:
    return [partial(SIGNED[sign], *args, out=into)]


def _lerp(into: Numbers, args: list[Numbers], sign: int) -> list[Call]:
    """Return (1 - z) * n + z * h as n + z * (h - n)."""
    n, h, z = args
    work = np.empty_like(into)
    return [
        partial(np.subtract, h, n, out=work),
        partial(np.multiply, work, z, out=work),
        partial(np.add, n, work, out=into),
    ]


def _forward(name: str) -> Callable[[Numbers, list[Numbers], int], list[Call]]:
    return lambda into, args, sign: [partial(OPS[name].forward, *args, out=into)]


SIGNED = {1: np.add, -1: np.subtract}
FILLING: dict[str, Callable[[Numbers, list[Numbers], int], list[Call]]] = {
    "sum": _sum,
    "lerp": _lerp,
    "zero": lambda into, args, sign: [partial(into.fill, 0)],
    **{
        name: _forward(name)
        for name in ("mul", "sigmoid", "tanh", "relu", "norm", "same", "div", "exp", "log", "erf", "min", "max")
    },
}
