"""What is left of a state after many steps: of a random run, and with gates that are held."""

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.lessons.claims.claim import Condition
from explainer.lessons.claims.gradient_share import INPUTS, UNITS, random_numbers
from explainer.numerics.initialisation import init_params
from explainer.numerics.layer import Layer
from explainer.numerics.measures import replaced_share
from explainer.numerics.trace import Hold, output, run_layer

STEPS, BEGINNING = 60, 10


def old_share(condition: Condition, seed: int) -> float:
    """Return which share of the new state comes from the old one through the keep gate, the mean of units and steps.

    The condition has a `cell` and the `bias` of its keep gate; a cell without one has a share of 0.
    """
    program = lower(CELLS[condition["cell"]])
    params = init_params(program, INPUTS, UNITS, seed, keep_bias=condition.get("bias"))
    run = run_layer(Layer(program, params), random_numbers(seed, STEPS), None)
    return float(1 - replaced_share(run)[BEGINNING:].mean())


def change_of_memory(condition: Condition, seed: int) -> float:
    """Return by how much the cell state differs at the most from its first value, with f = 1 and i = 0 held.

    The condition has a `cell` and the `length` of the sequence; all that is not held is computed.
    """
    program = lower(CELLS[condition["cell"]])
    start = np.random.default_rng([seed, 82]).standard_normal(UNITS)
    holds = (Hold("f", 0, 1.0), Hold("i", 0, 0.0))
    layer = Layer(program, init_params(program, INPUTS, UNITS, seed), {"c": start}, holds)
    found = run_layer(layer, random_numbers(seed, condition["length"]), None, lean=True).values["c"]
    return float(np.abs(found - start).max())


def remaining_of_start(condition: Condition, seed: int) -> float:
    """Return which share of the distance between two first states is left at the end, with a held update gate.

    The condition has the held `z` and the `length` of the sequence, which is the same for both.
    """
    program = lower(CELLS["GRU"])
    params, x = init_params(program, INPUTS, UNITS, seed), random_numbers(seed, condition["length"])
    starts = np.random.default_rng([seed, 83]).uniform(-1.0, 1.0, (2, UNITS))
    one, other = (
        output([Layer(program, params, {"h": start}, (Hold("z", 0, condition["z"]),))], x)[-1] for start in starts
    )
    return float(np.linalg.norm(one - other) / np.linalg.norm(starts[0] - starts[1]))
