"""The fused kernels of a cell for one size: source, tiles and precision."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from explainer.engine.backward import grad_of
from explainer.engine.plan import Plan
from explainer.engine.triton_source import KernelModule, kernel_module
from explainer.engine.triton_tiles import Tiles
from explainer.engine.triton_values import Values


@dataclass(frozen=True, eq=False)
class FusedKernels:
    """A cell's values as its kernels name them, how the work is divided, and the precision of products."""

    values: Values
    tiles: Tiles
    precision: str

    @property
    def module(self) -> KernelModule:
        """The emitted source."""
        return kernel_module(self.values)

    @cached_property
    def nodes(self) -> Mapping[str, str]:
        """By identifier, the buffer of each gradient that is stored beside those of blocks and states."""
        return {name: grad_of(node) for name, node in self.module.backward.nodes.items()}


@lru_cache(maxsize=128)
def fused_kernels(
    plan: Plan, tiles: Tiles, precision: str, keep: str, over_time: frozenset[str], wanted: frozenset[str]
) -> FusedKernels:
    """Return the kernels of a plan; equal arguments share their source."""
    return FusedKernels(Values(plan, keep, tiles.pieces, over_time, wanted), tiles, precision)
