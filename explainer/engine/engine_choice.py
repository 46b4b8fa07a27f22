"""How a time loop is run: as one fused kernel, as a captured CUDA graph, or eagerly, call by call."""

import importlib.util
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import torch
from torch import Tensor

from explainer.engine.plan import Plan
from explainer.engine.triton_tiles import MOST_UNITS, Tiles, choose_tiles, default_precision

ENGINES = {
    "fused": "one Triton kernel for all time steps",
    "graph": "the calls of all time steps, captured as a CUDA graph",
    "eager": "call by call",
}


@dataclass(frozen=True)
class EngineOptions:
    """What is wanted of the time loop; "auto" leaves the choice to `choose_engine`.

    `engine` is one of ENGINES, `precision` "ieee", "tf32x3" or "bf16" for the products of fused kernels, `keep`
    "everything" or "needed", `tiles` how a fused kernel divides its work. `reason` says why a faster one is left out.
    """

    engine: str = "auto"
    precision: str = "auto"
    keep: str = "everything"
    tiles: Tiles | None = None
    reason: str = ""


AUTO = EngineOptions()


@dataclass(frozen=True)
class EngineChoice:
    """How a time loop of one size is run, and why not by a faster engine; tiles and precision of fused kernels."""

    engine: str
    reason: str = ""
    precision: str = "ieee"
    tiles: Tiles | None = None


def choose_engine(options: EngineOptions, order: Plan, m: int, like: Tensor) -> EngineChoice:
    """Choose the engine for m units on the device of `like`; a forced one is taken as it is."""
    reason = fused_refusal(m, like.device.type, like.dtype)
    if options.engine == "fused" or options.engine == "auto" and not reason and like.device.type == "cuda":
        precision = default_precision(m) if options.precision == "auto" else options.precision
        matrices = sum(len(blocks) for blocks in order.stacks.values())
        return EngineChoice("fused", "", precision, options.tiles or choose_tiles(m, matrices, precision))
    if options.engine == "auto":
        return EngineChoice("graph" if like.device.type == "cuda" else "eager", reason)
    return EngineChoice(options.engine, options.reason)


def fused_refusal(m: int, device: str, dtype: torch.dtype) -> str:
    """Return why a cell with m units cannot run as a fused kernel, or an empty text."""
    if device != "cuda":
        return f"there are no fused kernels for {device}"
    if not has_triton():
        return "Triton is not installed"
    if dtype != torch.float32:
        return f"a fused kernel computes in float32, not in {str(dtype).removeprefix('torch.')}"
    return f"{m:,} units are more than the {MOST_UNITS} of a fused kernel" if m > MOST_UNITS else ""


@lru_cache(maxsize=1)
def has_triton() -> bool:
    """Tell whether Triton is installed, which PyTorch brings along for CUDA on Linux."""
    return importlib.util.find_spec("triton") is not None


class EngineError(RuntimeError):
    """An engine that was forced cannot run; the message says why."""


def without_fused(options: EngineOptions, reason: str) -> EngineOptions:
    """Return options without the fused kernel, which the card cannot run; raises EngineError if it was forced."""
    if options.engine == "fused":
        raise EngineError(f"The engine “fused” was asked for, but {reason}; “auto” would choose another one.")
    return replace(options, engine="graph", reason=reason)


def slowest(choices: Iterable[EngineChoice]) -> EngineChoice | None:
    """Return the choice with the slowest engine, None where there is none."""
    return max(choices, key=lambda choice: list(ENGINES).index(choice.engine), default=None)
