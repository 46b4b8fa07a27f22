"""What the supervisor uses of a pool of workers; the processes of this machine and a Ray cluster stand behind it."""

from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # which imports numpy, and the command line needs only PoolError
    from explainer.runs.device_probe import DeviceProbe
    from explainer.runs.frames import Frame


class PoolError(Exception):
    """No worker can be had; the message says why."""


class Worker(Protocol):
    """A worker that trains one run. `pipe` can be waited for: where it is readable, `receive` does not block.

    `ended` is whether it has reported the end of its run.
    """

    pipe: Connection
    ended: bool

    def start(self, frame: "Frame") -> None:
        """Let it train a run, whose start order this is."""

    def send_order(self, frame: "Frame") -> None:
        """Send an order; it never blocks, whatever the worker does."""

    def receive(self) -> "Frame | None":
        """Return its next frame, None where the server has no use for that; raises EOFError where it has ended."""

    def stop(self) -> str:
        """End it if it has not ended, and return in a sentence why it has."""


class Pool(Protocol):
    """Makes workers. `interval` is after how many seconds `slots` may have changed, None where it never does."""

    interval: float | None

    def slots(self) -> int:
        """Return how many runs may train at once."""

    def find_devices(self) -> "DeviceProbe | None":
        """Have the devices of this machine looked for; None where the runs are trained elsewhere."""

    def prepare(self) -> None:
        """Do ahead of time what would delay the next run."""

    def take(self) -> Worker:
        """Return a worker for one run; raises PoolError."""

    def close(self) -> None:
        """End what is left of it."""
