"""The records: what a training loop tells, small and frozen; and the orders that it takes in return."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Begun:
    """The first record: how many parameters one seed has, how many tokens one update reads, and on what it runs.

    `metric` is a key of METRICS, and `step` the update that the run goes on from: 0, or where it was resumed.
    """

    parameters: int
    tokens: int
    device: str
    baseline: float
    solved: float
    metric: str = ""
    step: int = 0


@dataclass(frozen=True, eq=False)
class Update:
    """One update: its number (from 1), loss and gradient norm before clipping per seed, (S,), and the rate it used.

    On a graphics card loss and norm are fetched when they are first read, those of many updates at once.
    """

    step: int
    loss: Numbers
    norm: Numbers
    rate: float


@dataclass(frozen=True, eq=False)
class Look:
    """The answer to the order "look": the probe as it is now.

    `values` holds the result of each equation of the first seed's top layer over the probe, (T, m). `said` is (T, k)
    or (k,): the shares of the classes, or numbers in their own units; `truth` the right class, (T,) or (1,), or the
    right numbers, like `said`. `metric` is the task's on a part of the test set, per seed. `saturation` holds per gate
    the share of its values below 0.1 and above 0.9.
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
class State:
    """The answer to the order "state": all that a run goes on from, by name, in the precision it is kept in.

    "weights.…" as in a snapshot, "moments.…" of the optimiser, and small "run.…" numbers such as the step.
    """

    step: int
    arrays: Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class Ended:
    """The last record: a key of REASONS, the same in a sentence, and the metric per seed on the whole test set."""

    step: int
    reason: str
    sentence: str
    metric: Numbers


Record = Begun | Update | Look | Snapshot | State | Ended
REASONS = {
    "done": "all updates were made",
    "solved": "every seed has solved the task",
    "stopped": "no seed became better for as long as the patience lasts",
    "nan": "no seed has a loss that is a number",
}
ORDERS = {
    "look": "show the probe as it is now",
    "snapshot": "hand out the weights",
    "state": "hand out all that the run can go on from",
    "rate": "take this learning rate from the next update on",
    "rewind": "go back to the same start",
}
HIGHEST_RATE = 10.0


class OrderError(ValueError):
    """An order that cannot be followed; the message quotes it and says what would be right."""


@dataclass(frozen=True)
class Order:
    """What a loop can be sent between two updates: a key of ORDERS, and for "rate" the value.

    Raises OrderError as it is made, so that a loop never meets a rate that is not a number.
    """

    name: str
    value: float = 0.0

    def __post_init__(self) -> None:  # noqa: D105
        if self.name not in ORDERS:
            raise OrderError(f"“{self.name[:40]}” is no order to a training loop; there are {', '.join(ORDERS)}.")
        if self.name == "rate" and not 0.0 < self.value <= HIGHEST_RATE:  # NaN is within nothing
            raise OrderError(
                f"The learning rate cannot be {self.value:g}; a number up to {HIGHEST_RATE:g} would be right."
            )
