"""Errors of a device while a recipe is trained: a driver's errors, raised where the driver would raise them."""

import gc
import weakref

import pytest
import torch

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.training import state
from explainer.training.device_error import DeviceFullError, DeviceLostError, is_full, is_lost
from explainer.training.learner import Learner
from explainer.training.loop import train_on
from explainer.training.memory_estimate import stored_numbers
from explainer.training.records import Order
from tests.training.tiny import T, small, tiny

TEXT = "CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 8 GiB"


def full() -> Exception:
    return torch.OutOfMemoryError(TEXT)


@pytest.fixture
def fail(monkeypatch):
    """Return a function that lets the third update raise an error; it returns the learners that were trained."""
    learners = weakref.WeakSet()

    def fail_with(make_error):
        real = state.update

        def update(learner: Learner, step: int, rate: float):
            learners.add(learner)
            if step == 3:
                raise make_error()
            return real(learner, step, rate)

        monkeypatch.setattr(state, "update", update)
        return learners

    return fail_with


def test_a_full_card_ends_the_loop_with_what_would_fit_and_its_memory_is_free(fail):
    learners = fail(full)
    loop = train_on(small(seeds=8), tiny())
    for _ in range(3):
        next(loop)
    assert len(learners) == 1
    with pytest.raises(DeviceFullError) as caught:
        next(loop)
    assert str(caught.value) == (
        "The graphics card has too little free memory for this run. "
        "By the estimate, 4 seeds or 2 sequences or 2 units would fit."
    )
    gc.collect()
    assert len(learners) == 0  # although the error is still held
    assert list(loop) == []


def test_what_would_fit_depends_on_what_is_free(fail, monkeypatch):
    fail(full)
    needed = 4 * stored_numbers(small(seeds=8), lower(CELLS["GRU"]), T)
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (needed // 5, 10 * needed))  # four fifths: 0.16
    monkeypatch.setattr(torch.cuda, "get_per_process_memory_fraction", lambda device: 1.0)
    with pytest.raises(DeviceFullError, match="estimate, 1 seed would fit"):  # a sequence or a unit is not enough
        list(train_on(small(seeds=8), tiny()))


@pytest.mark.parametrize(
    "error",
    [
        torch.AcceleratorError("CUDA error: unspecified launch failure\nCUDA kernel errors might be …"),
        RuntimeError("Triton Error [CUDA]: an illegal memory access was encountered"),
        RuntimeError("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"),
    ],
    ids=["torch", "triton", "cudnn"],
)
def test_a_driver_that_fails_ends_the_loop_with_a_sentence(fail, error):
    fail(lambda: error)
    with pytest.raises(DeviceLostError, match=r"^The graphics card stopped computing \(.*\)\.$") as caught:
        list(train_on(small(), tiny()))
    assert str(error).splitlines()[0] in str(caught.value) and "\n" not in str(caught.value)


def test_other_errors_are_passed_on(fail):
    error = RuntimeError("shapes cannot be multiplied")
    fail(lambda: error)
    with pytest.raises(RuntimeError) as caught:
        list(train_on(small(), tiny()))
    assert caught.value is error


def test_errors_are_distinguished():
    assert is_full(full()) and is_full(RuntimeError("CUDA error: out of memory")) and not is_lost(ValueError("a"))
    assert not is_full(RuntimeError("CUDA error: device-side assert triggered"))


def test_the_loop_says_what_it_has_used():
    loop = train_on(small(), tiny())
    started = next(loop)
    assert (started.device, started.device_name, started.card_memory) == ("cpu", "cpu", 0)
    next(loop)
    found = loop.send(Order("device"))
    assert (found.engine, found.precision, found.memory) == ("eager", "float32", 0)
