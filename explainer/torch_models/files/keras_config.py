"""The config in a .keras file: its recurrent layers, and which of them reads which."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from explainer.torch_models.files.limits import short
from explainer.torch_models.model import ModelError

RECURRENT = ("LSTM", "GRU", "SimpleRNN")
PASS_THROUGH = ("Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise", "AlphaDropout", "Identity")
Table = Mapping[str, Any]


@dataclass(frozen=True)
class LayerConfig:
    """The config of a recurrent layer: its class, its settings, and the recurrent layer that it reads."""

    name: str
    kind: str
    settings: Table
    backward: Table | None = None  # settings of the other direction of a bidirectional layer
    merge: str | None = "concat"
    below: str | None = None

    @property
    def is_keras_3(self) -> bool:
        """Tell whether Keras 3 wrote the layer: Keras 2 wrote settings that Keras 3 has no more."""
        return not {"implementation", "time_major"} & set(self.settings)


@dataclass
class _Layers:
    """The layers of a config by name, and the names of those that each reads."""

    layers: dict[str, Table] = field(default_factory=dict)
    sources: dict[str, list[str]] = field(default_factory=dict)


def layer_configs(text: str | bytes, name: str) -> dict[str, LayerConfig]:
    """Return the recurrent layers of a config by their names; raises ModelError where it cannot be read.

    The config of a user-defined class tells nothing of its layers: there are none then.
    """
    try:
        found = _Layers()
        _collect(json.loads(text), found)
        return {one.name: one for one in (_layer_config(key, found) for key in found.layers) if one}
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        raise ModelError(f"The config of “{short(name)}” cannot be read; save the model again.") from None


def _collect(model: Table, found: _Layers) -> None:
    """Collect the layers of a model, and of the models in it, each with what it reads."""
    before: str | None = None
    for layer in model["config"].get("layers", []):
        settings = layer["config"]
        name = str(settings.get("name", layer.get("name")))
        if "layers" in settings:
            _collect(layer, found)
        found.layers[name] = layer
        inbound = layer.get("inbound_nodes")
        found.sources[name] = list(_sources(inbound)) if inbound is not None else [before] if before else []
        before = name


def _sources(inbound: Any) -> Iterator[str]:
    """Name the layers that are read, in order; Keras 3 has them in “keras_history”, Keras 2 in lists."""
    if isinstance(inbound, Mapping):
        history = inbound.get("keras_history")
        if history:
            yield str(history[0])
        for value in inbound.values():
            yield from _sources(value)
    elif isinstance(inbound, list):
        if len(inbound) > 2 and isinstance(inbound[0], str) and isinstance(inbound[1], int):
            yield inbound[0]
        for value in inbound:
            yield from _sources(value)


def _layer_config(name: str, found: _Layers) -> LayerConfig | None:
    kind, settings = found.layers[name]["class_name"], found.layers[name]["config"]
    below = _below(name, found)
    if kind in RECURRENT:
        return LayerConfig(name, kind, settings, below=below)
    if kind != "Bidirectional" or settings["layer"]["class_name"] not in RECURRENT:
        return None
    forward = settings["layer"]
    backward = settings.get("backward_layer", forward)
    if backward["class_name"] != forward["class_name"]:
        raise ModelError(
            f"The directions of “{short(name)}” are of different classes; {short(forward['class_name'])} for both "
            "would be right."
        )
    return LayerConfig(
        name, forward["class_name"], forward["config"], backward["config"], settings.get("merge_mode"), below
    )


def _below(name: str, found: _Layers) -> str | None:
    """Return the recurrent layer that is read, through layers that do not change numbers in evaluation."""
    for _ in found.layers:
        sources = found.sources.get(name, [])
        if not sources or sources[0] not in found.layers:
            return None
        name = sources[0]
        kind = found.layers[name]["class_name"]
        if kind in RECURRENT or kind == "Bidirectional":
            return name
        if kind not in PASS_THROUGH:
            return None
    return None
