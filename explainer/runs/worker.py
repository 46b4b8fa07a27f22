"""The worker: a process that trains one run, and says in any case how it ended."""

import importlib
import os
import signal
from multiprocessing.connection import Connection
from typing import Any

import numpy as np

from explainer.runs.frames import Head, pack, unpack
from explainer.runs.limits import LIMITS
from explainer.runs.memory_limit import fits_not, limit_memory
from explainer.runs.observed_loop import Over, Watched
from explainer.training.recipe import read


def train_here(connection: Connection, head: Head, body: bytes, loop: str) -> None:
    """Train a run, and say in any case how it ended."""
    watched = None
    try:
        recipe = read(head["recipe"])
        series = np.frombuffer(body, "<f8").reshape(-1, head["columns"]) if body else None
        train: Any = importlib.import_module(loop).train
        watched = Watched(connection, train(recipe, series), recipe, head.get("paused", False))
        watched.go()
    except Over as over:
        reason, sentence = over.args
        assert watched is not None
        watched.finish({"kind": "ended", "reason": reason, "sentence": sentence, "step": watched.step})
    except (EOFError, BrokenPipeError, ConnectionError):
        raise
    except Exception as error:  # whatever happens, the run ends with a reason
        step = watched.step if watched else 0
        connection.send_bytes(pack({"kind": "ended", **reason_of(error, step), "step": step}))


def reason_of(error: Exception, step: int) -> Head:
    """Return why an error ends a run; a sentence of ours is passed on, of others only the kind is told."""
    if fits_not(error):
        return {"reason": "memory", "sentence": LIMITS["bytes of a worker"].refuse().args[0]}
    if type(error).__module__.startswith("explainer."):
        return {"reason": "refused", "sentence": str(error)[:1000]}
    text = f"{type(error).__name__}: {error}"[:500]
    return {"reason": "failed", "sentence": f"The training failed after update {step}: {text}"}


def work(connection: Connection, loop: str) -> None:
    """Wait for a run, train it, and end; end too when nobody is at the other end of the pipe any more."""
    from explainer.runs import warm_up  # noqa: F401  where the process was not forked from a warm one
    from explainer.training.device import settle

    settle()

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor decides when a worker ends
    limit_memory()
    try:
        train_here(connection, *unpack(connection.recv_bytes()), loop)
    except (EOFError, OSError):
        os._exit(0)
