"""An embedding folded into the first layer: a matrix on embedded tokens is another matrix on one-hot tokens."""

from collections.abc import Mapping

import numpy as np

from explainer.cells.primitives import Array
from explainer.cells.program import Program


def fold_embedding(program: Program, params: Mapping[str, Array], embedding: Array) -> dict[str, Array]:
    """Return a first layer's parameters for one-hot tokens: each W (m, e) on x becomes W Eᵀ (m, V), for E (V, e).

    Every gate and state stays as it is, since W E[token] is the token's column of W Eᵀ.
    """
    return {
        name: np.asarray(params[name] @ embedding.T) if letters == ("m", "n") else params[name]
        for name, letters in program.params.items()
    }


def reads_x_through_matrices(program: Program) -> bool:
    """Tell whether x enters a cell in products with matrices alone, as tokens have to."""
    return all(step.op == "matmul" and step.args[1] == "x" for step in program.steps if "x" in step.args)
