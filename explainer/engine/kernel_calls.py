"""Kernel calls: what is computed at each time step, in order, with as few calls as the cell allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class KernelCall:
    """One kernel called at each time step: it writes `into` (a buffer, or several side by side) from `args`.

    `adds` tells that the result is added to what is there, times `sign`. Without args it works in place.
    """

    kind: str
    into: tuple[str, ...]
    args: tuple[str, ...] = ()
    sign: int = 1
    adds: bool = False

    @property
    def reads(self) -> set[str]:
        """The buffers that must hold their values before."""
        return {*self.args, *(self.into if self.adds or not self.args else ())}


Levelled = Sequence[tuple[int, KernelCall]]
"""Kernel calls, each with its level."""


def with_levels(calls: Sequence[KernelCall]) -> list[tuple[int, KernelCall]]:
    """Return each call with its level: 1, or one more than the highest level of the calls that it must wait for."""
    found: list[tuple[int, KernelCall]] = []
    for call in calls:
        touched = call.reads | set(call.into)
        before = [
            level for level, other in found if touched.intersection(other.into) or other.reads.intersection(call.into)
        ]
        found.append((1 + max(before, default=0), call))
    return found


def fuse(calls: Levelled, order: Sequence[str]) -> list[KernelCall]:
    """Join calls of one kind and level whose buffers lie side by side in `order`; levels keep their order."""
    slots = {name: k for k, name in enumerate(order)}
    fused: list[tuple[int, KernelCall]] = []
    for level, call in sorted(calls, key=lambda one: (one[0], one[1].kind, slots.get(one[1].into[0], -1))):
        if fused and fused[-1][0] == level and _can_fuse(fused[-1][1], call, slots):
            fused[-1] = (level, replace(call, into=fused[-1][1].into + call.into))
        else:
            fused.append((level, call))
    return [call for _, call in fused]


def _can_fuse(one: KernelCall, other: KernelCall, slots: Mapping[str, int]) -> bool:
    """Tell whether two calls can be one: the same kernel on neighbouring buffers, in place or from the same source."""
    if one.kind not in FUSIBLE or one.into[-1] not in slots or slots.get(other.into[0]) != slots[one.into[-1]] + 1:
        return False
    return (one.kind, one.args, one.sign, one.adds) == (other.kind, other.args, other.sign, other.adds)


FUSIBLE = ("sigmoid", "tanh", "relu", "exp", "scale")
