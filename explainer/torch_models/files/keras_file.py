"""Keras files: the weights in HDF5, in any of Keras's formats. For the child process only."""

import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import h5py
import numpy as np

from explainer.torch_models.files import zip_check
from explainer.torch_models.files.entries import Entries, Entry
from explainer.torch_models.files.keras_cells import read_layers
from explainer.torch_models.files.keras_config import LayerConfig, layer_configs
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.model import Model, ModelError

NAMES = {"0": "kernel", "1": "recurrent_kernel", "2": "bias"}  # Keras 3 has numbers for names
BOTH = ("forward_layer", "backward_layer")
BACKWARD = re.compile(r"backward_")


@dataclass(frozen=True, eq=False)
class Group:
    """The arrays of one cell in the file, with its layer and its direction."""

    path: str
    layer: str
    direction: int
    entries: Entries


def read_zip(data: bytes, name: str) -> tuple[Model, ...]:
    """Return the models of a .keras file; raises ModelError."""
    text = zip_check.read_member(data, zip_check.CONFIG, name)
    return _read(zip_check.read_member(data, zip_check.WEIGHTS, name), name, layer_configs(text, name) or None)


def read_hdf5(data: bytes, name: str) -> tuple[Model, ...]:
    """Return the models of a .weights.h5 or .h5 file; raises ModelError."""
    return _read(data, name, None)


def _read(data: bytes, name: str, config: Mapping[str, LayerConfig] | None) -> tuple[Model, ...]:
    try:
        with h5py.File(io.BytesIO(data), "r") as file:
            if config is None and "model_config" in file.attrs:
                config = layer_configs(str(file.attrs["model_config"]), name) or None
            groups = _groups(file, name)
    except (OSError, RuntimeError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ModelError(f"“{short(name)}” is damaged or cut off ({short(error)}); save it again.") from None
    layers: dict[str, dict[int, Entries]] = {}
    for group in groups:
        is_taken = group.direction in layers.get(group.layer, {})  # two models in one may have layers of one name
        layers.setdefault(group.path if is_taken else group.layer, {})[group.direction] = group.entries
    return read_layers(layers, config)


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
        _check_not_external(file, arrays.values())
    order = sorted(found, key=lambda path: [int(one) if one.isdigit() else one for one in re.split(r"(\d+)", path)])
    return [_group(file, group, found[group]) for group in order]


def _check_not_external(file: h5py.File, paths: Iterable[str]) -> None:
    """Raise ModelError for arrays that HDF5 would read from other files on this server."""
    for path in paths:
        if file[path].external or file[path].is_virtual:
            raise ModelError(f"“{short(path)}” is stored in another file; weights in this file itself would be right.")


def _group(file: h5py.File, group: str, paths: Mapping[str, str]) -> Group:
    parts = group.split("/")
    direction = int(any(BACKWARD.match(part) for part in parts[1:]))
    entries = {key: Entry(np.asarray(file[path][()]), str(file[path].dtype)) for key, path in paths.items()}
    return Group(group, _layer(file, parts), direction, entries)


def _layer(file: h5py.File, parts: list[str]) -> str:
    """Return the name of the layer that a group belongs to.

    Keras 3 has “layers/lstm/cell/vars”, and the layer's own name in “layers/lstm/vars”; older versions have
    “model_weights/lstm/…/lstm_cell”, or begin with the layer.
    """
    if parts[-2:] != ["cell", "vars"] or len(parts) < 3:
        return parts[1] if parts[0] == "model_weights" and len(parts) > 1 else parts[0]
    above = parts[:-3] if parts[-3] in BOTH and len(parts) > 3 else parts[:-2]
    variables = "/".join([*above, "vars"])
    is_inside = isinstance(file.get(variables, getlink=True), h5py.HardLink)  # a link may lead to another file
    return str(file[variables].attrs.get("name", above[-1])) if is_inside else above[-1]
