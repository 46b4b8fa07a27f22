"""The warming: what a worker would otherwise import when a visitor waits, done once in the process it is forked from.

Imported by that process and by workers, never by the server. No thread pool may come up here: a fork of a process
whose torch has computed in threads hangs.
"""

import contextlib
import os

if hasattr(os, "nice"):
    with contextlib.suppress(OSError):
        os.nice(10)  # here and in every worker: the pages are answered first

import safetensors.numpy  # noqa: E402, F401
import torch  # noqa: E402


def warm() -> None:
    """Do one small step of an optimiser: it imports what torch leaves for later."""
    torch.set_num_threads(1)
    weight = torch.ones(2, 2, requires_grad=True)
    optimiser = torch.optim.Adam([weight])
    torch.tanh(weight @ weight).sum().backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_([weight], 1.0)
    optimiser.step()


warm()
