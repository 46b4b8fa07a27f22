"""The hands: the supervisor's worker processes, one kept waiting so that a run begins at once."""

import multiprocessing
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from explainer.runs.frames import Frame, pack
from explainer.runs.worker import work

MOST_ORDERS = 100  # that wait for a worker which is in the middle of an update


@dataclass(eq=False)
class Hand:
    """A worker process, the pipe to it, and the orders that it has not been given yet.

    It is given one order at a time, so that a worker which does not listen never holds the supervisor up.
    """

    process: BaseProcess
    pipe: Connection
    orders: deque[bytes] = field(default_factory=lambda: deque(maxlen=MOST_ORDERS))
    listens: bool = True
    ended: bool = False

    def order(self, frame: Frame) -> None:
        """Hand an order over, or keep it until the worker has heard the one before."""
        self.orders.append(pack(*frame))
        self._hand_over()

    def heard(self) -> None:
        """Hand the next order over."""
        self.listens = True
        self._hand_over()

    def _hand_over(self) -> None:
        if self.listens and self.orders:
            self.listens = False
            try:
                self.pipe.send_bytes(self.orders.popleft())
            except OSError:
                return  # it is gone, as its pipe will tell

    def stop(self) -> int:
        """End the process if it has not ended, and return its exit code: below 0 the signal that ended it."""
        self.process.join(0.5 if self.ended else 0.05)
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.pipe.close()
        return self.process.exitcode or 0


class Hands:
    """Where workers come from: forked from a process that has imported torch where there is such, else spawned."""

    def __init__(self, loop: str) -> None:
        self.loop = loop
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        self.context = multiprocessing.get_context(method)
        if method == "forkserver":
            self.context.set_forkserver_preload(["explainer.runs.warm_up", "explainer.runs.worker", loop])
        self.spare: Hand | None = None

    def prepare(self) -> None:
        """See to it that a worker waits for its run."""
        if self.spare is None or not self.spare.process.is_alive():
            self.spare = self._make()

    def take(self) -> Hand:
        """Return a worker that waits for its run."""
        self.prepare()
        hand, self.spare = self.spare, None
        assert hand is not None
        return hand

    def _make(self) -> Hand:
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=work, args=(theirs, self.loop), daemon=True)  # type: ignore[attr-defined]
        process.start()
        theirs.close()
        return Hand(process, ours)
