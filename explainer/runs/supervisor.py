"""The supervisor: a process between the server and the workers; it ends when the server does, and the workers with it.

Started as `python -m explainer.runs.supervisor`: orders come as frames through stdin, what the workers tell leaves
through stdout.
"""

import contextlib
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import BinaryIO

from explainer.runs.frames import Frame, FrameError, Head, pack, read, unpack
from explainer.runs.limits import LIMITS
from explainer.runs.queue import Line
from explainer.runs.worker_pool import Hand, Hands

GRACE = 3.0  # seconds that a worker has to end after it was cancelled


class Supervisor:
    """The runs in line, those in training with their workers, and the way back to the server."""

    def __init__(self, orders: Connection, out: BinaryIO, hands: Hands) -> None:
        self.orders, self.out, self.hands = orders, out, hands
        self.line = Line(LIMITS["at once"].most, LIMITS["alive"].most)
        self.jobs: dict[str, Frame] = {}  # of the runs that wait
        self.busy: dict[str, Hand] = {}
        self.deadlines: dict[str, float] = {}
        self.places: dict[str, int] = {}  # as they were told

    def serve(self) -> None:
        """Pass on what comes, until the server is gone."""
        while True:
            pipes = {hand.pipe: run for run, hand in self.busy.items()}
            for ready in wait([self.orders, *pipes], self.patience()):
                if ready is self.orders:
                    self.obey(*unpack(self.orders.recv_bytes()))
                else:
                    self.listen(pipes[ready])  # type: ignore[index]
            self.give_up()
            self.call()

    def patience(self) -> float | None:
        """Return the seconds until something must be done by the clock."""
        return max(min(self.deadlines.values()) - time.monotonic(), 0) if self.deadlines else None

    def obey(self, head: Head, body: bytes) -> None:
        """Take in what the server says about a run."""
        run = head["run"]
        if head["do"] == "start":
            self.jobs[run] = head, body
            self.line.join(run, head["owner"])
        elif run in self.busy:
            if head["do"] == "cancel":
                self.deadlines.setdefault(run, time.monotonic() + GRACE)
            if head["do"] in ("resume", "step"):
                self.line.resume(run)
            self.busy[run].order((head, body))
        elif run in self.jobs:
            self.obey_waiting(run, head)

    def obey_waiting(self, run: str, head: Head) -> None:
        """Cancel a run that waits, or remember how it is to begin."""
        if head["do"] == "cancel":
            del self.jobs[run]
            self.end(run, "cancelled", "The run was cancelled before its turn came.")
        elif head["do"] in ("pause", "resume"):
            self.jobs[run][0]["paused"] = head["do"] == "pause"

    def call(self) -> None:
        """Begin the runs whose turn has come, and keep a worker ready for the next."""
        begun = False
        while run := self.line.call():
            hand = self.busy[run] = self.hands.take()
            hand.pipe.send_bytes(pack(*self.jobs.pop(run)))
            begun = True
        self.tell_places()
        if begun:
            self.hands.prepare()

    def listen(self, run: str) -> None:
        """Pass on what a worker tells; where its pipe has ended, so has it."""
        hand = self.busy[run]
        try:
            data = hand.pipe.recv_bytes()
            head, body = unpack(data)
        except (EOFError, OSError, FrameError):
            self.bury(run, hand)
            return
        if head["kind"] == "heard":
            hand.heard()
        elif not hand.ended:
            if head["kind"] == "state" and head["state"] == "paused":
                self.line.pause(run)
            hand.ended = head["kind"] == "ended"
            self.tell({**head, "run": run}, body)

    def bury(self, run: str, hand: Hand) -> None:
        """Let a worker go that has ended, and say why where it could not say so itself."""
        was_cancelled = self.deadlines.pop(run, None) is not None
        code = hand.stop()
        del self.busy[run]
        if hand.ended:
            self.line.leave(run)
        elif was_cancelled:
            self.end(run, "cancelled", "The run was cancelled in the middle of an update.")
        else:
            self.end(run, "killed", killed_by(code))

    def give_up(self) -> None:
        """End the workers that were cancelled and did not listen in time."""
        now = time.monotonic()
        for run in [run for run, deadline in self.deadlines.items() if now >= deadline]:
            self.bury(run, self.busy[run])

    def end(self, run: str, reason: str, sentence: str) -> None:
        """Tell that a run has ended which cannot tell so itself."""
        self.line.leave(run)
        self.tell({"run": run, "kind": "ended", "reason": reason, "sentence": sentence})

    def tell_places(self) -> None:
        """Tell every run that waits its place in line, where that is a new one."""
        places = self.line.places()
        for run, place in places.items():
            if self.places.get(run) != place:
                self.tell({"run": run, "kind": "state", "state": "queued", "place": place})
        self.places = places

    def tell(self, head: Head, body: bytes = b"") -> None:
        """Send a frame to the server."""
        self.out.write(pack(head, body))
        self.out.flush()


def killed_by(code: int) -> str:
    """Return what ended a worker, in a sentence."""
    if code == -getattr(signal, "SIGKILL", 9):
        return "The worker was killed from outside (signal 9): by hand, or by the system because memory ran out."
    how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
    return f"The worker ended {how} without a word; the updates told until then are kept."


def forward(source: BinaryIO, pipe: Connection, folder: str) -> None:
    """Pass frames from a stream on into a pipe, which can be waited for together with others; end all at its end.

    The stream ends with the server, however that ends. Where there are process groups the whole of ours is killed, so
    that also goes what is in the middle of an import or an update.
    """
    with contextlib.suppress(FrameError, OSError):
        while frame := read(source):
            pipe.send_bytes(pack(*frame))
    shutil.rmtree(folder, ignore_errors=True)
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    pipe.close()


def apart() -> None:
    """Make a process group of this process and those that will come from it."""
    if hasattr(os, "setpgid"):
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)


def main(loop: str) -> None:
    """Serve until stdin ends; then end all workers."""
    apart()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C is the server's; when it ends, so does this
    folder = tempfile.tempdir = tempfile.mkdtemp(prefix="gatescope-")  # for the sockets of multiprocessing
    source, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)  # what a library prints in a worker must not come between the frames
    ours, theirs = Pipe(duplex=False)
    threading.Thread(target=forward, args=(source, theirs, folder), daemon=True).start()
    hands = Hands(loop)
    hands.prepare()
    supervisor = Supervisor(ours, out, hands)
    with contextlib.suppress(EOFError, OSError):
        supervisor.serve()
    for hand in [*supervisor.busy.values(), *([hands.spare] if hands.spare else [])]:
        hand.process.kill()
    os._exit(0)  # the thread may still sit in a read


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "explainer.training.loop")
