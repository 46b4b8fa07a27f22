"""Errors of a device in training: too little memory, or a driver that no longer answers."""

from collections.abc import Callable
from typing import TypeVar

import torch

from explainer.cells.lowering import lower
from explainer.numerics.setup import cell_of
from explainer.tasks.problem import Problem
from explainer.training.device import most_stored
from explainer.training.memory_estimate import stored_numbers, what_fits
from explainer.training.recipe import Recipe

FULL = ("CUDA out of memory", "CUDA error: out of memory", "MPS backend out of memory")
LOST = ("CUDA error", "Triton Error [CUDA]", "CUBLAS_STATUS", "cuDNN error", "CUDA driver error", "NVML_SUCCESS")
ACCELERATOR_ERROR: type[Exception] = getattr(torch, "AcceleratorError", torch.OutOfMemoryError)  # since torch 2.8
Returned = TypeVar("Returned")


class DeviceFullError(RuntimeError):
    """The device has too little memory for a run; the message says what would fit."""


class DeviceLostError(RuntimeError):
    """The driver of the device has failed, and this process can no longer use it."""


def is_full(error: BaseException) -> bool:
    """Tell whether an error says that a device has too little memory."""
    return isinstance(error, torch.OutOfMemoryError) or any(words in str(error) for words in FULL)


def is_lost(error: BaseException) -> bool:
    """Tell whether an error came from the driver of a device."""
    return isinstance(error, ACCELERATOR_ERROR) or any(words in str(error) for words in LOST)


def call_on_device(call: Callable[[], Returned], recipe: Recipe, problem: Problem) -> Returned:
    """Return what a call returns; raises DeviceFullError or DeviceLostError where the device has failed.

    The error holds none of the call's tensors, so that their memory is free once the run is dropped.
    """
    try:
        return call()
    except RuntimeError as error:
        if not is_full(error) and not is_lost(error):
            raise
        full, sentence = is_full(error), lost_sentence(error)
    if full:
        raise DeviceFullError(full_sentence(recipe, problem))
    raise DeviceLostError(sentence)


def lost_sentence(error: BaseException) -> str:
    """Say that the card has stopped, with what its driver said."""
    return f"The graphics card stopped computing ({next(iter(str(error).splitlines()), '')[:120]})."


def full_sentence(recipe: Recipe, problem: Problem) -> str:
    """Say that the device has too little memory, and what would fit by the estimate, at most half of what was tried."""
    program = lower(cell_of(recipe.cell, recipe.text))
    needed, free = stored_numbers(recipe, program, problem.all_steps), free_numbers()
    share = min(0.5, free / needed)
    return f"The graphics card has too little free memory for this run. {what_fits(recipe, share)}"


def free_numbers() -> int:
    """Return how many numbers a run may now store on the card, after what torch keeps for later has been given back."""
    try:
        torch.cuda.empty_cache()
        return most_stored(torch.device("cuda"))
    except (RuntimeError, AssertionError):  # the device is no card, or no longer answers
        return 2**62
