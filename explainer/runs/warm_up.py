"""Warming up torch in the process from which workers are forked, so that no visitor waits for the import.

Imported there and in workers, never by the server. Torch must not start threads here: a fork of a process whose torch
has computed in threads hangs, and one whose torch has initialised a GPU cannot use it.
"""

import atexit
import contextlib
import os

if hasattr(os, "nice"):
    with contextlib.suppress(OSError):
        os.nice(5)  # here and in every worker: pages are answered first

import torch  # noqa: E402

from explainer.training.loop import train  # noqa: E402
from explainer.training.recipe import Recipe  # noqa: E402


def warm_up() -> None:
    """Make one small update, where torch was built for the CPU alone: the first update takes longest."""
    torch.set_num_threads(1)
    if torch.version.cuda is None and torch.version.hip is None:
        loop = train(Recipe(settings={}, m=2, batch=2, updates=1, device="cpu"))
        next(loop)
        next(loop)
        loop.close()


warm_up()
atexit.register(os._exit, 0)  # skips the slow shutdown of torch
