"""The Keras file: weights out of HDF5, whoever of Keras's formats packs them. For the child process alone."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

import h5py
import numpy as np

from explainer.models import zipped
from explainer.models.entries import Entries, Entry
from explainer.models.keras_cells import read_layers
from explainer.models.keras_config import Described, described
from explainer.models.limits import LIMITS, short
from explainer.models.model import Model, ModelError

NAMES = {"0": "kernel", "1": "recurrent_kernel", "2": "bias"}  # what Keras 3 calls by number
BACKWARD = re.compile(r"backward_")


@dataclass(frozen=True, eq=False)
class Group:
    """The arrays of one cell in the file: the layer that it belongs to, and its direction."""

    layer: str
    direction: int
    entries: Entries


def read_zip(data: bytes, name: str) -> tuple[Model, ...]:
    """Return the models of a .keras file; raises ModelError."""
    text = zipped.unpacked(data, zipped.CONFIG, name)
    return _read(zipped.unpacked(data, zipped.WEIGHTS, name), name, described(text, name))


def read_hdf5(data: bytes, name: str) -> tuple[Model, ...]:
    """Return the models of a .weights.h5 or .h5 file; raises ModelError."""
    return _read(data, name, None)


def _read(data: bytes, name: str, known: Mapping[str, Described] | None) -> tuple[Model, ...]:
    try:
        with h5py.File(io.BytesIO(data), "r") as file:
            if known is None and "model_config" in file.attrs:
                known = described(str(file.attrs["model_config"]), name)
            groups = _groups(file, name)
    except (OSError, RuntimeError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ModelError(f"“{short(name)}” is damaged or cut off ({short(error)}); save it again.") from None
    layers: dict[str, dict[int, Entries]] = {}
    for group in groups:
        layers.setdefault(group.layer, {})[group.direction] = group.entries
    return read_layers(layers, known)


def _groups(file: h5py.File, name: str) -> list[Group]:
    """Find the groups that hold a kernel and a recurrent kernel, in the order of their layers."""
    paths: list[str] = []
    file.visititems(lambda path, item: paths.append(path) if isinstance(item, h5py.Dataset) else None)
    LIMITS["tensors"].check(len(paths), name)
    cells: dict[str, dict[str, str]] = {}
    for path in paths:
        group, _, last = path.rpartition("/")
        last = last.partition(":")[0]
        if last in NAMES.values() or (last in NAMES and group.endswith("cell/vars")):
            cells.setdefault(group, {})[NAMES.get(last, last)] = path
    found = {group: arrays for group, arrays in cells.items() if "recurrent_kernel" in arrays}
    LIMITS["numbers"].check(sum(file[path].size for arrays in found.values() for path in arrays.values()), name)
    order = sorted(found, key=lambda path: [int(one) if one.isdigit() else one for one in re.split(r"(\d+)", path)])
    return [_group(file, group, found[group]) for group in order]


def _group(file: h5py.File, group: str, paths: Mapping[str, str]) -> Group:
    parts = group.split("/")
    direction = int(any(BACKWARD.match(part) for part in parts[1:]))
    entries = {key: Entry(np.asarray(file[path][()]), str(file[path].dtype)) for key, path in paths.items()}
    return Group(_layer(file, parts), direction, entries)


def _layer(file: h5py.File, parts: list[str]) -> str:
    """Return the name of the layer that a group belongs to.

    Keras 3 has “layers/lstm/cell/vars”, the layer's own name beside it in “layers/lstm/vars”; what was before has
    “model_weights/lstm/…/lstm_cell”, or begins with the layer.
    """
    if parts[-2:] != ["cell", "vars"]:
        return parts[1] if parts[0] == "model_weights" and len(parts) > 1 else parts[0]
    above = parts[:-3] if parts[-3] in ("forward_layer", "backward_layer") else parts[:-2]
    own = "/".join([*above, "vars"])
    return str(file[own].attrs.get("name", above[-1])) if own in file else above[-1]
