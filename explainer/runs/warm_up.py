"""The warming: what a worker would otherwise import while a visitor waits, done once where workers are forked from.

Imported there and in workers, never by the server. No thread pool may come up here: a fork of a process whose torch
has computed in threads hangs, and one whose torch has seen a graphics card cannot use it.
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


def warm() -> None:
    """Do one small update, where torch was built for the processor alone: the first one takes longest."""
    torch.set_num_threads(1)
    if torch.version.cuda is None and torch.version.hip is None:
        loop = train(Recipe(settings={}, m=2, batch=2, updates=1, device="cpu"))
        next(loop)
        next(loop)
        loop.close()


warm()
atexit.register(os._exit, 0)  # where nothing is left to do, torch takes its time to be taken down
