"""Numbers for a sheet, drawn from a seed: tenths, so that sums of products are short, and none of them 0."""

from collections.abc import Mapping

import numpy as np

from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.lessons.exercises.worked_step import WorkedStep, is_reached, run_step

UNITS = 2
MOST_TRIES = 2000
ZERO = ("d",)  # the second biases of PyTorch's GRU: a sheet has enough numbers with the first ones


def tenths(rng: np.random.Generator, shape: tuple[int, ...], most: int = 9) -> Array:
    """Return numbers from −0.9 to 0.9 without 0, those of a matrix with different sizes."""
    count = int(np.prod(shape))
    sizes = rng.permutation(most)[:count] + 1 if count <= most else rng.integers(1, most + 1, count)
    return np.asarray(sizes * rng.choice([-1, 1], count) / 10).reshape(shape)


def draw_params(program: Program, rng: np.random.Generator) -> dict[str, Array]:
    """Draw every parameter of a cell with UNITS units that reads one number."""
    sizes = {"n": 1, "m": UNITS}
    shapes = {name: tuple(sizes[letter] for letter in letters) for name, letters in program.params.items()}
    return {name: np.zeros(shape) if name[0] in ZERO else tenths(rng, shape) for name, shape in shapes.items()}


def draw_steps(programs: tuple[Program, ...], seed: int) -> tuple[WorkedStep, ...]:
    """Draw one step of each cell from the same numbers, such that the key is reached from the numbers on the sheet.

    With three decimals about one draw in ten is such a one; so draws follow each other, all from the seed.
    """
    for attempt in range(MOST_TRIES):
        rng = np.random.default_rng([seed, attempt])
        params = draw_params(programs[0], rng)
        x, state = tenths(rng, (1,)), {name: tenths(rng, (UNITS,)) for name in programs[0].cell.state}
        steps = tuple(run_step(program, _of(program, params), x, state) for program in programs)
        if all(map(is_reached, steps)):
            return steps
    raise RuntimeError(f"no draw of {MOST_TRIES} from seed {seed} is reached by rounded numbers")


def _of(program: Program, params: Mapping[str, Array]) -> dict[str, Array]:
    return {name: params[name] for name in program.params}
