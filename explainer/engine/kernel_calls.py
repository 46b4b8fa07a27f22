"""The acts: what is done at each time step, in order, with as few calls as the cell allows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Act:
    """One call at each time step: `into` (one room, or several that lie side by side) from `args`.

    `adds` tells that the result is added to what is there, times `sign`. Without args it is done in place.
    """

    kind: str
    into: tuple[str, ...]
    args: tuple[str, ...] = ()
    sign: int = 1
    adds: bool = False

    @property
    def reads(self) -> set[str]:
        """The rooms that must hold their values before."""
        return {*self.args, *(self.into if self.adds or not self.args else ())}


Ranked = Sequence[tuple[int, Act]]


def ranked(acts: Sequence[Act]) -> list[tuple[int, Act]]:
    """Return each act with how many others it must wait for, one after the other."""
    found: list[tuple[int, Act]] = []
    for act in acts:
        touched = act.reads | set(act.into)
        before = [
            level for level, other in found if touched.intersection(other.into) or other.reads.intersection(act.into)
        ]
        found.append((1 + max(before, default=0), act))
    return found


def gathered(acts: Ranked, order: Sequence[str]) -> list[Act]:
    """Join acts of one kind and level whose rooms lie side by side in `order` into one; what must wait still waits."""
    at = {name: k for k, name in enumerate(order)}
    done: list[tuple[int, Act]] = []
    for level, act in sorted(acts, key=lambda one: (one[0], one[1].kind, at.get(one[1].into[0], -1))):
        if done and done[-1][0] == level and _joinable(done[-1][1], act, at):
            done[-1] = (level, replace(act, into=done[-1][1].into + act.into))
        else:
            done.append((level, act))
    return [act for _, act in done]


def _joinable(one: Act, other: Act, at: Mapping[str, int]) -> bool:
    """Tell whether two acts can be one call: the same done to neighbours, in place or from the same source."""
    if one.kind not in SIDE_BY_SIDE or one.into[-1] not in at or at.get(other.into[0]) != at[one.into[-1]] + 1:
        return False
    return (one.kind, one.args, one.sign, one.adds) == (other.kind, other.args, other.sign, other.adds)


SIDE_BY_SIDE = ("sigmoid", "tanh", "relu", "spread")
