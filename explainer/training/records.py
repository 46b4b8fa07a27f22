"""The records that a training loop yields, and the orders that it can be sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.tasks.prompt import Prompt
from explainer.tasks.writing import Written
from explainer.training.limits import FLOAT_LIMITS

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Started:
    """The first record: parameters of one seed, tokens per update, the device, and how its time loop is run.

    `baseline` and `solved` are values of `metric`, a key of METRICS; `step` is where the run resumed, or 0.
    `writes` tells whether the network is a language model, so that there are samples. `epoch` is how many updates read
    the training text once, 0 where the task has no text. `device_name` is a card's, `card_memory` its bytes, else 0.
    """

    parameters: int
    tokens: int
    device: str
    baseline: float
    solved: float
    metric: str = ""
    step: int = 0
    writes: bool = False
    epoch: int = 0
    engine: str = "eager"
    device_name: str = ""
    card_memory: int = 0


@dataclass(frozen=True, eq=False)
class Update:
    """One update: its number (from 1), loss and gradient norm before clipping per seed, (S,), and the rate it used.

    On a GPU loss and norm are copied from the device when they are first read, those of many updates at once.
    """

    step: int
    loss: Numbers
    norm: Numbers
    rate: float


@dataclass(frozen=True, eq=False)
class ProbeRecord:
    """The response to the order "probe": gates, states, gradients and prediction on the task's probe sequence.

    `values` holds each equation of the first seed's top layer over the probe, (T, m). `prediction` is (T, k) or (k,):
    probabilities of the classes, or numbers in their own units; `target` the class, (T,) or (1,), or numbers like
    `prediction`. `metric` is the task's on a part of the test set, per seed. `saturation` holds per gate the share of
    its values below 0.1 and above 0.9. `gradient_norms` holds for each state of that layer the norm of the gradient of
    the probe's loss for it at each step, (T,): through all later steps, chunks of truncated backpropagation or not.
    Where an encoder reads a source first, `pair` says what was written after it: `values` and `gradient_norms` are then
    those of the encoder's steps and, after them, the decoder's, and T counts the latter elsewhere.
    """

    step: int
    values: Mapping[str, Numbers]
    prediction: Numbers
    target: Numbers
    metric: Numbers
    saturation: Mapping[str, tuple[float, float]]
    gradient_norms: Mapping[str, Numbers]
    pair: "PairRecord | None" = None


@dataclass(frozen=True, eq=False)
class PairRecord:
    """What a decoder did while it read its own symbols.

    `read` (T,) are the tokens that the first seed read on the probe: START, and then each that it wrote a step before.
    `forced` and `free` are each seed's share of right symbols on a part of the test set, (S,): with the right symbols
    as inputs (teacher forcing), and writing freely, where a symbol after an END that came too early is wrong.
    """

    read: NDArray[np.int64]
    forced: Numbers
    free: Numbers


@dataclass(frozen=True, eq=False)
class Sample:
    """The response to the order "sample": what the first seed of a language model writes after a prompt.

    `pieces` are the tokens of `written` as text, what joins words included: joined together they are the whole text.
    """

    step: int
    prompt: Prompt
    written: Written
    pieces: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The response to the order "snapshot": all weights by name, each (S, ...), float32.

    Names are "0.W_i" for layer 0, "readout.V" and "readout.a" for the readout, "0.start.h" for a learned initial state.
    """

    step: int
    weights: Mapping[str, NDArray[Any]]


@dataclass(frozen=True, eq=False)
class SavedState:
    """The response to the order "state": everything needed to resume the run, by name, in its own precision.

    "weights.…" as in a snapshot, "moments.…" of the optimiser, and "run.…" numbers such as the step.
    """

    step: int
    arrays: Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class DeviceUse:
    """The response to the order "device": how the time loops have really run, and what the run holds on a card.

    `engine` is a key of ENGINES and `reason` says why it is no faster one; `precision` is that of the products, a key
    of PRECISIONS. `memory` is the most bytes that tensors have held on a card, 0 on other devices.
    """

    engine: str
    reason: str = ""
    precision: str = "float32"
    memory: int = 0


@dataclass(frozen=True, eq=False)
class Ended:
    """The last record: a key of REASONS, the same in a sentence, and the metric per seed on the whole test set.

    Of a run that may end early, `solved_at` (S,) tells after how many updates each seed was found to have solved the
    task, 0 for not, and `solved_metric` (S,) its metric then. Both are None where that was not evaluated.
    """

    step: int
    reason: str
    sentence: str
    metric: Numbers
    solved_at: NDArray[np.int64] | None = None
    solved_metric: Numbers | None = None


Record = Started | Update | ProbeRecord | Sample | Snapshot | SavedState | DeviceUse | Ended
REASONS = {
    "done": "all updates were made",
    "solved": "every seed has solved the task",
    "stopped": "no seed improved on the test set for `patience` updates",
    "nan": "no seed has a finite loss",
}
ORDERS = {
    "probe": "return gates, states, gradient norms and prediction on the probe",
    "sample": "return what a language model writes after a prompt, the default one where none is given",
    "snapshot": "return the weights",
    "state": "return everything needed to resume the run",
    "device": "return the engine that has really run, its precision, and the memory that is held on a card",
    "rate": "use this learning rate from the next update on",
    "rewind": "start again from the same initial weights",
}
MAX_RATE = FLOAT_LIMITS["rate"][1]


class OrderError(ValueError):
    """An order that does not exist or has a bad value; the message quotes it and says what is allowed."""


@dataclass(frozen=True)
class Order:
    """An order to a loop, sent between two updates: a key of ORDERS, for "rate" the value, for "sample" the prompt.

    Raises OrderError on creation, so that a loop never gets a rate that is not a number.
    """

    name: str
    value: float = 0.0
    prompt: Prompt | None = None

    def __post_init__(self) -> None:  # noqa: D105
        if self.name not in ORDERS:
            raise OrderError(f"“{self.name[:40]}” is no order to a training loop; there are {', '.join(ORDERS)}.")
        if self.name == "rate" and not 0.0 < self.value <= MAX_RATE:  # also False for NaN
            raise OrderError(
                f"The learning rate cannot be {self.value:g}; a number above 0 and up to {MAX_RATE:g} would be right."
            )
