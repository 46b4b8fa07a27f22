"""The stream of orders from the server, at whose end the supervisor and all its workers end."""

import contextlib
import os
import shutil
import signal
from multiprocessing.connection import Connection
from typing import BinaryIO

from explainer.runs.frames import FrameError, pack, read


def forward_frames(source: BinaryIO, pipe: Connection, folder: str) -> None:
    """Forward frames from a stream to a pipe, which `wait` can watch together with others; end everything at its end.

    The stream ends with the server, however that ends. Where there are process groups the whole of ours is killed,
    workers in the middle of an import or an update included.
    """
    with contextlib.suppress(FrameError, OSError):
        while frame := read(source):
            pipe.send_bytes(pack(*frame))
    shutil.rmtree(folder, ignore_errors=True)
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)
    pipe.close()


def own_process_group() -> None:
    """Make this process the leader of a process group of its own, which its workers join."""
    if hasattr(os, "setpgid"):
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
