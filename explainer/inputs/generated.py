"""Generated sequences of n channels: an impulse, noise from a seed, a sine."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.sequence import Sequence, counted, numeric

STEPS = 32
PERIOD = 20  # steps of the sine
DEFAULT = "noise"  # it makes every gate move


def generate(name: str, n: int, seed: int) -> Sequence:
    """Generate one of GENERATED in n channels; only noise depends on the seed."""
    channels = tuple(f"channel {k + 1}" for k in range(n))
    x = GENERATED[name][0](n, seed)
    labels = tuple(" ".join(f"{value:.2g}" for value in row[:3]) for row in x)
    return replace(
        numeric(x, channels, "none", labels, most=n), name=f"{STEPS} steps of {name} in {counted(n, 'channel')}"
    )


def _noise(n: int, seed: int) -> Array:
    return np.random.default_rng(seed).standard_normal((STEPS, n))


def _impulse(n: int, seed: int) -> Array:
    x = np.zeros((STEPS, n))
    x[0, 0] = 1.0
    return x


def _sine(n: int, seed: int) -> Array:
    x = np.zeros((STEPS, n))
    x[:, 0] = np.sin(2 * np.pi * np.arange(STEPS) / PERIOD)
    return x


GENERATED: dict[str, tuple[Callable[[int, int], Array], str]] = {
    "noise": (_noise, "normally distributed numbers in all channels, the same for the same seed"),
    "impulse": (_impulse, "a single 1 in channel 1 at the first step, then zeros"),
    "sine": (_sine, f"a sine with a period of {PERIOD} steps in channel 1, zeros in the others"),
}
