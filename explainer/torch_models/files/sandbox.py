"""The asking: a file is given to a child process to be read; few at a time, each with an end in sight."""

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

CHILD = (sys.executable, "-B", "-m", "explainer.torch_models.files.reader_process")
ROOT = Path(__file__).parent.parent.parent.parent
KEPT = ("PATH", "HOME", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR", "LANG")  # of the environment
MOST_AT_ONCE = 2
MOST_ANSWER = 8 * LIMITS["numbers"].most + 2**22


@dataclass(frozen=True, eq=False)
class Desk:
    """Where files are taken in: one at each of its places, for at most `seconds`; others wait `patience` seconds."""

    seconds: float = 60.0  # by the clock: on a busy machine; the child itself takes far fewer of a processor
    patience: float = 20.0
    command: tuple[str, ...] = CHILD
    places: threading.BoundedSemaphore = field(default_factory=partial(threading.BoundedSemaphore, MOST_AT_ONCE))

    def ask(self, kind: str, name: str, data: bytes) -> tuple[Model, ...]:
        """Return the models that a child finds in a file; raises ModelError, and nothing else."""
        if not self.places.acquire(timeout=self.patience):
            raise ModelError(f"{MOST_AT_ONCE} files are being read on this server already; try again in a moment.")
        try:
            said = _talk(self.command, self.seconds, json.dumps([kind, name]).encode() + b"\n" + data)
        except (OSError, MemoryError, RuntimeError):  # no more processes, threads or memory
            raise ModelError(
                f"“{short(name)}” is not read now: the server has no room for what reads it; try again in a moment."
            ) from None
        finally:
            self.places.release()
        return _heard(said, name)


DESK = Desk()


def _talk(command: tuple[str, ...], seconds: float, asked: bytes) -> bytes:
    """Give a process its input and return what it answers; it is killed when its time is over."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, cwd=ROOT, env=_environment(), **pipes) as child:  # type: ignore[call-overload]
        end = threading.Timer(seconds, child.kill)
        feeder = threading.Thread(target=_feed, args=(child.stdin, asked), daemon=True)
        end.start()
        feeder.start()
        try:
            return bytes(child.stdout.read(MOST_ANSWER + 1))
        finally:
            child.kill()  # it has answered, or never will
            end.cancel()
            feeder.join()


def _feed(into: IO[bytes], asked: bytes) -> None:
    with contextlib.suppress(OSError), into:  # a child that has died reads no more
        into.write(asked)


def _environment() -> dict[str, str]:
    """Return a small environment: the way to the same modules, one thread, and no graphics card."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    alone = {
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "CUDA_VISIBLE_DEVICES": "",
        "HDF5_USE_FILE_LOCKING": "FALSE",
    }
    return kept | alone | {"PYTHONPATH": os.pathsep.join(one for one in sys.path if one), "PYTHONUTF8": "1"}


def _heard(said: bytes, name: str) -> tuple[Model, ...]:
    if said[:1] == b"E":
        raise ModelError(said[1:2000].decode("utf-8", "replace"))
    if said[:1] != b"M" or len(said) > MOST_ANSWER:
        raise ModelError(
            f"“{short(name)}” took too long or too much memory, or broke what read it; a smaller file, or one "
            "saved again, would be right."
        )
    try:
        return unpack(said[1:], name)
    except ModelError:
        raise
    except Exception:  # what a process says that a file may have broken is believed in nothing
        raise ModelError(f"“{short(name)}” broke what read it; save it again.") from None
