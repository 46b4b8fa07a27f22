"""The graphics cards of this machine: how many runs share one, and what becomes of runs when one is lost."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import Connection
from typing import Any

from explainer.runs.device_probe import DeviceProbe
from explainer.runs.frames import Head
from explainer.runs.limits import LIMITS
from explainer.runs.pool import PoolError
from explainer.training.found_device import FoundDevice, working_cards

MOST = LIMITS["on a card"].most
SHARE = 0.9 / MOST  # of a card's memory, for the tensors of one run; the rest is the driver's
GONE = "it no longer answers"
ON_CPU = "The graphics card of this machine ({names}) no longer computes, so this run uses the processor (CPU)."
REFUSED = (
    "The graphics card of this machine ({names}) no longer computes; the device “auto” or “cpu” would be right, "
    "or a restart of the server once the card is back."
)


class CardError(PoolError):
    """A run asks for a card that no longer computes; the message says so."""


@dataclass(frozen=True)
class Place:
    """Where a run is put: fields for its start order, and a note for its line."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""


class Cards:
    """The cards as they were found last, and the card of each run on one; `find` begins to look for devices."""

    def __init__(self, find: Callable[[], DeviceProbe | None]) -> None:
        self.find = find
        self.probe: DeviceProbe | None = None
        self.devices: Sequence[FoundDevice] = ()
        self.card_of: dict[str, int] = {}

    @property
    def pipes(self) -> list[Connection]:
        """What to wait for."""
        return [self.probe.pipe] if self.probe else []

    @property
    def deadlines(self) -> list[float]:
        """When to look whether an answer has failed to come."""
        return [self.probe.deadline] if self.probe else []

    def look(self) -> None:
        """Look for devices, at the start and after a card has failed; runs for a card wait until they are known."""
        if self.probe is None:
            self.probe = self.find()

    def receive(self) -> Head | None:
        """Return a frame with the devices once they are known, lost ones with the others."""
        found = self.probe.receive() if self.probe else None
        if found is None:
            return None
        self.probe, self.devices = None, merged(self.devices, found)
        return {"kind": "devices", "devices": [asdict(one) for one in self.devices]}

    def can_start(self, head: Head, running: Collection[str]) -> bool:
        """Return whether a run of this start order may begin: on a card no more than MOST train at once."""
        if _device(head) not in ("auto", "cuda"):
            return True
        if self.probe:
            return False
        cards = working_cards(self.devices)
        return not cards or min(self._count(card, running) for card in cards) < MOST

    def place(self, run: str, head: Head, running: Collection[str]) -> Place:
        """Put a run on the card with the fewest runs; raises CardError where it asks for one that is lost."""
        device, cards = _device(head), working_cards(self.devices)
        if device not in ("auto", "cuda"):
            return Place()
        if cards:
            self.card_of[run] = min(cards, key=lambda card: self._count(card, running))
            return Place({"card": self.card_of[run], "share": SHARE})
        names = ", ".join(one.name for one in self.devices if one.problem)
        if not names:
            return Place()
        if device == "cuda":
            raise CardError(REFUSED.format(names=names))
        return Place({"device": "cpu"}, ON_CPU.format(names=names))

    def forget(self, run: str) -> None:
        """Note that a run has ended; one that is paused stays on its card."""
        self.card_of.pop(run, None)

    def close(self) -> None:
        """End a process that still looks for devices."""
        if self.probe:
            self.probe.process.kill()

    def _count(self, card: int, running: Collection[str]) -> int:
        return sum(on == card for run, on in self.card_of.items() if run in running)


def merged(earlier: Sequence[FoundDevice], found: Sequence[FoundDevice]) -> list[FoundDevice]:
    """Return the devices that were found, and those cards of before that were not, as lost."""
    known = [one for one in earlier if one.kind == "cuda"]
    cards = [one for one in found if one.kind == "cuda"]
    named = [
        replace(card, name=known[k].name, memory=known[k].memory) if card.problem and k < len(known) else card
        for k, card in enumerate(cards)
    ]
    gone = [replace(one, problem=one.problem or GONE) for one in known[len(cards) :]]
    others = [one for one in found if one.kind != "cuda"] or [FoundDevice("cpu", "processor")]
    return [*named, *gone, *others]


def _device(head: Head) -> str:
    """Return the device that the recipe of a start order asks for."""
    return str(json.loads(head["recipe"]).get("device", "auto"))
