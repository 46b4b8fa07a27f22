"""The sine task: predict the next value of a sine with noise."""

from functools import partial

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from explainer.tasks.baselines import MARGIN, SOLVED, Baselines, best
from explainer.tasks.batch import Batch
from explainer.tasks.metrics import METRICS
from explainer.tasks.problem import Problem, Settings, Task, TaskSetting, held_out

Numbers = NDArray[np.float32]
FITTED = 20_000  # sequences on which the linear prediction is fitted
AHEAD = 40  # steps after the probe with which a forecast is compared


def make(settings: Settings) -> Problem:
    """Make the task: a sine of one period and random phase, with noise; the target at each step is the next value.

    The mask leaves out the first half period, because the phase cannot be known yet.
    """
    length, period, noise = settings["length"], settings["period"], settings["noise"]
    draw = partial(_draw, length, period, noise)
    test = held_out(draw)
    found = baselines(test, period, noise)
    lowest = best(found, "mse")[1]
    full, _ = waves(length + AHEAD, period, noise, np.random.default_rng((0, 0, 104_729)), 1)
    return Problem(
        n=1, k=1, steps=length, kind="numbers", where="each", metric="mse",
        baseline=lowest, solved=MARGIN * lowest, baselines=found,
        draw=draw, test=test, probe=_batch(full[: length + 1], period),
        inputs=("value",), outputs=("next value",), future=full[length:, None, 0],
    )  # fmt: skip


def baselines(test: Batch, period: float, noise: float) -> Baselines:
    """Return the mean squared error of each simple answer over the steps of a batch that count."""
    x = np.asarray(test.x, np.float64)
    half = round(period / 2)
    opposite = np.zeros_like(x)
    opposite[half - 1 :] = -x[: len(x) - half + 1]
    found = {
        "repeating the current value": x,
        "the best multiple of the current value": np.cos(2 * np.pi / period) / (1 + 2 * noise**2) * x,
        "the value half a period before, negated": opposite,
        "least squares on half a period": least_squares(x, period, noise),
    }
    measure = METRICS["mse"].measure
    return tuple((name, measure(answer, test.target, test.mask)) for name, answer in found.items())


def least_squares(x: NDArray[np.float64], period: float, noise: float) -> NDArray[np.float64]:
    """Return the linear prediction of the next value from those of the last half period, at each step of x (T, 1, B).

    It is fitted on sequences of its own; steps before half a period are 0.
    """
    rows = int(np.ceil(period / 2))
    values = waves(rows + 1, period, noise, np.random.default_rng((0, 0, 15_485_863)), FITTED)[0].astype(np.float64)
    weights = np.linalg.lstsq(values[:-1].T, values[-1], rcond=None)[0]  # (rows,)
    found = np.zeros_like(x)
    found[rows - 1 :] = np.tensordot(sliding_window_view(x, rows, axis=0), weights, 1)
    return found


def linear_prediction_error(period: float, noise: float) -> float:
    """Return the mean squared error of the best linear prediction of the next value from the current one.

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
    known_phase = np.arange(len(values) - 1) >= period / 2
    mask = np.repeat(known_phase[:, None], values.shape[1], axis=1).astype(np.float32)
    return Batch(values[:-1, None], values[1:, None], mask)


SINE = Task(
    key="sine",
    title="Sine with noise",
    description="A sine with noise. At each step: what is the next value?",
    hint="The prediction should be smoother than the input: the state tracks the phase of the sine. "
    "The noise cannot be predicted, so it should not be followed.",
    baseline=f"From the current value alone nobody knows whether the sine is rising. {SOLVED}",
    settings={
        "length": TaskSetting("Length", 60, "How many values a sequence has.", 30, 400),
        "period": TaskSetting("Period", 20.0, "After how many steps the sine repeats itself.", 5.0, 40.0),
        "noise": TaskSetting(
            "Noise", 0.1, "The standard deviation of the noise; the sine goes from −1 to 1.", 0.0, 0.5
        ),
    },
    make=make,
    recipe_defaults={  # three seeds of three, for each of the three cells
        "LSTM": {"m": 16, "keep": "1", "updates": 600, "schedule": "cosine"},
        "GRU": {"m": 16, "keep": "1", "updates": 1000, "schedule": "cosine"},
        "RNN": {"m": 16, "keep": "as drawn", "updates": 600, "schedule": "cosine"},
        "": {"m": 16, "keep": "1", "updates": 1000, "schedule": "cosine"},
    },
)
