"""The supervisor process between the server and the workers; it ends with the server, and the workers with it.

Started as `python -m explainer.runs.supervisor`: orders arrive as frames on stdin, frames from the workers leave on
stdout.
"""

import contextlib
import os
import signal
import sys
import tempfile
import threading
import time
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import BinaryIO

from explainer.runs.cards import CardError, Cards
from explainer.runs.frames import Frame, Head, pack, unpack
from explainer.runs.limits import LIMITS
from explainer.runs.order_stream import forward_frames, own_process_group
from explainer.runs.pool import Pool, PoolError, Worker
from explainer.runs.pool_choice import choose_pool
from explainer.runs.queue import RunQueue

MOST_PAUSED = LIMITS["alive"].most - LIMITS["at once"].most
CANCEL_TIMEOUT = 3.0  # seconds that a worker has to end after it was cancelled


class Supervisor:
    """The queue of runs, the workers of those in training, and the connection to the server."""

    def __init__(self, orders: Connection, out: BinaryIO, pool: Pool) -> None:
        self.orders, self.out, self.pool = orders, out, pool
        self.queue = RunQueue(pool.slots(), pool.slots() + MOST_PAUSED)
        self.start_orders: dict[str, Frame] = {}  # start orders of the runs in the queue
        self.workers: dict[str, Worker] = {}
        self.deadlines: dict[str, float] = {}
        self.sent_positions: dict[str, int] = {}  # as last sent
        self.cards = Cards(pool.find_devices)

    def serve(self) -> None:
        """Handle orders and frames from workers until the server is gone."""
        while True:
            pipes = {worker.pipe: run for run, worker in self.workers.items()}
            for ready in wait([self.orders, *pipes, *self.cards.pipes], self.timeout()):
                if ready is self.orders:
                    self.handle_order(*unpack(self.orders.recv_bytes()))
                elif ready in pipes:
                    self.handle_worker(pipes[ready])
            if devices := self.cards.receive():
                self.send(devices)
            self.kill_unresponsive()
            self.start_next()

    def timeout(self) -> float | None:
        """Return the seconds until the next deadline, or until the pool may have grown; None where nothing is due."""
        deadlines = [*self.deadlines.values(), *self.cards.deadlines]
        due = [max(deadline - time.monotonic(), 0) for deadline in deadlines]
        return min([*due, self.pool.interval] if self.pool.interval else due, default=None)

    def handle_order(self, head: Head, body: bytes) -> None:
        """Carry out an order of the server."""
        run = head["run"]
        if head["do"] == "start":
            self.start_orders[run] = head, body
            self.queue.add(run, head["owner"])
        elif run in self.workers:
            if head["do"] == "cancel":
                self.deadlines.setdefault(run, time.monotonic() + CANCEL_TIMEOUT)
            if head["do"] in ("resume", "step"):
                self.queue.resume(run)
            self.workers[run].send_order((head, body))
        elif run in self.start_orders:
            self.handle_order_while_waiting(run, head)

    def handle_order_while_waiting(self, run: str, head: Head) -> None:
        """Cancel a run in the queue, or note whether it has to start paused, and with which prompt."""
        if head["do"] == "cancel":
            del self.start_orders[run]
            self.report_end(run, "cancelled", "The run was cancelled before its turn came.")
        elif head["do"] in ("pause", "resume"):
            self.start_orders[run][0]["paused"] = head["do"] == "pause"
        elif head["do"] == "sample":
            self.start_orders[run][0]["prompt"] = head["value"]

    def start_next(self) -> None:
        """Start the runs whose turn has come, and keep a worker ready for the next."""
        started = False
        self.queue.at_once, self.queue.alive = self.pool.slots(), self.pool.slots() + MOST_PAUSED
        while run := self.queue.next_run(self.can_start):
            try:
                self.start(run, *self.start_orders.pop(run))
            except PoolError as error:
                self.report_end(run, "refused" if isinstance(error, CardError) else "failed", str(error))
                continue
            started = True
        self.send_positions()
        if started:
            self.pool.prepare()

    def can_start(self, run: str) -> bool:
        """Return whether a run in the queue may start on its device."""
        return self.cards.can_start(self.start_orders[run][0], self.queue.running)

    def start(self, run: str, head: Head, body: bytes) -> None:
        """Start a run in a worker; raises PoolError."""
        place = self.cards.place(run, head, self.queue.running)
        if place.note:
            self.send({"run": run, "kind": "note", "sentence": place.note})
        self.workers[run] = self.pool.take()
        self.workers[run].start(({**head, **place.fields}, body))

    def handle_worker(self, run: str) -> None:
        """Pass a frame of a worker on to the server; remove a worker that has ended."""
        worker = self.workers[run]
        try:
            frame = worker.receive()
        except EOFError:
            self.remove_worker(run)
            return
        if frame and not worker.ended:
            head, body = frame
            if head["kind"] == "state" and head["state"] == "paused":
                self.queue.pause(run)
            worker.ended = head["kind"] == "ended"
            if head.get("card_lost"):
                self.cards.look()
            self.send({**head, "run": run}, body)

    def remove_worker(self, run: str) -> None:
        """Remove a worker that has ended, and report why where it could not do so itself."""
        was_cancelled = self.deadlines.pop(run, None) is not None
        worker = self.workers.pop(run)
        self.cards.forget(run)
        sentence = worker.stop()
        if worker.ended:
            self.queue.remove(run)
        elif was_cancelled:
            self.report_end(run, "cancelled", "The run was cancelled in the middle of an update.")
        else:
            self.report_end(run, "killed", sentence)

    def kill_unresponsive(self) -> None:
        """Kill the workers that were cancelled and did not respond in time."""
        now = time.monotonic()
        for run in [run for run, deadline in self.deadlines.items() if now >= deadline]:
            self.remove_worker(run)

    def report_end(self, run: str, reason: str, sentence: str) -> None:
        """Report the end of a run whose worker cannot do so itself."""
        self.queue.remove(run)
        self.send({"run": run, "kind": "ended", "reason": reason, "sentence": sentence})

    def send_positions(self) -> None:
        """Send the position of every waiting run, where it has changed."""
        positions = self.queue.positions()
        for run, position in positions.items():
            if self.sent_positions.get(run) != position:
                self.send({"run": run, "kind": "state", "state": "queued", "place": position})
        self.sent_positions = positions

    def send(self, head: Head, body: bytes = b"") -> None:
        """Send a frame to the server."""
        self.out.write(pack(head, body))
        self.out.flush()


def main(loop: str) -> None:
    """Serve until stdin ends; then end all workers."""
    own_process_group()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is the server's; when it ends, so does this
    folder = tempfile.tempdir = tempfile.mkdtemp(prefix="gatescope-")  # for the sockets of multiprocessing
    source, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)  # what a library prints in a worker must not get between the frames
    read_end, write_end = Pipe(duplex=False)
    threading.Thread(target=forward_frames, args=(source, write_end, folder), daemon=True).start()
    pool = choose_pool(loop)
    pool.prepare()
    supervisor = Supervisor(read_end, out, pool)
    supervisor.cards.look()
    with contextlib.suppress(EOFError, OSError):
        supervisor.serve()
    for worker in supervisor.workers.values():
        worker.stop()
    supervisor.cards.close()
    pool.close()
    os._exit(0)  # the thread may still sit in a read


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "explainer.training.loop")
