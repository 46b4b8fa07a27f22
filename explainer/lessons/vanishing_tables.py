"""The laboratory's tables: the numbers behind its figures, to read and as CSV."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainer.cells.primitives import Array
from explainer.lessons.vanishing_gradients import ACROSS, UPWARDS, Reach
from explainer.lessons.vanishing_sentences import spell


def table(reaches: Mapping[str, Reach]) -> str:
    """Return what is left at some distances from the last step as a Markdown table."""
    last = len(next(iter(reaches.values())).lengths) - 1
    backs = sorted({last, *(length - 1 for length in UPWARDS if length - 1 < last)})
    head = [f"| steps back | {' | '.join(reaches)} |", f"|--:|{'--:|' * len(reaches)}"]
    rows = [[str(back), *(spell(float(reach.shares[last - back])) for reach in reaches.values())] for back in backs]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)])


def curves(reaches: Mapping[str, Reach]) -> str:
    """Return the length of each cell's gradient at each step, counted from 1, as CSV."""
    rows: list[list[float]] = np.stack([reach.lengths for reach in reaches.values()], axis=1).tolist()
    return _csv(["step", *reaches], [[step, *row] for step, row in enumerate(rows, 1)])


def maps(phases: Mapping[str, Array]) -> str:
    """Return the share at the first step for each cell, radius and length as CSV."""
    return _csv(
        ["cell", "radius", "length", "share"],
        [
            [cell, radius, length, float(share)]
            for cell, shares in phases.items()
            for length, row in zip(UPWARDS, shares, strict=True)
            for radius, share in zip(ACROSS, row, strict=True)
        ],
    )


def _csv(head: list[str], rows: Sequence[Sequence[str | float]]) -> str:
    return "".join(f"{','.join(str(entry) for entry in row)}\n" for row in (head, *rows))
