"""The arrays of recurrent cells in an HDF5 file, as any version of Keras names them. For the child process only."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import h5py
import numpy as np

from explainer.torch_models.files.entries import Entries, Entry
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.model import ModelError

NUMBERS = {"0": "kernel", "1": "recurrent_kernel", "2": "bias"}  # Keras 3 has numbers for names
KERAS_3 = re.compile(r"(?:.*/)?cell(?:/cells/[^/]+)?/vars")
KERAS_2 = re.compile(r"(?P<key>kernel|recurrent_kernel|bias)(?:_(?P<part>\d+))?(?::\d+)?")
KERAS_1 = re.compile(r"(?P<owner>.+)_(?P<key>[WUb](?:_[ifcozrh])?)(?::\d+)?")
DIGITS = re.compile(r"(\d+)")


@dataclass(frozen=True, eq=False)
class Group:
    """The arrays of one cell in a file by Keras's names, and the path that they have in common.

    `part` counts the cells of one path, whose arrays Keras 2 numbered.
    """

    path: str
    part: int
    entries: Entries

    @property
    def parts(self) -> list[str]:
        """The names in its path, without that of the group of all weights."""
        parts = self.path.split("/")
        return parts[1:] if parts[0] == "model_weights" and len(parts) > 1 else parts


@dataclass(frozen=True)
class _Place:
    """Where an array belongs: the path of its cell, its part, and its name there."""

    path: str
    part: int
    key: str


def groups_of(file: h5py.File, name: str) -> list[Group]:
    """Return the groups of arrays that make a recurrent cell, in the order of the file, or of the numbers in names."""
    paths: list[str] = []
    file.visititems(lambda path, item: paths.append(path) if isinstance(item, h5py.Dataset) else None)
    LIMITS["tensors"].check(len(paths), name)
    cells: dict[tuple[str, int], dict[str, str]] = {}
    for path in paths:
        place = _place(path)
        cells.setdefault((place.path, place.part), {}).setdefault(place.key, path)
    found = {cell: arrays for cell, arrays in cells.items() if _is_recurrent(arrays) and not _is_optimizer(cell[0])}
    LIMITS["numbers"].check(sum(file[path].size for arrays in found.values() for path in arrays.values()), name)
    for arrays in found.values():
        _check_not_external(file, arrays.values())
    ranks = _ranks(file)
    last = len(ranks)
    order = sorted(found, key=lambda cell: (min(ranks.get(path, last) for path in found[cell].values()), _order(cell)))
    return [_group(file, cell, found[cell]) for cell in order]


def _ranks(file: h5py.File) -> dict[str, int]:
    """Return the place of each array in the order in which Keras 1 and 2 list layers and their weights, if they do."""
    top = file["model_weights"] if _is_group(file, "model_weights") else file
    start = "model_weights/" if top is not file else ""
    layers = [layer for layer in _texts(top, "layer_names") if _is_group(top, layer)]
    paths = [f"{start}{layer}/{name}" for layer in layers for name in _texts(top[layer], "weight_names")]
    return {path: k for k, path in enumerate(paths)}


def _is_group(parent: h5py.Group, name: str) -> bool:
    return isinstance(parent.get(name, getlink=True), h5py.HardLink) and isinstance(parent[name], h5py.Group)


def _texts(group: h5py.Group, attribute: str) -> list[str]:
    return [text_of(one) for one in np.ravel(group.attrs.get(attribute, []))]


def text_of(found: object) -> str:
    """Return a text of HDF5, which up to Keras 2 was written as bytes."""
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found)


def _place(path: str) -> _Place:
    """Return where an array belongs by its path; on Windows, some versions have written backslashes."""
    group, _, last = path.replace("\\", "/").replace("_layer_checkpoint_dependencies", "layers").rpartition("/")
    if KERAS_3.fullmatch(group):
        return _Place(group, 0, NUMBERS.get(last, last))
    match = KERAS_2.fullmatch(last)
    if match:
        return _Place(group, int(match["part"] or 0), match["key"])
    match = KERAS_1.fullmatch(last)
    return _Place(f"{group}/{match['owner']}", 0, match["key"]) if match else _Place(group, 0, last)


def _is_recurrent(arrays: Mapping[str, str]) -> bool:
    """Tell whether there are recurrent weights among arrays, given by their names."""
    return "recurrent_kernel" in arrays or any(key == "U" or key.startswith("U_") for key in arrays)


def _is_optimizer(path: str) -> bool:
    return path.startswith("optimizer")


def _order(cell: tuple[str, int]) -> list[tuple[bool, int, str]]:
    """Return what orders cells by their paths, numbers in them by their size."""
    path, part = cell
    return [(one.isdigit(), int(one) if one.isdigit() else 0, one) for one in (*DIGITS.split(path), str(part))]


def _check_not_external(file: h5py.File, paths: Iterable[str]) -> None:
    """Raise ModelError for arrays that HDF5 would read from other files on this server."""
    for path in paths:
        if file[path].external or file[path].is_virtual:
            raise ModelError(f"“{short(path)}” is stored in another file; weights in this file itself would be right.")


def _group(file: h5py.File, cell: tuple[str, int], paths: Mapping[str, str]) -> Group:
    entries = {key: Entry(np.asarray(file[path][()]), str(file[path].dtype)) for key, path in paths.items()}
    return Group(*cell, entries)
