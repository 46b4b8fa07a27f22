"""The tables of a module: its trace as a long pandas frame, and as an npz file."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from explainer.figures import tables
from explainer.torch_models.modules.anatomy import InsideError
from explainer.torch_models.modules.arrays import array, lengths, letters, place
from explainer.torch_models.modules.layer_direction import Part
from explainer.torch_models.modules.module_run import Run

MOST_ROWS = 20_000_000  # above this a frame takes gigabytes


def frame(run: Run, names: Sequence[str] = ()) -> Any:
    """Return values one per row: layer, direction, t, sequence, name, unit, value; all counted from 1.

    Gates, candidate and states unless other `names` are given ("pre_f", "W_f @ x" …); what lies behind the end of a
    packed sequence is left out. Raises InsideError for a name that is none, and for more rows than MOST_ROWS.
    """
    wanted = tuple(names) or letters(run)
    known = run.anatomy
    units = [known.shown if part.known(name) == "h" else known.m for part in run.parts for name in wanted]
    rows = sum(lengths(run)) * sum(units)
    if rows > MOST_ROWS:
        raise InsideError(f"The frame would have {rows:,} rows; {MOST_ROWS:,} is the most. Name fewer values, trace "
                          "fewer sequences, or take to_npz.")  # fmt: skip
    return tables.together(_rows(run, part, name) for part in run.parts for name in wanted)


def npz(run: Run, names: Sequence[str] = ()) -> bytes:
    """Return values and weights as npz: "l0/f" is (T, B, m), "l0/x" (T, B, n), "l0/W_f" (m, n), "l0/start/h" (B, m)."""
    wanted = tuple(names) or letters(run)
    return tables.packed({
        f"{part.suffix}/{name}": array(value) for part in run.parts for name, value in _kept(part, wanted)
    })  # fmt: skip


def _kept(part: Part, names: Sequence[str]) -> Iterator[tuple[str, Any]]:
    yield "x", part.x
    yield from ((name, part.value(name)) for name in names)
    yield from part.params.items()
    yield from ((f"start/{state}", value) for state, value in part.starts.items())


def _rows(run: Run, part: Part, name: str) -> Any:
    values = array(part.value(name))  # (T, B, m)
    layer, direction = place(part.suffix)
    there = np.arange(len(values))[:, None] < np.array(lengths(run))  # (T, B)
    steps, sequences = np.nonzero(there)
    heads = {"layer": layer, "direction": direction, "t": steps + 1, "sequence": sequences + 1, "name": name}
    return tables.long(heads, values[there])
