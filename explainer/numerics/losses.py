"""The losses: what is asked of a run, and what the loss feels of every value it reads by itself."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explainer.cells.primitives import Array

ASKS = {
    "recall": "at the last step, what came first?",
    "predict": "at each step, what comes next?",
    "last": "the sum of all units of h at the last step",
    "each": "the sum of all units of h at all steps",
    "number": "one number: one unit of one value at one step",
}
ERRORS = {
    "entropy": "cross-entropy: minus the logarithm of the share that the right symbol gets",
    "squared": "squared error: half the squared distance to what would be right",
}


class LossError(ValueError):
    """A loss that cannot be asked of a run; the message says what would be right."""


@dataclass(frozen=True)
class Spot:
    """One number of a run: a value's name, its unit and its step, counted from 0."""

    name: str
    unit: int
    t: int


@dataclass(frozen=True, eq=False)
class Loss:
    """A question to a run: the steps it reads, and either a readout with its targets or plain numbers.

    `weights` (k, m) and `bias` (k,) are the readout y = V h + a, `targets` (steps, k) what y should be; without
    them the loss is the sum of what it reads: of `of` alone, or of all units of h.
    """

    ask: str
    steps: tuple[int, ...]
    error: str = ""
    weights: Array | None = None
    bias: Array | None = None
    targets: Array | None = None
    of: Spot | None = None


@dataclass(frozen=True, eq=False)
class Reading:
    """What a loss comes to, and its gradient: by name (T, m) as seeds of the backward pass, and of the readout."""

    value: float
    seeds: Mapping[str, Array]
    answers: Array | None = None  # y, (steps, k)
    weights: Array | None = None
    bias: Array | None = None


def ask(name: str, x: Array, m: int, seed: int = 0, error: str = "squared", of: Spot | None = None) -> Loss:
    """Make a loss of ASKS for a sequence x (T, n) and m units; the readout is drawn from (seed, 77).

    Raises LossError where the question makes no sense for this sequence.
    """
    steps = len(x)
    if name == "number":
        return Loss(name, (of.t,) if of else (steps - 1,), of=of or Spot("h", 0, steps - 1))
    if name in ("last", "each"):
        return Loss(name, (steps - 1,) if name == "last" else tuple(range(steps)))
    if error == "entropy" and not is_one_hot(x):
        raise LossError("Cross-entropy asks which symbol is right, and numbers are read here; take the squared error.")
    if name == "predict" and steps < 2:
        raise LossError("What comes next can only be asked of two steps or more; give a longer input.")
    weights, bias = readout(x.shape[1], m, seed)
    read, targets = ((steps - 1,), x[:1]) if name == "recall" else (tuple(range(steps - 1)), x[1:])
    return Loss(name, read, error, weights, bias, targets)


def fitting(
    name: str, error: str, of: Spot | None, x: Array, values: Mapping[str, Array]
) -> tuple[str, str, Spot | None]:
    """Return a question that a run over x, and one layer's values, can be asked: what does not fit gives way.

    A number that is not there becomes the sum of the last step; numbers are judged by the squared error.
    """
    if name == "number":
        found = values.get(of.name) if of and not of.name.endswith(("_prev", "_below")) and of.name != "x" else None
        inside = found is not None and of is not None and of.t < len(found) and of.unit < found.shape[1]
        return (name, "", of) if inside else ("last", "", None)
    fits = error != "entropy" or is_one_hot(x)
    return name, error if fits else "squared", None


def readout(k: int, m: int, seed: int) -> tuple[Array, Array]:
    """Draw a linear readout of k answers from (seed, 77): weights (k, m), uniform up to 1/√m, and a bias of 0."""
    rng = np.random.default_rng([seed, 77])
    return rng.uniform(-1.0, 1.0, (k, m)) / np.sqrt(m), np.zeros(k)


def is_one_hot(x: Array) -> bool:
    """Tell whether each step is one symbol of several: a single 1 among zeros."""
    return bool(x.shape[1] > 1 and np.all((x == 0) | (x == 1)) and np.all(x.sum(axis=1) == 1))


def read(loss: Loss, values: Mapping[str, Array]) -> Reading:
    """Read a layer's values, (T, m) by name, and return the loss and its gradient."""
    if loss.weights is None or loss.bias is None or loss.targets is None:
        return _plain(loss, values)
    h = values["h"][list(loss.steps)]  # (steps, m)
    seeds = np.zeros_like(values["h"])
    with np.errstate(over="ignore", invalid="ignore"):
        answers = h @ loss.weights.T + loss.bias  # (steps, k)
        value, felt = (_entropy if loss.error == "entropy" else _squared)(answers, loss.targets)
        seeds[list(loss.steps)] = felt @ loss.weights
        return Reading(value, {"h": seeds}, answers, felt.T @ h, felt.sum(axis=0))


def _plain(loss: Loss, values: Mapping[str, Array]) -> Reading:
    name = loss.of.name if loss.of else "h"
    seeds = np.zeros_like(values[name])
    seeds[list(loss.steps), loss.of.unit if loss.of else slice(None)] = 1.0
    return Reading(float(values[name][seeds > 0].sum()), {name: seeds})


def _squared(answers: Array, targets: Array) -> tuple[float, Array]:
    """Return the mean over the steps of half the squared distance, and its gradient."""
    off = answers - targets
    return float((off * off).sum() / 2 / len(off)), off / len(off)


def _entropy(answers: Array, targets: Array) -> tuple[float, Array]:
    """Return the mean over the steps of −log softmax(y) at the right symbol, and its gradient."""
    shifted = answers - answers.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-(targets * logs).sum() / len(logs)), (np.exp(logs) - targets) / len(logs)
