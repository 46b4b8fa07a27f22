"""The pace: at which steps weights are kept, and when a run that trains is looked at, by the clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

INTERVAL = 0.2  # seconds between two messages: five a second
LISTEN = 0.01  # seconds between two glances at the pipe
LOOK_SHARE = 0.012  # of the time may go into looking
COLD = 0.005  # seconds; the first look takes longer than any other, and would put the second off
SEND_SHARE = 0.006  # and so much into sending


def is_spaced(step: int) -> bool:
    """Return whether weights are kept for good at a step: the start, 1, 2, 5, 10, 20, 50, 100, …"""
    return step == 0 or str(step).rstrip("0") in ("1", "2", "5")


def thin(steps: Sequence[int], most: int) -> list[int]:
    """Return at most so many of some rising steps, evenly spaced on a logarithmic scale; the last one stays.

    The one to go is the one that lies nearest to those around it.
    """
    left = list(steps)
    while len(left) > max(most, 1):
        gaps = [log((left[k + 1] + 1) / (left[k - 1] + 1 if k else 1)) for k in range(len(left) - 1)]
        del left[gaps.index(min(gaps))]
    return left


@dataclass
class Pace:
    """When the next thing is due, in seconds of the clock that is handed in; everything is due at 0."""

    listen: float = 0.0
    send: float = 0.0
    look: float = 0.0
    usual: float = 0.0  # what a look costs

    def listened(self, now: float) -> None:
        """Set when the pipe is glanced at next."""
        self.listen = now + LISTEN

    def sent(self, now: float, cost: float) -> None:
        """Set when the next chunk goes out, after one that took so long."""
        self.send = now + max(INTERVAL, cost / SEND_SHARE)

    def looked(self, now: float, cost: float) -> None:
        """Set when the probe is looked at next, after a look that took so long; a hiccup counts little."""
        self.usual = min(cost, 4 * self.usual) if self.usual else min(cost, COLD)
        self.look = now + max(INTERVAL, self.usual / LOOK_SHARE)
