"""The pace of a run in training: checkpoint steps, and when updates and the probe are sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

SEND_INTERVAL = 0.2  # seconds between two messages: five a second
ORDER_INTERVAL = 0.01  # seconds between two checks for orders
PROBE_SHARE = 0.012  # of the time may go into recording the probe
MAX_FIRST_COST = 0.005  # seconds; the first probe takes longer than any other, and would delay the second
SEND_SHARE = 0.006  # of the time may go into sending updates
SAMPLE_INTERVAL = 1.0  # seconds between two samples of a language model
STATE_INTERVAL = 2.0  # seconds between two saved states, from which a run can go on elsewhere
STATE_SHARE = 0.01  # of the time may go into saving them; those of a large network come less often
SAMPLE_SHARE = 0.008  # of the time may go into samples; those of a large network come less often


def is_checkpoint_step(step: int) -> bool:
    """Return whether a step is a permanent checkpoint: 0, 1, 2, 5, 10, 20, 50, 100, …"""
    return step == 0 or str(step).rstrip("0") in ("1", "2", "5")


def thin(steps: Sequence[int], limit: int) -> list[int]:
    """Return at most `limit` of some rising steps, evenly spaced on a logarithmic scale, always with the last.

    Removes again and again the step that is nearest to its neighbours.
    """
    left = list(steps)
    while len(left) > max(limit, 1):
        gaps = [log((left[k + 1] + 1) / (left[k - 1] + 1 if k else 1)) for k in range(len(left) - 1)]
        del left[gaps.index(min(gaps))]
    return left


@dataclass
class Pace:
    """When orders, updates, probe, sample and state are due, in seconds of the caller's clock; all are due at 0."""

    check_orders: float = 0.0
    updates: float = 0.0
    probe: float = 0.0
    sample: float = 0.0
    state: float = 0.0
    usual_cost: float = 0.0  # of recording the probe, in seconds
    sample_cost: float = 0.0  # of a usual sample, in seconds
    soonest_sample: float = 0.0

    def orders_checked(self, now: float) -> None:
        """Set when orders are checked next."""
        self.check_orders = now + ORDER_INTERVAL

    def updates_sent(self, now: float, cost: float) -> None:
        """Set when updates are sent next, after sending took `cost` seconds."""
        self.updates = now + max(SEND_INTERVAL, cost / SEND_SHARE)

    def probe_sent(self, now: float, cost: float) -> None:
        """Set when the probe is due next, after recording took `cost` seconds; a single slow one counts little."""
        self.usual_cost = _usual(cost, self.usual_cost)
        self.probe = now + max(SEND_INTERVAL, self.usual_cost / PROBE_SHARE)

    def sample_sent(self, now: float, cost: float) -> None:
        """Set when a sample is due next, after writing one took `cost` seconds; a single slow one counts little."""
        self.sample_cost = _usual(cost, self.sample_cost)
        self.sample = now + max(SAMPLE_INTERVAL, self.sample_cost / SAMPLE_SHARE)
        self.soonest_sample = now + SEND_INTERVAL

    def state_sent(self, now: float, cost: float) -> None:
        """Set when the state is saved next, after saving it took `cost` seconds."""
        self.state = now + max(STATE_INTERVAL, cost / STATE_SHARE)

    def sample_wanted(self) -> None:
        """Let the next sample be due soon, because its prompt has changed."""
        self.sample = min(self.sample, self.soonest_sample)


def _usual(cost: float, before: float) -> float:
    return min(cost, 4 * before) if before else min(cost, MAX_FIRST_COST)
