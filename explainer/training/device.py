"""The device: where a run is computed, chosen by what the machine has."""

import torch

from explainer.training.limits import RecipeError


def choose(name: str) -> torch.device:
    """Return a device of DEVICES, "auto" being the best there is; raises RecipeError where it is not there."""
    there = [device for device in ("cuda", "mps", "cpu") if has(device)]
    if name == "auto":
        return torch.device(there[0])
    if name not in there:
        raise RecipeError(f"This machine has no “{name}”; it has {', '.join(there)}.")
    return torch.device(name)


def has(device: str) -> bool:
    """Tell whether this machine can compute there."""
    if device == "cuda":
        return torch.cuda.is_available()
    return device == "cpu" or torch.backends.mps.is_available()


def settle() -> None:
    """Let numbers below 1e-38 be 0 in this thread: they slow a processor down where gradients vanish.

    Only for a process that does nothing but train: numpy is touched by it too.
    """
    torch.set_flush_denormal(True)
