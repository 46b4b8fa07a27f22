"""Closed-loop forecasts: each prediction is fed back as the next input."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float32]


def forecast(
    window: Numbers, predict: Callable[[Numbers], Numbers], steps: int = 10, grow: bool = False,
    next_input: Callable[[int, Numbers], Numbers] = lambda step, prediction: prediction,
) -> Numbers:  # fmt: skip
    """Return the predictions for the `steps` steps after a window (T, n, B), as (steps, k, B).

    `predict` maps x (T, n, B) to the next value, (k, B). The window slides, dropping its first step, or grows where
    `grow` is set (for networks that were trained at each step). `next_input` makes the next input (n, B) from the step
    number, from 0, and its prediction; by default it is the prediction, so n = k.
    """
    x, predictions = window, []
    for step in range(steps):
        prediction = np.asarray(predict(x), np.float32)
        predictions.append(prediction)
        x = np.concatenate([x if grow else x[1:], next_input(step, prediction)[None]])
    return np.stack(predictions)


def can_feed_back(n: int, k: int, kind: str) -> bool:
    """Tell whether a prediction can be the next input: as many numbers go out as come in."""
    return kind == "numbers" and n == k
