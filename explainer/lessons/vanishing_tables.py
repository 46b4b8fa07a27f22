"""The numbers behind the figures of vanishing gradients as a Markdown table and as CSV."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainer.cells.primitives import Array
from explainer.lessons.vanishing_gradients import MAP_LENGTHS, MAP_RADII, GradientNorms
from explainer.lessons.vanishing_sentences import format_share


def table(measured: Mapping[str, GradientNorms]) -> str:
    """Return the share of the gradient left at some distances from the last step, as a Markdown table."""
    last = len(next(iter(measured.values())).norms) - 1
    distances = sorted({last, *(length - 1 for length in MAP_LENGTHS if length - 1 < last)})
    header = [f"| steps back | {' | '.join(measured)} |", f"|--:|{'--:|' * len(measured)}"]
    rows = [
        [str(back), *(format_share(float(one.shares[last - back])) for one in measured.values())] for back in distances
    ]
    return "\n".join([*header, *(f"| {' | '.join(row)} |" for row in rows)])


def curves_csv(measured: Mapping[str, GradientNorms]) -> str:
    """Return each cell's gradient norm at each step, counted from 1, as CSV."""
    rows: list[list[float]] = np.stack([one.norms for one in measured.values()], axis=1).tolist()
    return _csv(["step", *measured], [[step, *row] for step, row in enumerate(rows, 1)])


def maps_csv(phases: Mapping[str, Array]) -> str:
    """Return the share at the first step for each cell, radius and length as CSV."""
    return _csv(
        ["cell", "radius", "length", "share"],
        [
            [cell, radius, length, float(share)]
            for cell, shares in phases.items()
            for length, row in zip(MAP_LENGTHS, shares, strict=True)
            for radius, share in zip(MAP_RADII, row, strict=True)
        ],
    )


def _csv(header: list[str], rows: Sequence[Sequence[str | float]]) -> str:
    return "".join(f"{','.join(str(entry) for entry in row)}\n" for row in (header, *rows))
