"""The sandbox: files are read by a child process with little memory and time, few at a time."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.files.packing import unpack
from explainer.torch_models.model import Model, ModelError

READER = (sys.executable, "-B", "-m", "explainer.torch_models.files.reader_process")
ROOT = Path(__file__).parent.parent.parent.parent
ENVIRONMENT = (
    "PATH",
    "HOME",
    "LD_LIBRARY_PATH",
    "SYSTEMROOT",
    "TMPDIR",
    "LANG",
)  # what the child gets of the environment
MAX_AT_ONCE = 2
MAX_RESPONSE = 8 * LIMITS["numbers"].most + 2**22


@dataclass(frozen=True, eq=False)
class Sandbox:
    """Reads as many files at once as it has slots, each for at most `seconds`; others wait up to `max_wait` seconds."""

    seconds: float = 60.0  # of wall time, for a busy machine; the child's CPU time is limited to far less
    max_wait: float = 20.0
    command: tuple[str, ...] = READER
    slots: threading.BoundedSemaphore = field(default_factory=partial(threading.BoundedSemaphore, MAX_AT_ONCE))

    def read(self, kind: str, name: str, data: bytes) -> tuple[Model, ...]:
        """Return the models that a child process finds in a file; raises ModelError, and nothing else."""
        if not self.slots.acquire(timeout=self.max_wait):
            raise ModelError(f"{MAX_AT_ONCE} files are being read on this server already; try again in a moment.")
        try:
            response = _communicate(self.command, self.seconds, json.dumps([kind, name]).encode() + b"\n" + data)
        except (OSError, MemoryError, RuntimeError):  # no more processes, threads or memory
            raise ModelError(
                f"“{short(name)}” cannot be read now: the server has no memory or process left for it; try again in a "
                "moment."
            ) from None
        finally:
            self.slots.release()
        return _models(response, name)


SANDBOX = Sandbox()


def _communicate(command: tuple[str, ...], seconds: float, request: bytes) -> bytes:
    """Send a process its input and return its output; it is killed when its time is over."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, env=_environment(), **pipes) as child:  # type: ignore[call-overload]
        timer = threading.Timer(seconds, child.kill)
        feeder = threading.Thread(target=_feed, args=(child.stdin, request), daemon=True)
        timer.start()
        feeder.start()
        try:
            return bytes(child.stdout.read(MAX_RESPONSE + 1))
        finally:
            child.kill()  # its output has ended, or never will
            timer.cancel()
            feeder.join()


def _feed(into: IO[bytes], request: bytes) -> None:
    with contextlib.suppress(OSError), into:  # a child that has died reads no more
        into.write(request)


def _environment() -> dict[str, str]:
    """Return a small environment: the path to the same modules, one thread, and no GPU."""
    inherited = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    single = {
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "HDF5_USE_FILE_LOCKING": "FALSE",
    }
    return inherited | single | {"PYTHONPATH": os.pathsep.join(one for one in sys.path if one), "PYTHONUTF8": "1"}


def _models(response: bytes, name: str) -> tuple[Model, ...]:
    if response[:1] == b"E":
        raise ModelError(response[1:2000].decode("utf-8", "replace"))
    if response[:1] != b"M" or len(response) > MAX_RESPONSE:
        raise ModelError(
            f"“{short(name)}” took too long or too much memory, or crashed its reader; a smaller file, or one "
            "saved again, would be right."
        )
    try:
        return unpack(response[1:], name)
    except ModelError:
        raise
    except Exception:  # a file may have made the process send anything
        raise ModelError(f"“{short(name)}” crashed its reader; save it again.") from None
