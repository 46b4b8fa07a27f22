"""The torch device of a run."""

import torch

from explainer.engine.engine_choice import ENGINES, fused_refusal
from explainer.training.limits import RecipeError
from explainer.training.memory_estimate import MAX_STORED


def choose_device(name: str) -> torch.device:
    """Return a device of DEVICES, the best one for "auto"; raises RecipeError where this machine does not have it."""
    available = [device for device in ("cuda", "mps", "cpu") if is_available(device)]
    if name == "auto":
        return torch.device(available[0])
    if name not in available:
        raise RecipeError(f"This machine has no “{name}”; it has {', '.join(available)}.")
    return torch.device(name)


def is_available(device: str) -> bool:
    """Return whether this machine has a device."""
    if device == "cuda":
        return torch.cuda.is_available()
    return device == "cpu" or torch.backends.mps.is_available()


def most_stored(device: torch.device) -> int:
    """Return how many numbers of 4 bytes an update may store on a device: on a GPU four fifths of what is free."""
    if device.type != "cuda":
        return MAX_STORED
    free, _ = torch.cuda.mem_get_info(device)
    return int(0.8 * free) // 4


def flush_denormals() -> None:
    """Round numbers below 1e-38 to 0 in this thread: vanishing gradients would slow the CPU down.

    Only for a process that does nothing but train: numpy is affected too.
    """
    torch.set_flush_denormal(True)


def use_one_thread() -> None:
    """Let torch compute in one thread, as every worker does: more would change the last digits of sums."""
    torch.set_num_threads(1)


def describe_engine() -> str:
    """Return how a time loop of 64 units is run on this machine's best device, and why not as a fused kernel."""
    device = choose_device("auto")
    reason = fused_refusal(64, device.type, torch.float32)
    engine = "graph" if reason and device.type == "cuda" else "eager" if reason else "fused"
    return f"{engine} ({ENGINES[engine]}){f': {reason}' if reason else ''}"


def describe_devices() -> list[str]:
    """Return the devices of this machine in words, the best one first."""
    found = [f"cuda ({torch.cuda.get_device_name(k)})" for k in range(torch.cuda.device_count())]
    found += ["mps"] * torch.backends.mps.is_available()
    return [*found, f"cpu ({torch.get_num_threads()} threads)"]
