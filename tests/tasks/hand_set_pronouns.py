"""Networks for the pronouns whose weights are set by hand, so that what they do with the gender is known."""

from collections.abc import Sequence

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.numerics.layer import Layer
from explainer.numerics.readout import Readout
from explainer.tasks.catalogue import make_problem
from explainer.tasks.pronoun_text import INDEX, PEOPLE

PROBLEM = make_problem("pronouns", {})
MEN, WOMEN = ([INDEX[person.split()[-1]] for person in people] for people in PEOPLE.values())
PERSONS = [*MEN, *WOMEN]
OPEN = 40.0  # a sum at which a gate is 1 in all of its digits
READOUT = Readout(np.array([[-1.0, -1.0, -1.0, -1.0], [1.0, 1.0, 1.0, 1.0]]), np.zeros(2))


def lstm(clears: bool = True, retained: float = 1.0, groups: Sequence[Sequence[int]] = (PERSONS,)) -> list[Layer]:
    """Return an LSTM of four units, of which unit k writes 1 for a woman and −1 for a man of the k-th group.

    Where `clears` is set, a person shuts the forget gate of every unit; elsewhere it keeps `retained`.
    """
    params = _zeros("LSTM")
    params["b_f"][:] = OPEN if retained == 1 else np.log(retained / (1 - retained))
    if clears:
        params["W_f"][:, PERSONS] = -2 * OPEN
    params["b_i"][:] = -OPEN
    params["b_o"][:] = OPEN
    params["W_i"][:, PERSONS] = 2 * OPEN
    for unit, group in enumerate(groups):
        params["W_g"][unit, group] = [OPEN if token in WOMEN else -OPEN for token in group]
    return [Layer(lower(CELLS["LSTM"]), params)]


def gru() -> list[Layer]:
    """Return a GRU whose first unit has the gender: z is 0 at a person, and 1 elsewhere."""
    params = _zeros("GRU")
    params["b_z"][:] = OPEN
    params["W_z"][:, PERSONS] = -2 * OPEN
    params["W_n"][0, PERSONS] = [OPEN if token in WOMEN else -OPEN for token in PERSONS]
    return [Layer(lower(CELLS["GRU"]), params)]


def nothing(cell: str = "LSTM") -> list[Layer]:
    """Return a cell of four units whose weights are all zero."""
    return [Layer(lower(CELLS[cell]), _zeros(cell))]


def spread_groups() -> list[list[int]]:
    """Return the persons in four groups, each with men and women: no unit knows more than a group."""
    return [[*MEN[k::4], *WOMEN[k::4]] for k in range(4)]


def _zeros(cell: str) -> dict[str, np.ndarray]:
    program, sizes = lower(CELLS[cell]), {"n": PROBLEM.n, "m": 4}
    return {name: np.zeros(tuple(sizes[letter] for letter in letters)) for name, letters in program.params.items()}
