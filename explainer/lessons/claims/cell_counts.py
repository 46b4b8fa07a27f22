"""What a cell is made of, counted: its gates, its states, its weights, and the year in which it was published."""

import re
from collections.abc import Mapping

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.program import Program
from explainer.cells.torch_layout import stack_gates
from explainer.lessons.claims.claim import Condition
from explainer.numerics.initialisation import init_params

MOST_INPUTS, MOST_UNITS = 64, 256


def excess(condition: Condition, seed: int) -> float:
    """Return what is counted in a `cell`, minus the number that is `stated` of it.

    The condition's `count` is "gates", "states" or "weights"; where it has a cell `against`, the count is a share of
    that one's. The seed draws the sizes of the layer, up to 64 inputs and 256 units.
    """
    rng = np.random.default_rng([seed, 82])
    n, m = int(rng.integers(1, MOST_INPUTS + 1)), int(rng.integers(1, MOST_UNITS + 1))
    found = counts(lower(CELLS[condition["cell"]]), n, m)[condition["count"]]
    if "against" in condition:
        found /= counts(lower(CELLS[condition["against"]]), n, m)[condition["count"]]
    return float(found - condition["stated"])


def counts(program: Program, n: int, m: int) -> Mapping[str, float]:
    """Return how many gates and states a cell has, and the weights of a layer, with two biases as PyTorch has them."""
    stacked = stack_gates(program, init_params(program, n, m, seed=0), np.concatenate)
    return {
        "gates": sum(step.op == "sigmoid" and step.name == step.equation for step in program.steps),
        "states": len(program.cell.state),
        "weights": sum(array.size for array in stacked.values()),
    }


def paper_year(condition: Condition, seed: int) -> float:
    """Return the year of the last of the papers that describe a `cell`; no seed changes it."""
    return float(max(re.findall(r"\b(?:19|20)\d\d\b", CELLS[condition["cell"]].paper)))
