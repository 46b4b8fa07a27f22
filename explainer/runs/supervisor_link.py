"""The link: the server's end of the supervisor: the process, a thread that hears it, and a way to tell it."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from explainer.runs.frames import FrameError, Head, pack, read

ROOT = Path(__file__).parent.parent.parent
ALONE = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Link:
    """One supervisor: `take` is called with each frame of it and `gone` once, both from a thread of its own."""

    def __init__(self, loop: str, take: Callable[[Head, bytes], None], gone: Callable[["Link"], None]) -> None:
        command = [sys.executable, "-m", "explainer.runs.supervisor", loop]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, **ALONE}
        )
        self.lock = threading.Lock()
        self.take, self.gone = take, gone
        self.thread = threading.Thread(target=self._hear, daemon=True)
        self.thread.start()

    def send(self, head: Head, body: bytes = b"") -> None:
        """Tell the supervisor something; where it is gone, `gone` says so."""
        assert self.process.stdin
        frame = pack(head, body)
        with self.lock, contextlib.suppress(OSError, ValueError):
            self.process.stdin.write(frame)
            self.process.stdin.flush()

    def close(self) -> None:
        """End the supervisor, and wait until it is gone with its workers."""
        self.close_in()
        self.thread.join(10)

    def close_in(self) -> None:
        """Close the way to the supervisor, at which it ends."""
        assert self.process.stdin
        with self.lock, contextlib.suppress(OSError):
            self.process.stdin.close()

    def _hear(self) -> None:
        assert self.process.stdout
        try:
            while frame := read(cast(BinaryIO, self.process.stdout)):
                self.take(*frame)
        except (FrameError, OSError, KeyError, TypeError, ValueError):
            self.process.kill()  # what it says can no longer be understood
        self.process.stdout.close()
        self.process.wait()
        self.close_in()
        self.gone(self)
