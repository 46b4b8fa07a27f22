"""The limit of guessed codes: wrong ones are counted per minute, of each address and of all together."""

from dataclasses import dataclass, field

PER_ADDRESS = 30  # wrong codes a minute: a class behind one address may mistype some
OVERALL = 300
PERIOD = 60.0  # seconds
MOST_ADDRESSES = 1000


@dataclass
class Guesses:
    """Wrong codes of the present minute; `now` is in seconds of any clock that does not go back."""

    minute: int = -1
    total: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def refuses(self, address: str, now: float) -> bool:
        """Return whether no code of an address is looked at before the next minute."""
        self._begin(now)
        return self.counts.get(address, 0) >= PER_ADDRESS or self.total >= OVERALL

    def note_wrong(self, address: str, now: float) -> None:
        """Count a wrong code."""
        self._begin(now)
        self.total += 1
        if address in self.counts or len(self.counts) < MOST_ADDRESSES:
            self.counts[address] = self.counts.get(address, 0) + 1

    def _begin(self, now: float) -> None:
        if int(now // PERIOD) != self.minute:
            self.minute, self.total, self.counts = int(now // PERIOD), 0, {}
