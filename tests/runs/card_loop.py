"""A machine with a graphics card, as far as torch tells: for processes that are forked from one that imports this.

`train` is the real loop on the processor. The file that GATESCOPE_TEST_DRIVER names says what the driver does: "full"
and "stops" let the third update of a run on the card fail, and after "stops" the card no longer answers.
"""

import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import torch

from explainer.runs import warm_up  # noqa: F401
from explainer.training import loop, state

GIB = 2**30
STOPPED = "CUDA error: unspecified launch failure"
real_update, on_card = state.update, []


def driver() -> Path:
    return Path(os.environ["GATESCOPE_TEST_DRIVER"])


def mem_get_info(device=0):
    if driver().read_text() == "gone":
        raise torch.AcceleratorError(STOPPED)
    return 70 * GIB, 80 * GIB


def update(learner, step, rate):
    if on_card and step == 3 and driver().read_text() == "full":
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 60.00 GiB.")
    if on_card and step == 3 and driver().read_text() == "stops":
        driver().write_text("gone")
        raise torch.AcceleratorError(f"{STOPPED}\nCUDA kernel errors might be asynchronously reported")
    return real_update(learner, step, rate)


state.update = update
torch.cuda.device_count = lambda: 1
torch.cuda.get_device_properties = lambda device: SimpleNamespace(name="Card of the test", total_memory=80 * GIB)
torch.cuda.mem_get_info = mem_get_info
torch.cuda.set_device = on_card.append
torch.cuda.set_per_process_memory_fraction = on_card.append


def train(recipe, data=None, saved=None):
    """Train on the processor, which stands for the card; what came of the recipe's device is kept by the caller."""
    return loop.train(replace(recipe, device="cpu"), data, saved)
