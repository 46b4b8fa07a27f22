"""The devices of a machine, as a run's process has found them; without torch, so that every page can name them."""

from collections.abc import Sequence
from dataclasses import dataclass

GIB = 2**30


@dataclass(frozen=True)
class FoundDevice:
    """One device: its kind "cuda", "mps" or "cpu", its name, and a card's memory in bytes.

    `problem` says why a card that is there does not compute.
    """

    kind: str
    name: str
    memory: int = 0
    problem: str = ""

    def describe(self) -> str:
        """Return it in words: “cuda (NVIDIA H200, 139 GiB)”."""
        size = f", {gibibytes(self.memory)}" if self.memory else ""
        problem = f", which does not compute: {self.problem}" if self.problem else ""
        return f"{self.kind} ({self.name}{size}{problem})"


def gibibytes(count: int) -> str:
    """Return a number of bytes in GiB, below 10 with one decimal."""
    return f"{count / GIB:.1f} GiB" if count < 9.95 * GIB else f"{count / GIB:.0f} GiB"


def working_cards(devices: Sequence[FoundDevice]) -> list[int]:
    """Return the numbers of the CUDA cards that compute."""
    cards = [one for one in devices if one.kind == "cuda"]
    return [number for number, card in enumerate(cards) if not card.problem]


def working_kinds(devices: Sequence[FoundDevice]) -> set[str]:
    """Return the kinds of devices that compute."""
    return {one.kind for one in devices if not one.problem}


def devices_sentence(devices: Sequence[FoundDevice]) -> str:
    """Say which devices there are, and which of them “auto” takes."""
    lost = [one for one in devices if one.problem]
    working = [one for one in devices if not one.problem]
    broken = f"A graphics card does not compute: {lost[0].name}. " if lost else ""
    first = working[0] if working else FoundDevice("cpu", "processor")
    if first.kind == "cpu":
        return f"{broken or 'This machine has no graphics card. '}Runs are computed by its processor (CPU)."
    named = [f"{one.name} ({gibibytes(one.memory)})" if one.memory else one.name for one in working[:-1]]
    return f"{broken}This machine has {', '.join(named)} and a processor (CPU); “auto” takes the {KINDS[first.kind]}."


KINDS = {"cuda": "graphics card", "mps": "GPU of the Apple chip"}
