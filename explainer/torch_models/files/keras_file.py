"""The Keras file: weights out of HDF5, whoever of Keras's formats packs them. For the child process alone."""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import h5py
import numpy as np

from explainer.torch_models.files import zip_check
from explainer.torch_models.files.entries import Entries, Entry
from explainer.torch_models.files.keras_cells import read_layers
from explainer.torch_models.files.keras_config import Described, described
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.model import Model, ModelError

NAMES = {"0": "kernel", "1": "recurrent_kernel", "2": "bias"}  # what Keras 3 calls by number
BOTH = ("forward_layer", "backward_layer")
BACKWARD = re.compile(r"backward_")


@dataclass(frozen=True, eq=False)
class Group:
    """The arrays of one cell in the file: the layer that it belongs to, and its direction."""

    path: str
    layer: str
    direction: int
    entries: Entries


def read_zip(data: bytes, name: str) -> tuple[Model, ...]:
    """Return the models of a .keras file; raises ModelError."""
    text = zip_check.unpacked(data, zip_check.CONFIG, name)
    return _read(zip_check.unpacked(data, zip_check.WEIGHTS, name), name, described(text, name) or None)


def read_hdf5(data: bytes, name: str) -> tuple[Model, ...]:
    """Return the models of a .weights.h5 or .h5 file; raises ModelError."""
    return _read(data, name, None)


def _read(data: bytes, name: str, known: Mapping[str, Described] | None) -> tuple[Model, ...]:
    try:
        with h5py.File(io.BytesIO(data), "r") as file:
            if known is None and "model_config" in file.attrs:
                known = described(str(file.attrs["model_config"]), name) or None
            groups = _groups(file, name)
    except (OSError, RuntimeError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ModelError(f"“{short(name)}” is damaged or cut off ({short(error)}); save it again.") from None
    layers: dict[str, dict[int, Entries]] = {}
    for group in groups:
        taken = group.direction in layers.get(group.layer, {})  # two models in one may have layers of one name
        layers.setdefault(group.path if taken else group.layer, {})[group.direction] = group.entries
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
    for arrays in found.values():
        _check_inside(file, arrays.values())
    order = sorted(found, key=lambda path: [int(one) if one.isdigit() else one for one in re.split(r"(\d+)", path)])
    return [_group(file, group, found[group]) for group in order]


def _check_inside(file: h5py.File, paths: Iterable[str]) -> None:
    """Raise ModelError for arrays that HDF5 would read from other files of this server."""
    for path in paths:
        if file[path].external or file[path].is_virtual:
            raise ModelError(
                f"“{short(path)}” is kept in another file; weights that are held in this one would be right."
            )


def _group(file: h5py.File, group: str, paths: Mapping[str, str]) -> Group:
    parts = group.split("/")
    direction = int(any(BACKWARD.match(part) for part in parts[1:]))
    entries = {key: Entry(np.asarray(file[path][()]), str(file[path].dtype)) for key, path in paths.items()}
    return Group(group, _layer(file, parts), direction, entries)


def _layer(file: h5py.File, parts: list[str]) -> str:
    """Return the name of the layer that a group belongs to.

    Keras 3 has “layers/lstm/cell/vars”, the layer's own name beside it in “layers/lstm/vars”; what was before has
    “model_weights/lstm/…/lstm_cell”, or begins with the layer.
    """
    if parts[-2:] != ["cell", "vars"] or len(parts) < 3:
        return parts[1] if parts[0] == "model_weights" and len(parts) > 1 else parts[0]
    above = parts[:-3] if parts[-3] in BOTH and len(parts) > 3 else parts[:-2]
    own = "/".join([*above, "vars"])
    held = isinstance(file.get(own, getlink=True), h5py.HardLink)  # a link may lead to another file
    return str(file[own].attrs.get("name", above[-1])) if held else above[-1]
