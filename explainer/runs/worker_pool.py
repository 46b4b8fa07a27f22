"""The pool of worker processes of this machine; one spare worker waits so that a run starts at once."""

import contextlib
import multiprocessing
import signal
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from explainer.runs.device_probe import DeviceProbe
from explainer.runs.frames import Frame, FrameError, pack, unpack
from explainer.runs.limits import LIMITS
from explainer.runs.pending_orders import PendingOrders
from explainer.runs.worker import worker_main


class WorkerProcess:
    """A worker process, the pipe to it, and the orders not sent yet."""

    def __init__(self, process: BaseProcess, pipe: Connection) -> None:
        self.process, self.pipe = process, pipe
        self.orders = PendingOrders(self._send)
        self.ended = False

    def start(self, frame: Frame) -> None:
        """Let it train a run."""
        self._send(pack(*frame))

    def send_order(self, frame: Frame) -> None:
        """Send an order, or keep it until the worker has received the one before."""
        self.orders.add(pack(*frame))

    def receive(self) -> Frame | None:
        """Return its next frame; raises EOFError where its pipe is closed."""
        try:
            head, body = unpack(self.pipe.recv_bytes())
        except (OSError, FrameError):
            raise EOFError from None
        if head["kind"] == "received":
            self.orders.received()
            return None
        return head, body

    def stop(self) -> str:
        """End the process if it has not ended, and say how it did."""
        self.process.join(0.5 if self.ended else 0.05)
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.pipe.close()
        return exit_sentence(self.process.exitcode or 0)

    def _send(self, data: bytes) -> None:
        with contextlib.suppress(OSError):  # it has ended, which its closed pipe will show
            self.pipe.send_bytes(data)


def exit_sentence(code: int) -> str:
    """Say why a worker ended, from its exit code: below 0 it is the signal that ended it."""
    if code == -getattr(signal, "SIGKILL", 9):
        return "The worker was killed from outside (signal 9): by hand, or by the system because memory ran out."
    how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
    return f"The worker ended {how} without a message; its updates until then are stored."


class WorkerPool:
    """Makes workers: forked from a process that has imported torch where the system can, else spawned."""

    interval: float | None = None

    def __init__(self, loop: str) -> None:
        self.loop = loop
        method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
        self.context = multiprocessing.get_context(method)
        if method == "forkserver":
            self.context.set_forkserver_preload(["explainer.runs.warm_up", "explainer.runs.worker", loop])
        self.spare: WorkerProcess | None = None

    def slots(self) -> int:
        """Return how many runs train at once."""
        return LIMITS["at once"].most

    def find_devices(self) -> DeviceProbe:
        """Look for the devices of this machine in a process of its own, which ends: it holds no memory of a card."""
        return DeviceProbe(self.context)

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

    def close(self) -> None:
        """End the spare worker."""
        if self.spare:
            self.spare.process.kill()

    def _make(self) -> WorkerProcess:
        our_end, worker_end = self.context.Pipe()
        arguments = (worker_end, self.loop)
        process = self.context.Process(target=worker_main, args=arguments, daemon=True)  # type: ignore[attr-defined]
        process.start()
        worker_end.close()
        return WorkerProcess(process, our_end)
