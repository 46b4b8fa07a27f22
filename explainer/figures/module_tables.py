"""A module's trace as a long pandas frame, and as an npz file."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from explainer.figures import tables
from explainer.torch_models.modules.arrays import array, layer_and_direction, lengths, letters
from explainer.torch_models.modules.layer_direction import LayerDirection
from explainer.torch_models.modules.module_run import ModuleRun
from explainer.torch_models.modules.module_spec import TorchModuleError

MOST_ROWS = 20_000_000  # above this a frame takes gigabytes


def frame(run: ModuleRun, names: Sequence[str] = ()) -> Any:
    """Return values one per row: layer, direction, t, sequence, name, unit, value; all counted from 1.

    Gates, candidate and states unless other `names` are given ("pre_f", "W_f @ x" …); padding of a packed sequence is
    left out. Raises TorchModuleError for an unknown name, and for more rows than MOST_ROWS.
    """
    wanted = tuple(names) or letters(run)
    spec = run.spec
    units = [
        spec.output_size if direction.full_name(name) == "h" else spec.m
        for direction in run.directions
        for name in wanted
    ]
    rows = sum(lengths(run)) * sum(units)
    if rows > MOST_ROWS:
        raise TorchModuleError(f"The frame would have {rows:,} rows; {MOST_ROWS:,} is the most. Name fewer values, "
                               "trace fewer sequences, or take to_npz.")  # fmt: skip
    return tables.concatenate(_rows(run, direction, name) for direction in run.directions for name in wanted)


def npz(run: ModuleRun, names: Sequence[str] = ()) -> bytes:
    """Return values and weights as npz: "l0/f" is (T, B, m), "l0/x" (T, B, n), "l0/W_f" (m, n), "l0/start/h" (B, m)."""
    wanted = tuple(names) or letters(run)
    return tables.npz_bytes({
        f"{direction.suffix}/{name}": array(value)
        for direction in run.directions for name, value in _named_arrays(direction, wanted)
    })  # fmt: skip


def _named_arrays(direction: LayerDirection, names: Sequence[str]) -> Iterator[tuple[str, Any]]:
    yield "x", direction.x
    yield from ((name, direction.value(name)) for name in names)
    yield from direction.params.items()
    yield from ((f"start/{state}", value) for state, value in direction.initial_states.items())


def _rows(run: ModuleRun, layer_direction: LayerDirection, name: str) -> Any:
    values = array(layer_direction.value(name))  # (T, B, m)
    layer, direction = layer_and_direction(layer_direction.suffix)
    not_padding = np.arange(len(values))[:, None] < np.array(lengths(run))  # (T, B)
    steps, sequences = np.nonzero(not_padding)
    columns = {"layer": layer, "direction": direction, "t": steps + 1, "sequence": sequences + 1, "name": name}
    return tables.long_frame(columns, values[not_padding])
