"""The pool of worker processes; one spare worker waits so that a run starts at once."""

import multiprocessing
from collections import deque
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from explainer.runs.frames import Frame, pack
from explainer.runs.worker import worker_main

MAX_ORDERS = 100  # that wait while a worker is in the middle of an update


@dataclass(eq=False)
class WorkerProcess:
    """A worker process, the pipe to it, and the orders not sent yet.

    Orders are sent one at a time, so that a worker which does not read its pipe never blocks the supervisor.
    """

    process: BaseProcess
    pipe: Connection
    orders: deque[bytes] = field(default_factory=lambda: deque(maxlen=MAX_ORDERS))
    ready: bool = True
    ended: bool = False

    def send_order(self, frame: Frame) -> None:
        """Send an order, or keep it until the worker has received the one before."""
        self.orders.append(pack(*frame))
        self._send_next()

    def order_received(self) -> None:
        """Send the next order."""
        self.ready = True
        self._send_next()

    def _send_next(self) -> None:
        if self.ready and self.orders:
            self.ready = False
            try:
                self.pipe.send_bytes(self.orders.popleft())
            except OSError:
                return  # it has ended, which its closed pipe will show

    def stop(self) -> int:
        """End the process if it has not ended, and return its exit code: below 0 the signal that ended it."""
        self.process.join(0.5 if self.ended else 0.05)
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.pipe.close()
        return self.process.exitcode or 0


class WorkerPool:
    """Makes workers: forked from a process that has imported torch where the system can, else spawned."""

    def __init__(self, loop: str) -> None:
        self.loop = loop
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        self.context = multiprocessing.get_context(method)
        if method == "forkserver":
            self.context.set_forkserver_preload(["explainer.runs.warm_up", "explainer.runs.worker", loop])
        self.spare: WorkerProcess | None = None

    def prepare(self) -> None:
        """Make a spare worker if there is none."""
        if self.spare is None or not self.spare.process.is_alive():
            self.spare = self._make()

    def take(self) -> WorkerProcess:
        """Return the spare worker."""
        self.prepare()
        worker, self.spare = self.spare, None
        assert worker is not None
        return worker

    def _make(self) -> WorkerProcess:
        our_end, worker_end = self.context.Pipe()
        arguments = (worker_end, self.loop)
        process = self.context.Process(target=worker_main, args=arguments, daemon=True)  # type: ignore[attr-defined]
        process.start()
        worker_end.close()
        return WorkerProcess(process, our_end)
