"""Keras files: the weights in HDF5, in any of Keras's formats, and their layers. For the child process only."""

import io
from collections import Counter
from collections.abc import Iterable, Mapping

import h5py

from explainer.torch_models.files import zip_check
from explainer.torch_models.files.entries import Entries
from explainer.torch_models.files.keras_cells import Layers, read_layers
from explainer.torch_models.files.keras_config import LayerConfig, layer_configs
from explainer.torch_models.files.keras_groups import Group, groups_of, text_of
from explainer.torch_models.files.keras_old import is_of_keras_1
from explainer.torch_models.files.limits import short
from explainer.torch_models.model import Model, ModelError

BOTH = ("forward_layer", "backward_layer")
PLAIN = ("layers", "layer", "cell", "cells", "vars")  # what is in all paths of Keras 3


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
                config = layer_configs(text_of(file.attrs["model_config"]), name) or None
            groups, version = groups_of(file, name), _version(file)
            layers = _layers(file, groups, config or {})
    except (OSError, RuntimeError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise ModelError(f"“{short(name)}” is damaged or cut off ({short(error)}); save it again.") from None
    is_keras_1 = any(is_of_keras_1(entries) for found in layers.values() for entries in found.values())
    return read_layers(layers, config, version or ("1" if is_keras_1 else ""))


def _version(file: h5py.File) -> str:
    """Return the version of Keras that wrote a file, empty where it has left none."""
    return short(text_of(file.attrs.get("keras_version", "")), 20)


def _layers(file: h5py.File, groups: Iterable[Group], config: Mapping[str, LayerConfig]) -> Layers:
    """Return the groups by the layer that they belong to, and there by direction."""
    layers: dict[str, dict[int, Entries]] = {}
    undescribed: list[tuple[str, int, Group]] = []
    for group in groups:
        found = _configured(group, config, layers)
        if found is None:
            undescribed.append((_own_name(file, group), _own_direction(group.parts), group))
        else:
            layers.setdefault(found[0], {})[found[1]] = group.entries
    count = Counter((name, direction) for name, direction, _ in undescribed)
    for name, direction, group in undescribed:
        is_one = count[name, direction] == 1 and name not in config  # two layers in a model may have one name
        layers.setdefault(name if is_one else _path_name(group), {})[direction] = group.entries
    return layers


def _path_name(group: Group) -> str:
    """Return a group's path, without what repeats in it and without its direction, as the name of its layer."""
    parts = (part.removeprefix("forward_").removeprefix("backward_") for part in group.parts)
    part = f" {group.part}" if group.part else ""
    return "/".join(dict.fromkeys(one for one in parts if one not in PLAIN)) + part


def _configured(group: Group, config: Mapping[str, LayerConfig], taken: Layers) -> tuple[str, int] | None:
    """Return the config that describes a group, and which of its directions the group is."""
    for one in config.values():
        if group.path in one.paths:
            return one.name, one.paths.index(group.path)
    for one in sorted(config.values(), key=lambda one: -len(one.names)):  # the innermost first
        names = "/".join(one.names).split("/")
        side = _direction(part for part in group.parts if part not in names)
        direction = side if len(one.paths) > 1 else 0
        if _has(group.parts, names) and one.side in (None, side) and direction not in taken.get(one.name, {}):
            return one.name, direction
    return None


def _has(parts: Iterable[str], names: Iterable[str]) -> bool:
    """Tell whether names stand in a path in their order."""
    rest = iter(parts)
    return all(name in rest for name in names)


def _direction(parts: Iterable[str]) -> int:
    return int(any(part.startswith("backward_") for part in parts))


def _own_direction(parts: list[str]) -> int:
    """Return the direction by a path in which no name is known; the first is the layer's own up to Keras 2."""
    return _direction(part for part in parts[1:] if part != parts[0])


def _own_name(file: h5py.File, group: Group) -> str:
    """Return the name of the layer that a group belongs to by the file itself.

    Keras 3 has “layers/lstm/cell/vars”, and the layer's own name in “layers/lstm/vars”; older versions have
    “model_weights/lstm/…/lstm_cell”, or begin with the layer.
    """
    parts = group.path.split("/")
    if parts[-1] != "vars" or len(parts) < 3:
        return group.parts[0]
    cell = f"/{parts[-2]}" if parts[-3] == "cells" else ""
    above = parts[: -4 if cell else -2]
    above = above[:-1] if above[-1] in BOTH and len(above) > 1 else above
    variables = "/".join([*above, "vars"])
    is_inside = isinstance(file.get(variables, getlink=True), h5py.HardLink)  # a link may lead to another file
    return (str(file[variables].attrs.get("name", above[-1])) if is_inside else above[-1]) + cell
