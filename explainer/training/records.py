"""The records: what a training loop tells, small and frozen; and the orders that it takes in return."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Begun:
    """The first record: how many parameters one seed has, how many tokens one update reads, and on what it runs."""

    parameters: int
    tokens: int
    device: str
    baseline: float
    solved: float


@dataclass(frozen=True, eq=False)
class Update:
    """One update: its number (from 1), loss and gradient norm before clipping per seed, (S,), and the rate it used."""

    step: int
    loss: Numbers
    norm: Numbers
    rate: float


@dataclass(frozen=True, eq=False)
class Look:
    """The answer to the order "look": the probe as it is now.

    `values` holds each gate and state of the first seed's top layer over the probe, (T, m); `said` what the readout
    says, (T, k) or (k,), and `truth` what would be right. `metric` is the task's on a part of the test set, per seed.
    `saturation` holds per gate the share of its values below 0.1 and above 0.9.
    """

    step: int
    values: Mapping[str, Numbers]
    said: Numbers
    truth: Numbers
    metric: Numbers
    saturation: Mapping[str, tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The answer to the order "snapshot": all weights by name, each (S, ...), float32, ready to be written down.

    Names are "0.W_i" for layer 0, "readout.V" and "readout.a" for the readout, "0.start.h" for a learned start.
    """

    step: int
    weights: Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Ended:
    """The last record: why it ended ("done", "solved early", "nan", …) in a sentence, and the metric per seed."""

    step: int
    reason: str
    sentence: str
    metric: Numbers


Record = Begun | Update | Look | Snapshot | Ended


@dataclass(frozen=True)
class Order:
    """What a loop can be sent between two updates: "look", "snapshot", "rewind" (to the same start) or "rate"."""

    name: str
    value: float = 0.0
