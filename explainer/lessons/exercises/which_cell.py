"""Which curve is which cell: what is left of the first input in an RNN, an LSTM and a GRU, without their names."""

from dataclasses import dataclass

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.lessons.course.message import Message, gettext_noop
from explainer.lessons.exercises.draw import MOST_TRIES
from explainer.lessons.exercises.exercise import Blank, Curves, Exercise, Mistake, Table
from explainer.lessons.vanishing_gradients import (
    Setting,
    cell_params,
    mean_keep_factors,
    mean_slope,
    random_inputs,
    scale_recurrent,
)
from explainer.numerics.measures import remaining_of_first_step
from explainer.numerics.trace import Layer, trace

LETTERS, NAMES = "ABC", ("RNN", "LSTM", "GRU")
STEPS, PROBE = 21, 5  # steps of a curve; how many steps after the first the key looks
KEEP_BIASES, RADII = (-1.0, 0.0, 1.0, 2.0, 3.0, 4.0), (0.8, 1.0, 1.2, 1.4)
APART = 0.12  # the least distance of two curves at the probe
HIGHEST = 1.25  # of a curve
TASK = gettext_noop(
    "Three cells read the same numbers, and again with the first number set to 0. "
    "The curves show how much of the difference is left in h. Which curve is which cell?"
)
RULE = gettext_noop("A gate that keeps the share k at each step leaves about k to the power t after t steps.")
CELL, KEEPS = gettext_noop("cell"), gettext_noop("what it keeps per step, on average")
CURVE = gettext_noop("curve {letter}")
ACROSS, UP = gettext_noop("step"), gettext_noop("left of the first input")
WRONG = gettext_noop(
    "A {cell} that keeps {keep:.2f} per step has about {estimate:.2f} left after {steps} steps; "
    "this curve has {left:.2f}."
)
SOLUTION = gettext_noop(
    "{letter} is the {cell}: {keep:.2f} to the power {steps} is {estimate:.2f}; the curve has {left:.2f} there."
)


@dataclass(frozen=True, eq=False)
class Measured:
    """A cell's curve (STEPS,), and the factor per step: its keep gate's, or radius times slope of tanh for the RNN."""

    cell: str
    curve: Array
    keep: float

    @property
    def estimate(self) -> float:
        """What the factor leaves after PROBE steps."""
        return float(self.keep**PROBE)

    @property
    def left(self) -> float:
        """What the curve has there."""
        return float(self.curve[PROBE])


def which_cell(seed: int) -> Exercise:
    """Make the exercise."""
    cells = draw_cells(seed)
    table = Table((Message(CELL), Message(KEEPS)), tuple((name, f"{_named(cells, name).keep:.2f}") for name in NAMES))
    blanks = tuple(
        Blank(letter, Message(CURVE, {"letter": letter}), one.cell, options=NAMES, mistakes=_mistakes(cells, one))
        for letter, one in zip(LETTERS, cells, strict=True)
    )
    curves = {letter: tuple(map(float, one.curve)) for letter, one in zip(LETTERS, cells, strict=True)}
    solution = tuple(
        Message(SOLUTION, {"letter": letter, "cell": one.cell, "steps": PROBE, **_numbers(one, one)})
        for letter, one in zip(LETTERS, cells, strict=True)
    )
    picture = Curves(curves, Message(ACROSS), Message(UP))
    task = (Message(TASK), Message(RULE))
    return Exercise("which-cell", seed, task, blanks, table=table, curves=picture, solution=solution)


def draw_cells(seed: int) -> tuple[Measured, ...]:
    """Draw the three cells in a random order, such that estimates and curves give the same order, well apart."""
    for attempt in range(MOST_TRIES):
        rng = np.random.default_rng([seed, attempt, 4])
        setting = Setting(length=STEPS, m=8, seed=int(rng.integers(10_000)), initialisation="orthogonal")
        radius, biases = float(rng.choice(RADII)), rng.choice(KEEP_BIASES, 2, replace=False)
        if int(
            (biases[0] > biases[1]) ^ (seed % 2)
        ):  # saves runs: in every other seed the LSTM keeps more than the GRU
            continue
        cells = [measure(name, setting, bias, radius) for name, bias in zip(NAMES, (0.0, *biases), strict=True)]
        if is_clear(cells):
            return tuple(cells[k] for k in rng.permutation(len(cells)))
    raise RuntimeError(f"no draw of {MOST_TRIES} from seed {seed} is clear")


def measure(cell: str, setting: Setting, bias: float, radius: float) -> Measured:
    """Run a cell with a bias of its keep gate, and recurrent matrices of a spectral radius."""
    start = Setting(radius, float(bias), setting.length, setting.initialisation, m=setting.m, seed=setting.seed)
    params = scale_recurrent(cell_params(cell, start), radius)
    run = trace([Layer(lower(CELLS[cell]), params)], random_inputs(start.seed, start.length))
    factors = mean_keep_factors(run.layers[0])
    keep = factors[0] if factors else radius * mean_slope(run.layers[0])
    return Measured(cell, remaining_of_first_step(run), round(keep, 2))


def is_clear(cells: list[Measured]) -> bool:
    """Tell whether the curves stay within the picture, lie apart at the probe, and stand in the estimates' order."""
    left, estimates = np.array([one.left for one in cells]), np.array([one.estimate for one in cells])
    inside = max(float(one.curve.max()) for one in cells) <= HIGHEST
    apart = all(float(np.diff(np.sort(sizes)).min()) >= APART for sizes in (left, estimates))
    return inside and apart and bool((left.argsort() == estimates.argsort()).all())


def _named(cells: tuple[Measured, ...], name: str) -> Measured:
    return next(one for one in cells if one.cell == name)


def _mistakes(cells: tuple[Measured, ...], right: Measured) -> tuple[Mistake, ...]:
    return tuple(
        Mistake(one.cell, Message(WRONG, {"cell": one.cell, "steps": PROBE, **_numbers(one, right)}))
        for one in cells
        if one is not right
    )


def _numbers(chosen: Measured, curve: Measured) -> dict[str, float]:
    return {"keep": chosen.keep, "estimate": chosen.estimate, "left": curve.left}
