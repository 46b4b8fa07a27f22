"""The made: sequences of n numbers for whoever reads so many: an impulse, noise from a seed, a sine."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.sequence import Sequence, counted, numeric

STEPS = 32
PERIOD = 20  # steps of the sine
FIRST = "noise"  # under which every gate moves


def made(name: str, n: int, seed: int) -> Sequence:
    """Make one of MADE in n channels; only noise depends on the seed."""
    channels = tuple(f"channel {k + 1}" for k in range(n))
    called = f"{STEPS} steps of {name} in {counted(n, 'channel')}"
    x = MADE[name][0](n, seed)
    labels = tuple(" ".join(f"{value:.2g}" for value in row[:3]) for row in x)
    return replace(numeric(x, channels, "none", labels, most=n), called=called)


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


MADE: dict[str, tuple[Callable[[int, int], Array], str]] = {
    "noise": (_noise, "normal numbers in all channels, the same ones for the same seed"),
    "impulse": (_impulse, "a single 1 in channel 1 at the first step, then nothing: what is left of it?"),
    "sine": (_sine, f"a sine of {PERIOD} steps in channel 1, nothing in the others"),
}
