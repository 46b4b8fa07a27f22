"""The season of a series: after how many rows it repeats itself, about."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
MOST_ROWS = 400  # of a season
LEAST_CORRELATION = 0.3
NEARLY = 0.9  # the shortest season counts whose autocorrelation is this share of the highest


@dataclass(frozen=True)
class Season:
    """A season of so many rows and its name in the singular, such as "day"; without a name it is counted in rows."""

    rows: int
    name: str = ""

    def lag(self, ahead: int) -> int:
        """Return the fewest whole seasons, in rows, that are at least `ahead` rows."""
        return self.rows * -(-ahead // self.rows)

    def before(self, ahead: int) -> str:
        """Name the distance in words: "one day before"."""
        count = self.lag(ahead) // self.rows
        if not self.name:
            return f"{self.lag(ahead)} rows before"
        return f"one {self.name} before" if count == 1 else f"{count} {self.name}s before"


def find_season(y: Numbers) -> int:
    """Return the season in rows with the highest autocorrelation of the changes from row to row; 0 where none is high.

    Changes have no trend, and those of a random walk have no autocorrelation. Of the peaks that are nearly as high as
    the highest the shortest counts, because a multiple of a season is a season too.
    """
    found = autocorrelation(np.diff(y), min(MOST_ROWS, len(y) // 3) + 1)
    inner = found[1:-1]
    peaks = 1 + np.flatnonzero((inner > found[:-2]) & (inner >= found[2:]) & (inner > LEAST_CORRELATION))
    return int(peaks[found[peaks] >= NEARLY * found[peaks].max()][0]) if len(peaks) else 0


def autocorrelation(values: Numbers, most: int) -> Numbers:
    """Return the autocorrelation at the lags 0 to `most`, (most + 1,); zeros where the values are all the same."""
    centred = values - values.mean()
    size = float(centred @ centred)
    if size <= 1e-20 * len(values) * max(1.0, float(np.abs(values).max()) ** 2):
        return np.zeros(most + 1)
    return np.array([centred[: len(centred) - lag] @ centred[lag:] for lag in range(most + 1)]) / size
