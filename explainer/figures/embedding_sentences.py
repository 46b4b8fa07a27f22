"""Sentences about an embedding, computed from its matrix and its gradient."""

from collections.abc import Sequence

import numpy as np

from explainer.cells.formula import number
from explainer.cells.primitives import Array
from explainer.figures.embedding_figures import MOST_ROWS
from explainer.inputs.sequence import counted


def of_embedding_gradient(norms: Array, places: Sequence[int], names: Sequence[str], vocabulary: int) -> str:
    """Return how many rows of E have a gradient, and the largest; rows are those of the tokens read, the largest first.

    `places` says how often each of them is read, `vocabulary` how many tokens there are.
    """
    if not np.isfinite(norms).all():
        return "The gradient of E overflows."
    if not norms[0] > 0:
        return "The loss does not depend on E."
    found = int((norms > 0).sum())
    verb = "has" if found == 1 else "have"
    rows = f"Of the {counted(vocabulary, 'row')} of E, one per token, {found} {verb} a gradient"
    read = f"the text has {counted(len(norms), 'different token')}"
    summed = "" if places[0] == 1 else f", summed over its {places[0]} places"
    shown = f" The {MOST_ROWS} largest are shown." if found > MOST_ROWS else ""
    return f"{rows}; {read}. The largest is that of “{names[0]}”{summed}: its norm is {number(float(norms[0]))}.{shown}"


def of_plane(tokens: int, size: int, share: float, named: int) -> str:
    """Return what the plane of an embedding shows of it, and of how many tokens it has the names."""
    shown = (
        f"E has {counted(size, 'number')} for each of {counted(tokens, 'token')}. "
        f"The plane of the first two principal components holds {share:.0%} of their variance."
    )
    rest = f" There is space for {counted(named, 'name')}; point at a dot for its own."
    return shown + rest if named < tokens else shown


def of_nearest(names: Sequence[str], nearest: Sequence[int], distances: Array) -> str:
    """Return which two tokens are nearest to each other; `distances` (V) are those of each to its nearest."""
    k = int(np.argmin(distances))
    return (
        f"Nearest to each other are “{names[k]}” and “{names[nearest[k]]}”, {number(float(distances[k]))} apart; "
        f"on average the nearest token is {number(float(np.mean(distances)))} away."
    )
