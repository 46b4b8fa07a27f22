"""By hand: the classic worked example, two units, a short series and one step of learning, every number by name.

The names are those of paper: `h_2` and `dL/dh_2` at step 2, `(dL/dU_h)_2` what step 2 adds to dL/dU_h, and with a
prime what comes after the update. The readout is y = V h + a, read after the last step (Werbos 1990).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.primitives import Array
from explainer.cells.program import lower
from explainer.inputs.numbers import read_numbers
from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import InputError, Sequence
from explainer.numerics.backward import LayerGradients, backward
from explainer.numerics.losses import Loss, Reading, read
from explainer.numerics.trace import Layer, LayerTrace, trace

M = 2  # units
SERIES = "10 20 30 40"
FEWEST, MOST = 3, 6  # numbers in a series, its target among them
RATE = 0.1
RATES = (0.0, 1000.0)
PROGRAM = lower(CELLS["RNN"])
SUM = PROGRAM.steps[-1].args[0]  # what stands in the brackets of tanh; s on paper
READOUT = ("V", "a")


@dataclass(frozen=True, eq=False)
class Pass:
    """One way forward and back with the same parameters, by name; V (1, m) and a (1,) are the readout's."""

    params: Mapping[str, Array]
    run: LayerTrace
    reading: Reading
    back: LayerGradients

    @property
    def gradients(self) -> Mapping[str, Array | None]:
        """dL/d of every parameter by name."""
        return {**self.back.params, "V": self.reading.weights, "a": self.reading.bias}


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
        """T, how many numbers are read."""
        return len(self.series.x) - 1


def read_series(text: str) -> Sequence:
    """Read 3 to 6 numbers, the last one the target, over the next power of ten; raises InputError.

    An arrow may stand before the target. Numbers up to 1 stay as they are.
    """
    typed = read_numbers(text.replace("->", " ").replace("→", " "), "none")
    if typed.x.shape[1] > 1:
        raise InputError("There are several numbers on each line; one series on a single line would be right.")
    if not FEWEST <= len(typed.x) <= MOST:
        raise InputError(f"There are {len(typed.x)} numbers; {FEWEST} to {MOST} would be right, the last the target.")
    scaling = Scaling(0.0, _power_of_ten(float(np.abs(typed.x).max())))
    return replace(typed, x=scaling.apply(typed.x), scalings=(scaling,))  # (T + 1, 1)


def _power_of_ten(size: float) -> float:
    return next(10.0**k for k in range(10) if size <= 10.0**k)


def draw(seed: int) -> dict[str, Array]:
    """Draw every parameter from a seed: tenths from 0.1 to 0.7, about as far as PyTorch's default, 1/√m.

    None is 0, so that every way counts, and no two in a matrix are of a size, so that turning it over shows.
    """
    rng = np.random.default_rng(seed)
    sizes = {"n": 1, "m": M}
    shapes = {name: tuple(sizes[letter] for letter in letters) for name, letters in PROGRAM.params.items()}
    return {name: _tenths(rng, shape) for name, shape in (shapes | {"V": (1, M), "a": (1,)}).items()}


def _tenths(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    count = math.prod(shape)
    return np.asarray((rng.permutation(7)[:count] + 1) * rng.choice([-1, 1], count) / 10).reshape(shape)


def work(series: Sequence, seed: int, rate: float) -> Example:
    """Go through a series forward and back, take one step of gradient descent, and go through it again."""
    before = go(draw(seed), series)
    with np.errstate(over="ignore", invalid="ignore"):
        moved = {name: value - rate * np.asarray(before.gradients[name]) for name, value in before.params.items()}
        return Example(series, seed, rate, before, go(moved, series))


def go(params: Mapping[str, Array], series: Sequence) -> Pass:
    """Go through a series forward and back: half the squared error of what is answered after the last step."""
    whole = trace([Layer(PROGRAM, {name: params[name] for name in PROGRAM.params})], series.x[:-1])
    question = Loss("predict", (len(series.x) - 2,), "squared", params["V"], params["a"], series.x[-1:])
    reading = read(question, whole.layers[0].values)
    return Pass(params, whole.layers[0], reading, backward(whole, reading.seeds).layers[0])


def values(example: Example) -> dict[str, Array]:
    """Return every number of an example by its name on paper."""
    before, after = example.before, example.after
    moved = {**after.params, **_forward(after)}
    return {
        "η": np.array(example.rate), "target": example.series.x[-1],
        **_by_step("x", before.run.values["x"]), "h_0": before.run.layer.start("h"),
        **before.params, **_forward(before), **_backward(before),
        **{f"{name}′": value for name, value in moved.items()},
    }  # fmt: skip


def _by_step(name: str, rows: Array, form: str = "{}_{}") -> dict[str, Array]:
    return {form.format(name, t + 1): row for t, row in enumerate(rows)}


def _forward(one: Pass) -> dict[str, Array]:
    return {
        **_by_step("s", one.run.values[SUM]), **_by_step("h", one.run.values["h"]),
        "y": np.asarray(one.reading.answers)[0], "L": np.array(one.reading.value),
    }  # fmt: skip


def _backward(one: Pass) -> dict[str, Array]:
    found = {"dL/dy": np.asarray(one.reading.bias)}  # a is added to y and read once: it feels what y feels
    found |= _by_step("dL/dh", one.back.values["h"]) | _by_step("dL/ds", one.back.values[SUM])
    for name in one.back.params:
        found |= _by_step(f"dL/d{name}", one.back.terms(name), "({})_{}")
    return found | {f"dL/d{name}": np.asarray(value) for name, value in one.gradients.items()}
