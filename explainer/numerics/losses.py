"""Losses of a run, and their gradient with respect to every value that they read directly."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explainer.cells.primitives import Array
from explainer.numerics.readout import Readout

LOSSES = {
    "recall": "at the last step, output the first input again",
    "predict": "at each step, output the next input",
    "last": "the sum of all units of h at the last step",
    "each": "the sum of all units of h at all steps",
    "number": "one number of the run: one unit of one value at one step",
    "logit": "the score, before the softmax, of the output that is most likely at one step, for trained classifiers",
}
LOSS_LABELS = {
    "recall": "recall the first symbol",
    "predict": "predict the next symbol",
    "last": "sum of h at the last step",
    "each": "sum of h at all steps",
    "number": "one value",
    "logit": "logit of the guess",
}
OF_ONE_STEP = ("number", "logit")  # losses that read a step of their own
ERRORS = {
    "entropy": "cross-entropy: minus the logarithm of the probability given to the correct symbol",
    "squared": "squared error: half the squared distance to the target",
}
ERROR_LABELS = {name: about.partition(":")[0] for name, about in ERRORS.items()}


class LossError(ValueError):
    """A loss that a run cannot have; the message says what would be right."""


@dataclass(frozen=True)
class ValuePosition:
    """One number of a run: a value's name, its unit and its step, counted from 0."""

    name: str
    unit: int
    t: int


@dataclass(frozen=True, eq=False)
class Loss:
    """A loss: its name in LOSSES, the steps it reads, and either a readout with its targets or a plain sum.

    `weights` (k, m) and `bias` (k,) are the readout y = V h + a, `targets` (steps, k) what y should be; without
    targets the loss is the sum of y, and without a readout that of what it reads: the value at `position` alone, or all
    units of h. `output` is the number, from 0, of the output that a logit is of.
    """

    name: str
    steps: tuple[int, ...]
    error: str = ""
    weights: Array | None = None
    bias: Array | None = None
    targets: Array | None = None
    position: ValuePosition | None = None
    output: int = -1


@dataclass(frozen=True, eq=False)
class LossValue:
    """A loss's value and its gradients: of the values that it reads, by name (T, m), and of its readout.

    `grad_outputs` is what `backward` starts from.
    """

    value: float
    grad_outputs: Mapping[str, Array]
    outputs: Array | None = None  # y, (steps, k)
    weight_grad: Array | None = None
    bias_grad: Array | None = None


def make_loss(
    name: str, x: Array, m: int, seed: int = 0, error: str = "squared", position: ValuePosition | None = None
) -> Loss:
    """Make a loss of LOSSES for a sequence x (T, n) and m units; the readout is drawn from (seed, 77).

    Raises LossError where the loss makes no sense for this sequence.
    """
    steps = len(x)
    if name == "number":
        position = position or ValuePosition("h", 0, steps - 1)
        return Loss(name, (position.t,), position=position)
    if name in ("last", "each"):
        return Loss(name, steps_read(name, steps)[0])
    if error == "entropy" and not is_one_hot(x):
        raise LossError("Cross-entropy needs symbols as targets, and this input has numbers; take the squared error.")
    if name == "predict" and steps < 2:
        raise LossError("Predicting the next step needs two steps or more; give a longer input.")
    weights, bias = draw_readout(x.shape[1], m, seed)
    read, targets = steps_read(name, steps)
    return Loss(name, read, error, weights, bias, x[list(targets)])


def logit_loss(readout: Readout, h: Array, t: int) -> Loss:
    """Return the loss that is the score of the most likely class after step t, from 0, of a run with these h (T, m)."""
    k = int(readout.predict(h[t]).argmax())
    return Loss("logit", (t,), weights=readout.weights[k : k + 1], bias=readout.bias[k : k + 1], output=k)


def steps_read(name: str, steps: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the steps from which a loss reads h, and the steps of x that are their targets, in a run of so many steps.

    A loss without targets has none of these; those in OF_ONE_STEP read a step of their own, so they are not here.
    """
    every = tuple(range(steps))
    table = {"recall": (every[-1:], every[:1]), "predict": (every[:-1], every[1:]), "last": (every[-1:], ()),
             "each": (every, ())}  # fmt: skip
    return table[name]


def has_logits(readout: Readout | None) -> bool:
    """Tell whether an output layer is known and gives scores to classes, so that it has a most likely one."""
    return bool(readout and readout.classes)


def draw_readout(k: int, m: int, seed: int) -> tuple[Array, Array]:
    """Draw a linear readout of k outputs from (seed, 77): weights (k, m), uniform up to 1/√m, and a bias of 0."""
    rng = np.random.default_rng([seed, 77])
    return rng.uniform(-1.0, 1.0, (k, m)) / np.sqrt(m), np.zeros(k)


def is_one_hot(x: Array) -> bool:
    """Tell whether each step is one symbol of several: a single 1 among zeros."""
    return bool(x.shape[1] > 1 and np.all((x == 0) | (x == 1)) and np.all(x.sum(axis=1) == 1))


def evaluate_loss(loss: Loss, values: Mapping[str, Array]) -> LossValue:
    """Evaluate a loss and its gradient on one layer's values, (T, m) by name."""
    if loss.weights is None or loss.bias is None:
        return _sum_loss(loss, values)
    h = values["h"][list(loss.steps)]  # (steps, m)
    grad_h = np.zeros_like(values["h"])
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        outputs = h @ loss.weights.T + loss.bias  # (steps, k)
        value, grad = _score(loss, outputs)
        grad_h[list(loss.steps)] = grad @ loss.weights
        return LossValue(value, {"h": grad_h}, outputs, grad.T @ h, grad.sum(axis=0))


def _score(loss: Loss, outputs: Array) -> tuple[float, Array]:
    """Return a loss of outputs (steps, k), and its gradient: their error against the targets, or their sum."""
    if loss.targets is None:
        return float(outputs.sum()), np.ones_like(outputs)
    return (_cross_entropy if loss.error == "entropy" else _squared_error)(outputs, loss.targets)


def _sum_loss(loss: Loss, values: Mapping[str, Array]) -> LossValue:
    name = loss.position.name if loss.position else "h"
    grad = np.zeros_like(values[name])
    grad[list(loss.steps), loss.position.unit if loss.position else slice(None)] = 1.0
    return LossValue(float(values[name][grad > 0].sum()), {name: grad})


def _squared_error(outputs: Array, targets: Array) -> tuple[float, Array]:
    """Return the mean over the steps of half the squared distance, and its gradient."""
    off = outputs - targets
    return float((off * off).sum() / 2 / len(off)), off / len(off)


def _cross_entropy(outputs: Array, targets: Array) -> tuple[float, Array]:
    """Return the mean over the steps of −log softmax(y) at the correct symbol, and its gradient."""
    shifted = outputs - outputs.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return float(-(targets * logs).sum() / len(logs)), (np.exp(logs) - targets) / len(logs)
