"""What a visitor brings to train on: a series, a text, pairs of strings, or texts with labels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.pairs import Pair


@dataclass(frozen=True, eq=False)
class Series:
    """A visitor's own columns: their names, `numbers` (rows, columns) float64, and the times of the rows, if known."""

    names: tuple[str, ...]
    numbers: NDArray[np.float64]
    times: NDArray[np.datetime64] | None = None  # (rows,), in milliseconds


@dataclass(frozen=True)
class LabelledTexts:
    """A visitor's own texts, each with its label."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class PairList:
    """A visitor's own pairs of strings, checked: a source and its target in each row."""

    rows: tuple[Pair, ...]


OwnData = Series | str | PairList | LabelledTexts
