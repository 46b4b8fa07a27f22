"""The Keras config: what a .keras file says of its recurrent layers, and which of them reads which."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from explainer.torch_models.files.limits import short
from explainer.torch_models.model import ModelError

RECURRENT = ("LSTM", "GRU", "SimpleRNN")
SEEN_THROUGH = ("Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise", "AlphaDropout", "Identity")
Table = Mapping[str, Any]


@dataclass(frozen=True)
class Described:
    """A recurrent layer as Keras describes it: its class, its settings, and the recurrent layer that it reads."""

    name: str
    kind: str
    settings: Table
    backward: Table | None = None  # the other direction's settings, where it reads both ways
    merge: str | None = "concat"
    below: str | None = None


@dataclass
class _Walk:
    """What has been met on the way through a config."""

    layers: dict[str, Table] = field(default_factory=dict)
    sources: dict[str, list[str]] = field(default_factory=dict)


def described(text: str | bytes, name: str) -> dict[str, Described]:
    """Return the recurrent layers of a config by their names; raises ModelError where it cannot be read.

    The config of a class of the visitor's own tells nothing of its layers: there are none then.
    """
    try:
        walk = _Walk()
        _enter(json.loads(text), walk)
        return {one.name: one for one in (_one(key, walk) for key in walk.layers) if one}
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        raise ModelError(f"The config of “{short(name)}” cannot be read; save the model again.") from None


def _enter(model: Table, walk: _Walk) -> None:
    """Gather the layers of a model, and of the models in it, each with what it reads."""
    before: str | None = None
    for layer in model["config"].get("layers", []):
        settings = layer["config"]
        name = str(settings.get("name", layer.get("name")))
        if "layers" in settings:
            _enter(layer, walk)
        walk.layers[name] = layer
        wired = layer.get("inbound_nodes")
        walk.sources[name] = list(_sources(wired)) if wired is not None else [before] if before else []
        before = name


def _sources(wired: Any) -> Iterator[str]:
    """Name the layers that are read, the first one first; Keras 3 keeps them in “keras_history”, Keras 2 in lists."""
    if isinstance(wired, Mapping):
        history = wired.get("keras_history")
        if history:
            yield str(history[0])
        for value in wired.values():
            yield from _sources(value)
    elif isinstance(wired, list):
        if len(wired) > 2 and isinstance(wired[0], str) and isinstance(wired[1], int):
            yield wired[0]
        for value in wired:
            yield from _sources(value)


def _one(name: str, walk: _Walk) -> Described | None:
    kind, settings = walk.layers[name]["class_name"], walk.layers[name]["config"]
    below = _below(name, walk)
    if kind in RECURRENT:
        return Described(name, kind, settings, below=below)
    if kind != "Bidirectional" or settings["layer"]["class_name"] not in RECURRENT:
        return None
    ahead = settings["layer"]
    backward = settings.get("backward_layer", ahead)
    if backward["class_name"] != ahead["class_name"]:
        raise ModelError(
            f"“{short(name)}” reads one way with {short(ahead['class_name'])} and another way with another."
        )
    return Described(name, ahead["class_name"], ahead["config"], backward["config"], settings.get("merge_mode"), below)


def _below(name: str, walk: _Walk) -> str | None:
    """Return the recurrent layer that is read, through what leaves numbers as they are."""
    for _ in walk.layers:
        sources = walk.sources.get(name, [])
        if not sources or sources[0] not in walk.layers:
            return None
        name = sources[0]
        kind = walk.layers[name]["class_name"]
        if kind in RECURRENT or kind == "Bidirectional":
            return name
        if kind not in SEEN_THROUGH:
            return None
    return None
