"""Embeddings in Gatescope's own weight files: folded into the matrices on the input, which then read one-hot tokens."""

from collections.abc import Mapping

import numpy as np

from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.inputs.sequence import counted
from explainer.numerics.embedding import fold_embedding
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.model import ModelError

Row = tuple[Mapping[str, Array], ...]
"""One layer's parameters in each direction."""


def folded_row(program: Program, row: Row, matrix: Array, name: str, models: int) -> Row:
    """Return a first layer with E (V, e) folded in; `models` are as many as the file holds.

    Raises ModelError where E does not fit the layer, or where the matrices would be too large.
    """
    tokens, size = matrix.shape
    on_x = [letter for letter, letters in program.params.items() if letters == ("m", "n")]
    LIMITS["inputs"].check(tokens, name)
    for params in row:
        for letter in on_x:
            m, n = np.shape(params[letter])
            if n != size:
                raise ModelError(
                    f"“{letter}” of “{short(name)}” takes {counted(n, 'number')} at each step, and its embedding gives "
                    f"{size}; the same number would be right."
                )
            LIMITS["numbers"].check(models * len(row) * len(on_x) * m * tokens, name)
    return tuple(fold_embedding(program, params, matrix) for params in row)


def note(matrix: Array) -> str:
    """Say that tokens were embedded, and how they are read here."""
    return (
        f"It embeds each of {counted(len(matrix), 'token')} in {counted(matrix.shape[1], 'number')}. "
        "Here the embedding is part of the matrices on x, which read one-hot tokens."
    )
