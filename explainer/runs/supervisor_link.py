"""The server's connection to the supervisor process: sends orders, and reads frames in a thread."""

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
SINGLE_THREADED = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class SupervisorLink:
    """One supervisor; `on_frame` is called with each of its frames and `on_end` once, both in a thread of its own."""

    def __init__(
        self, loop: str, on_frame: Callable[[Head, bytes], None], on_end: Callable[["SupervisorLink"], None]
    ) -> None:
        command = [sys.executable, "-m", "explainer.runs.supervisor", loop]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, **SINGLE_THREADED}
        )
        self.lock = threading.Lock()
        self.on_frame, self.on_end = on_frame, on_end
        self.thread = threading.Thread(target=self._read_frames, daemon=True)
        self.thread.start()

    def send(self, head: Head, body: bytes = b"") -> None:
        """Send an order; where the supervisor has ended, `on_end` is called instead of an error raised."""
        assert self.process.stdin
        frame = pack(head, body)
        with self.lock, contextlib.suppress(OSError, ValueError):
            self.process.stdin.write(frame)
            self.process.stdin.flush()

    def close(self) -> None:
        """End the supervisor with its workers, and wait for that."""
        self.close_input()
        self.thread.join(10)

    def close_input(self) -> None:
        """Close the supervisor's stdin, at which it ends."""
        assert self.process.stdin
        with self.lock, contextlib.suppress(OSError):
            self.process.stdin.close()

    def _read_frames(self) -> None:
        assert self.process.stdout
        try:
            while frame := read(cast(BinaryIO, self.process.stdout)):
                self.on_frame(*frame)
        except (FrameError, OSError, KeyError, TypeError, ValueError):
            self.process.kill()  # its frames can no longer be read
        self.process.stdout.close()
        self.process.wait()
        self.close_input()
        self.on_end(self)
