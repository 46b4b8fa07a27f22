"""The torch device of a run."""

import torch

from explainer.engine.engine_choice import ENGINES, fused_refusal
from explainer.training.found_device import FoundDevice
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
    """Return how many numbers of 4 bytes an update may store on a device.

    On a card they are four fifths of what is free, and of the share of it that this process may use.
    """
    if device.type != "cuda":
        return MAX_STORED
    free, total = torch.cuda.mem_get_info(device)
    return int(0.8 * min(free, total * card_share(device))) // 4


def card_share(device: torch.device) -> float:
    """Return which share of a card's memory this process may use."""
    share: float = getattr(torch.cuda, "get_per_process_memory_fraction", lambda device: 1.0)(device)
    return share


def use_card(number: int, share: float) -> None:
    """Let this process compute on one of several cards, and use no more than a share of its memory."""
    torch.cuda.set_device(number)
    torch.cuda.set_per_process_memory_fraction(share)
    torch.cuda.mem_get_info()  # loads the driver: what it reserves in this process is there before its limit is set


def held_memory(device: torch.device) -> int:
    """Return the most bytes that tensors of this process have held on a card at once; 0 on other devices."""
    return torch.cuda.max_memory_allocated(device) if device.type == "cuda" else 0


def name_of(device: torch.device) -> tuple[str, int]:
    """Return a device's name, and the bytes of a card's memory, 0 of other devices."""
    if device.type != "cuda":
        return device.type, 0
    card = torch.cuda.get_device_properties(device)
    return card.name, card.total_memory


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


def find_devices() -> list[FoundDevice]:
    """Return the devices of this machine, the best one first; each card is asked whether it computes."""
    found = [find_card(number) for number in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        found.append(FoundDevice("mps", "the GPU of an Apple chip"))
    return [*found, FoundDevice("cpu", f"{torch.get_num_threads()} threads")]


def find_card(number: int) -> FoundDevice:
    """Return a card; it computes where its memory can be read, since that sets up the driver on it."""
    try:
        card = torch.cuda.get_device_properties(number)
        torch.cuda.mem_get_info(number)
    except RuntimeError as error:
        return FoundDevice("cuda", f"card {number}", problem=str(error).splitlines()[0][:120])
    return FoundDevice("cuda", card.name, card.total_memory)


def torch_build() -> str:
    """Return torch's own version, which says for which devices it was built, as that of the package may not."""
    return str(torch.__version__)


def describe_devices() -> list[str]:
    """Return the devices of this machine in words, the best one first."""
    return [one.describe() for one in find_devices()]
