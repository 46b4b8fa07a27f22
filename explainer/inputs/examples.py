"""Example inputs."""

import csv
import gzip
from collections.abc import Callable
from importlib.resources import files
from itertools import islice

import numpy as np

from explainer.inputs.sequence import Sequence, numeric
from explainer.inputs.text import read_text

TEXT = "the cat sat on the mat"  # what a text box holds before anything is typed, and one for numbers
NUMBERS = "10 20 30 40 50 60 70 80 90 100"
BRACKETS = "(()((())))()(())((()()))"
REVIEW = "the story was slow and the ending was terrible but the actors were wonderful so in the end I loved it"
MONDAY = 19_008  # the row of Monday 2014-03-03 00:00 in the hourly file
WEEK = 168
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def windows() -> Sequence:
    """Return 10, 20 … 100 in windows of three, each column scaled to 0 to 1: (8, 3)."""
    series = np.arange(10.0, 101.0, 10.0)
    return numeric(np.lib.stride_tricks.sliding_window_view(series, 3), ("first", "second", "third"), "0 to 1")


def trend_and_sine() -> Sequence:
    """Return 0.1 t + sin t at 100 points on 0 to 10."""
    t = np.linspace(0.0, 10.0, 100)
    return numeric((0.1 * t + np.sin(t))[:, None], ("0.1 t + sin t",), "standard", tuple(f"{v:.1f}" for v in t))


def pulses() -> Sequence:
    """Return two pulses with a long gap between them."""
    return _pulses_at({5: 1.0, 45: 1.0}, 60, "pulse")


def ones() -> Sequence:
    """Return a fixed series of 0 and 1 with eleven ones."""
    return numeric(np.array([float(digit) for digit in "0110100110010111000101000000"])[:, None], ("bit",), "none")


def one_flag() -> Sequence:
    """Return a value at each step and a flag at step 5 alone."""
    return _flagged({4})


def two_flags() -> Sequence:
    """Return a value at each step and flags at steps 5 and 25."""
    return _flagged({4, 24})


def electricity() -> Sequence:
    """Return a week of hourly electricity load, Monday 3 to Sunday 9 March 2014 (CC BY 4.0, see data/README.md)."""
    path = files("explainer") / "data" / "hourly_electricity.csv.gz"
    with path.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        rows = list(islice(csv.reader(lines), 1 + MONDAY, 1 + MONDAY + WEEK))
    labels = tuple(f"{DAYS[k // 24]} {k % 24} h" for k in range(WEEK))
    return numeric(np.array([[float(load)] for _, load in rows]), ("load in kW",), "standard", labels)


def _pulses_at(numbers: dict[int, float], steps: int, channel: str) -> Sequence:
    raw = np.zeros((steps, 1))
    for t, value in numbers.items():
        raw[t - 1] = value
    return numeric(raw, (channel,), "none")


def _flagged(flags: set[int]) -> Sequence:
    t = np.arange(40)
    raw = np.column_stack([np.round(np.cos(0.7 * t), 1), np.isin(t, list(flags))])
    return numeric(raw.astype(float), ("value", "flag"), "none")


EXAMPLES: dict[str, tuple[Callable[[], Sequence], str]] = {
    "ten to hundred": (windows, "10 20 … 100 in windows of three: the classic first example"),
    "trend and sine": (trend_and_sine, "0.1 t + sin t, 100 points: a smooth series with a slope"),
    "pulses": (pulses, "a pulse, a long gap, another pulse"),
    "ones": (ones, "a series of zeros and ones, to count the ones"),
    "value, one flag": (one_flag, "a value at each step, and a flag at one step"),
    "value, two flags": (two_flags, "a value at each step, and a flag at two steps"),
    "brackets": (lambda: read_text(BRACKETS, "character"), "nested brackets"),
    "review": (lambda: read_text(REVIEW, "word"), "a review whose mood turns on a few words"),
    "electricity": (electricity, "a week of hourly electricity load in Portugal"),
}
