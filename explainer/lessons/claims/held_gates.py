"""What a cell computes while its gates are held at a value: each an exact number."""

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.lessons.claims.claim import Condition
from explainer.numerics.initialisation import Params, init_params
from explainer.numerics.layer import Layer, LayerTrace
from explainer.numerics.measures import gates
from explainer.numerics.trace import Hold, run_layer

INPUTS, UNITS, STEPS = 4, 16, 20
GATES = ("r", "z", "f", "i", "g", "o")


def run_held(
    cell: str, condition: Condition, seed: int, x: Array | None = None, state: Array | None = None, scale: float = 1.0
) -> LayerTrace:
    """Run a cell that was just drawn, with the gates that the condition names held at its values.

    `x` (T, n) and the first `state` (m,) of what it carries are random numbers where there are none.
    """
    program = lower(CELLS[cell])
    layer = Layer(
        program, scaled(init_params(program, INPUTS, UNITS, seed), scale),
        {program.cell.state[-1]: random_state(seed, 0) if state is None else state},
        tuple(Hold(name, 0, float(condition[name])) for name in GATES if name in condition),
    )  # fmt: skip
    return run_layer(layer, random_inputs(seed, STEPS) if x is None else x, None)


def random_inputs(seed: int, steps: int, which: int = 0) -> Array:
    """Return standard normal inputs, (T, n)."""
    return np.random.default_rng([seed, 86, which]).standard_normal((steps, INPUTS))


def random_state(seed: int, which: int) -> Array:
    """Return a state between -1 and 1, (m,)."""
    return np.random.default_rng([seed, 87, which]).uniform(-1.0, 1.0, UNITS)


def scaled(params: Params, scale: float) -> Params:
    """Return parameters with every number multiplied."""
    return {name: scale * value for name, value in params.items()}


def forgetting_error(condition: Condition, seed: int) -> float:
    """Return how far the share of the old cell state in the new one is from the held forget gate `f`, at the most.

    Where no `f` is held: the share of all gate values that are not strictly between 0 and 1.
    """
    if "f" not in condition:
        run = run_held("LSTM", {}, seed, scale=5.0)
        return float(np.mean([(run.values[name] <= 0) | (run.values[name] >= 1) for name in gates(run)]))
    x, states = random_inputs(seed, 1), [random_state(seed, which) for which in (0, 1)]
    one, other = (run_held("LSTM", condition, seed, x, state).values["c"][0] for state in states)
    return float(np.abs((one - other) / (states[0] - states[1]) - condition["f"]).max())


def largest_value(condition: Condition, seed: int) -> float:
    """Return the largest size of a `value` of an LSTM in 1,000 steps, with the gates held that the condition names."""
    run = run_held("LSTM", condition, seed, random_inputs(seed, 1000), np.zeros(UNITS))
    return float(np.abs(run.values[condition["value"]]).max())


def largest_of_drawn(condition: Condition, seed: int) -> float:
    """Return the largest size of a `value` of a `cell` from a state of zeros, its weights multiplied by `scale`."""
    run = run_held(condition["cell"], {}, seed, random_inputs(seed, 200), np.zeros(UNITS), condition["scale"])
    return float(np.abs(run.values[condition["value"]]).max())


def share_of_past(condition: Condition, seed: int) -> float:
    """Return which share of the distance between two old states of a GRU is left after one step with held gates."""
    x, states = random_inputs(seed, 1), [random_state(seed, which) for which in (0, 1)]
    one, other = (run_held("GRU", condition, seed, x, state).values["h"][0] for state in states)
    return float(np.linalg.norm(one - other) / np.linalg.norm(states[0] - states[1]))


def effect_of_input(condition: Condition, seed: int) -> float:
    """Return how far two inputs move a GRU's state apart in one step with `z` held, as a share of that with z = 0."""
    found, state = [], random_state(seed, 0)
    for held in (condition, {"z": 0.0}):
        one, other = (run_held("GRU", held, seed, random_inputs(seed, 1, k), state).values["h"] for k in (0, 1))
        found.append(np.linalg.norm(one - other))
    return float(found[0] / found[1])
