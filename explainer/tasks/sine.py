"""The sine with noise: what comes next?"""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.problem import Batch, Knob, Problem, Settings, Task, held_out

Numbers = NDArray[np.float32]
AHEAD = 40  # steps after the probe that are kept for a forecast


def make(settings: Settings) -> Problem:
    """Make the task: a sine of one period and any phase, with noise on it; at each step the next value is to be said.

    The first half period is not judged, as nobody can know the phase yet.
    """
    length, period, noise = settings["length"], settings["period"], settings["noise"]
    draw = partial(_draw, length, period, noise)
    test = held_out(draw)
    full, _ = waves(length + AHEAD, period, noise, np.random.default_rng((0, 0, 104_729)), 1)
    return Problem(
        n=1, k=1, steps=length, kind="numbers", where="each", metric="mse", baseline=best_line(period, noise),
        solved=1.5 * noise**2 + 0.005, draw=draw, test=test, probe=_batch(full[: length + 1], period),
        inputs=("value",), outputs=("next value",), future=full[length:, None, 0],
    )  # fmt: skip


def best_line(period: float, noise: float) -> float:
    """Return the mean squared error of the best straight line from the present value to the next one.

    Both have the variance 1/2 + noise², and cos(2π / period) / 2 is their covariance.
    """
    variance = 0.5 + noise**2
    return float(variance - (np.cos(2 * np.pi / period) / 2) ** 2 / variance)


def waves(
    steps: int, period: float, noise: float, rng: np.random.Generator, count: int
) -> tuple[Numbers, NDArray[np.float64]]:
    """Return sines with noise and the same without, (steps, count)."""
    t = np.arange(steps)[:, None] + rng.uniform(0.0, period, count)
    clean = np.sin(2 * np.pi * t / period)
    return (clean + noise * rng.standard_normal(clean.shape)).astype(np.float32), clean


def _draw(length: int, period: float, noise: float, rng: np.random.Generator, count: int) -> Batch:
    return _batch(waves(length + 1, period, noise, rng, count)[0], period)


def _batch(values: Numbers, period: float) -> Batch:
    judged = np.arange(len(values) - 1) >= period / 2
    counts = np.repeat(judged[:, None], values.shape[1], axis=1).astype(np.float32)
    return Batch(values[:-1, None], values[1:, None], counts)


SINE = Task(
    key="sine",
    title="Sine with noise",
    asks="A sine comes with noise on it. At each step: what is the next value?",
    look="What is said should be smoother than what is read: the state holds where in the period we are, and the "
    "noise, which nobody can know, is not followed.",
    baseline="The best straight line from the present value to the next one: it does not know whether the sine rises.",
    knobs={
        "length": Knob("Length", 60, "How many values are read.", 30, 400),
        "period": Knob("Period", 20.0, "After how many steps the sine repeats itself.", 5.0, 40.0),
        "noise": Knob("Noise", 0.1, "The standard deviation of what is added; the sine goes from −1 to 1.", 0.0, 0.5),
    },
    make=make,
    begin={  # five starts of five after at most 75 updates, each of the three
        "LSTM": {"m": 16, "keep": "1", "updates": 300},
        "GRU": {"m": 16, "keep": "1", "updates": 300},
        "RNN": {"m": 16, "keep": "as drawn", "updates": 300},
        "": {"m": 16, "keep": "1", "updates": 300},
    },
)
