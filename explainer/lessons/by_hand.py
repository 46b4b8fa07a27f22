"""A worked example of backpropagation through time with two units: one training step, every number by name.

The names are those on paper: `h_2` and `dL/dh_2` at step 2, `(dL/dU_h)_2` what step 2 adds to dL/dU_h, and a prime for
values after the update. The output layer is y = V h + a, computed after the last step (Werbos 1990).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.inputs.numbers import read_numbers
from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import InputError, Sequence, counted
from explainer.numerics.backward import LayerGradients, backward
from explainer.numerics.losses import Loss, LossValue, evaluate_loss
from explainer.numerics.trace import Layer, LayerTrace, trace

UNITS = 2  # units
SERIES = "10 20 30 40"
MIN_NUMBERS, MAX_NUMBERS = 3, 6  # numbers in a series, its target among them
RATE = 0.1
RATES = (0.0, 1000.0)
PROGRAM = lower(CELLS["RNN"])
PRE_ACTIVATION = PROGRAM.steps[-1].args[0]  # the argument of tanh; s on paper
READOUT = ("V", "a")


@dataclass(frozen=True, eq=False)
class Pass:
    """A forward and backward pass with the same parameters, by name; V (1, m) and a (1,) are the output layer's."""

    params: Mapping[str, Array]
    run: LayerTrace
    loss: LossValue
    layer_gradients: LayerGradients

    @property
    def gradients(self) -> Mapping[str, Array | None]:
        """dL/d of every parameter by name."""
        return {**self.layer_gradients.params, "V": self.loss.weight_grad, "a": self.loss.bias_grad}


@dataclass(frozen=True, eq=False)
class Example:
    """A worked example: the series with its target last, and a pass before and after one update."""

    series: Sequence
    seed: int
    rate: float
    before: Pass
    after: Pass

    @property
    def steps(self) -> int:
        """T, the number of inputs."""
        return len(self.series.x) - 1


def read_series(text: str) -> Sequence:
    """Read 3 to 6 numbers, the last one the target, divided by the next power of ten; raises InputError.

    An arrow may stand before the target. Numbers up to 1 stay as they are.
    """
    raw = read_numbers(text.replace("->", " ").replace("→", " "), "none")
    if raw.x.shape[1] > 1:
        raise InputError("There are several numbers on each line; one series on a single line would be right.")
    if not MIN_NUMBERS <= len(raw.x) <= MAX_NUMBERS:
        raise InputError(
            f"The series has {counted(len(raw.x), 'number')}; {MIN_NUMBERS} to {MAX_NUMBERS} would be right, "
            "the last the target."
        )
    scaling = Scaling(0.0, _power_of_ten(float(np.abs(raw.x).max())))
    return replace(raw, x=scaling.apply(raw.x), scalings=(scaling,))  # (T + 1, 1)


def _power_of_ten(size: float) -> float:
    return next(10.0**k for k in range(10) if size <= 10.0**k)


def init_params(seed: int) -> dict[str, Array]:
    """Draw every parameter from a seed: tenths from 0.1 to 0.7, about the range of PyTorch's default, 1/√m.

    None is 0, so that every path has a gradient, and no two in a matrix are equal, so that a transpose shows.
    """
    rng = np.random.default_rng(seed)
    sizes = {"n": 1, "m": UNITS}
    shapes = {name: tuple(sizes[letter] for letter in letters) for name, letters in PROGRAM.params.items()}
    return {name: _tenths(rng, shape) for name, shape in (shapes | {"V": (1, UNITS), "a": (1,)}).items()}


def _tenths(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    count = math.prod(shape)
    return np.asarray((rng.permutation(7)[:count] + 1) * rng.choice([-1, 1], count) / 10).reshape(shape)


def compute_example(series: Sequence, seed: int, rate: float) -> Example:
    """Run a series forward and backward, take one step of gradient descent, and run it again."""
    before = forward_backward(init_params(seed), series)
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        updated = {name: value - rate * np.asarray(before.gradients[name]) for name, value in before.params.items()}
        return Example(series, seed, rate, before, forward_backward(updated, series))


def forward_backward(params: Mapping[str, Array], series: Sequence) -> Pass:
    """Run a series forward and backward; the loss is half the squared error of the prediction after the last step."""
    run = trace([Layer(PROGRAM, {name: params[name] for name in PROGRAM.params})], series.x[:-1])
    loss = Loss("predict", (len(series.x) - 2,), "squared", params["V"], params["a"], series.x[-1:])
    value = evaluate_loss(loss, run.layers[0].values)
    return Pass(params, run.layers[0], value, backward(run, value.grad_outputs).layers[0])


def values(example: Example) -> dict[str, Array]:
    """Return every value of an example by its name on paper."""
    before, after = example.before, example.after
    updated = {**after.params, **_forward(after)}
    return {
        "η": np.array(example.rate), "target": example.series.x[-1],
        **_by_step("x", before.run.values["x"]), "h_0": before.run.layer.initial_state("h"),
        **before.params, **_forward(before), **_backward(before),
        **{f"{name}′": value for name, value in updated.items()},
    }  # fmt: skip


def _by_step(name: str, rows: Array, form: str = "{}_{}") -> dict[str, Array]:
    return {form.format(name, t + 1): row for t, row in enumerate(rows)}


def _forward(one: Pass) -> dict[str, Array]:
    return {
        **_by_step("s", one.run.values[PRE_ACTIVATION]), **_by_step("h", one.run.values["h"]),
        "y": np.asarray(one.loss.outputs)[0], "L": np.array(one.loss.value),
    }  # fmt: skip


def _backward(one: Pass) -> dict[str, Array]:
    gradients = {"dL/dy": np.asarray(one.loss.bias_grad)}  # a is only added to y, so both gradients are equal
    gradients |= _by_step("dL/dh", one.layer_gradients.values["h"]) | _by_step(
        "dL/ds", one.layer_gradients.values[PRE_ACTIVATION]
    )
    for name in one.layer_gradients.params:
        gradients |= _by_step(f"dL/d{name}", one.layer_gradients.terms(name), "({})_{}")
    return gradients | {f"dL/d{name}": np.asarray(value) for name, value in one.gradients.items()}
