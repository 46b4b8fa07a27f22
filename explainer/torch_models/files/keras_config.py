"""The config in a Keras file: its recurrent layers, cell by cell, and which of them reads which."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from explainer.torch_models.files.keras_cell_list import CELL_KINDS, KerasCell, cells_of
from explainer.torch_models.files.keras_context import PASS_THROUGH, context_notes
from explainer.torch_models.files.keras_graph import KerasLayer, Names, Table, graph_of
from explainer.torch_models.files.limits import short
from explainer.torch_models.model import ModelError

CUDNN_KINDS = {"CuDNNLSTM": "LSTM", "CuDNNGRU": "GRU"}
RECURRENT = (*CELL_KINDS.values(), *CUDNN_KINDS, "RNN")
CUDNN_SETTINGS = {"activation": "tanh", "recurrent_activation": "sigmoid", "reset_after": True}
KERAS_1 = {"inner_activation": "recurrent_activation", "output_dim": "units"}
MERGED = "The outputs of its two directions are {}."
DIRECTIONS = ("forward", "backward")


@dataclass(frozen=True)
class LayerConfig:
    """The config of a recurrent layer or of a cell of it: its class, its settings, and the recurrent one that it reads.

    `paths` are those of its arrays in the files of Keras 3, by direction; `names` are the names of the models around
    it, of the layer, and of its cell where it has several. `side` is its direction where the other one has a config of
    its own. `is_apart` tells that it reads the output of the one below from its end, `is_merged` that what follows
    reads it together with another direction.
    """

    name: str
    kind: str
    settings: Table
    backward: Table | None = None  # settings of the other direction of a bidirectional layer
    merge: str | None = "concat"
    below: str | None = None
    paths: tuple[str, ...] = ()
    names: Names = ()
    notes: tuple[str, ...] = ()
    side: int | None = None
    is_apart: bool = False
    is_merged: bool = False
    is_cudnn: bool = False

    def output_size(self, m: int) -> int | None:
        """Return how many numbers it gives at each step, None where they are not those of its directions in a row."""
        return None if self.is_merged or self._merges else m * max(1, len(self.paths))

    @property
    def all_settings(self) -> tuple[Table, ...]:
        """The settings of its directions."""
        return (self.settings, *((self.backward,) if self.backward else ()))

    @property
    def is_keras_3(self) -> bool:
        """Tell whether Keras 3 wrote the layer: older ones wrote settings that Keras 3 has no more."""
        return not {"implementation", "time_major", *KERAS_1} & set(self.settings)

    @property
    def all_notes(self) -> tuple[str, ...]:
        """Its notes, and the one on how its directions are merged."""
        how = "returned one by one" if self.merge is None else f"merged by “{short(self.merge)}”"
        return (*((MERGED.format(how),) if self._merges else ()), *self.notes)

    @property
    def _merges(self) -> bool:
        return self.backward is not None and self.merge != "concat"


def layer_configs(text: str | bytes, name: str) -> dict[str, LayerConfig]:
    """Return the layers of a config by their names; raises ModelError where it cannot be read.

    The config of a user-defined class tells nothing of its layers: there are none then. Layers that are not recurrent
    are among them, since they may have the weights of a cell that is not known here.
    """
    try:
        graph = graph_of(json.loads(text))
        titles = _titles(graph)
        found = [config for layer in graph.values() for config in _configs(layer, graph, titles)]
        return {one.name: one for one in found}
    except ModelError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        raise ModelError(f"The config of “{short(name)}” cannot be read; save the model again.") from None


def _titles(graph: Mapping[Names, KerasLayer]) -> dict[Names, str]:
    """Return what each layer is called: its own name, or with those of the models around it where two have the same."""
    count = Counter(names[-1] for names in graph)
    return {names: names[-1] if count[names[-1]] == 1 else "/".join(names) for names in graph}


def _configs(layer: KerasLayer, graph: Mapping[Names, KerasLayer], titles: Mapping[Names, str]) -> list[LayerConfig]:
    """Return the configs of a layer's cells, from the lowest to the highest."""
    title, inner = titles[layer.names], unwrapped(layer)
    made = _bidirectional(inner, title) if inner.kind == "Bidirectional" else _one_way(inner, title)
    below = _below(layer, graph, titles) if inner is layer else None
    notes = context_notes(layer, inner, graph)
    lowest = {config.name for config in made if config.below is None}
    return [replace(one, below=one.below or (below if one.name in lowest else None), notes=notes) for one in made]


def unwrapped(layer: KerasLayer) -> KerasLayer:
    """Return the layer that TimeDistributed repeats, or the layer itself."""
    if layer.kind != "TimeDistributed":
        return layer
    inner = layer.settings["layer"]
    return replace(layer, kind=str(inner["class_name"]), settings=inner["config"], path=f"{layer.path}/layer")


def _one_way(layer: KerasLayer, title: str, direction: str = "") -> list[LayerConfig]:
    """Return the configs of the cells of a layer that is not bidirectional, or of one direction of one that is."""
    cells, made = cells_of(layer.kind, layer.settings), list[LayerConfig]()
    for k, cell in enumerate(cells):
        name = " ".join(filter(None, (f"{title}/{cell.name}" if cell.name else title, direction)))
        below = made[-1].name if made else None
        names = (*layer.names, cell.name) if cell.name else layer.names
        is_apart = k == 0 and layer.settings.get("go_backwards") is True
        made.append(_config(cell, name, layer, below=below, names=names, is_apart=is_apart))
    return made


def _config(cell: KerasCell, name: str, layer: KerasLayer, **others: object) -> LayerConfig:
    outer = {key: layer.settings[key] for key in ("go_backwards", "stateful") if key in layer.settings}
    settings = {**cell.settings, **outer}
    settings |= {KERAS_1[key]: value for key, value in cell.settings.items() if key in KERAS_1}
    if cell.kind == "GRU":
        settings.setdefault("reset_after", False)  # Keras had no other GRU before it had the setting
    is_cudnn = cell.kind in CUDNN_KINDS
    settings |= CUDNN_SETTINGS if is_cudnn else {}
    kind = CUDNN_KINDS.get(cell.kind, cell.kind)
    return LayerConfig(name, kind, settings, paths=(f"{layer.path}/{cell.path}",), is_cudnn=is_cudnn, **others)  # type: ignore[arg-type]


def _bidirectional(layer: KerasLayer, title: str) -> list[LayerConfig]:
    """Return one config of both directions, or one for each cell of each direction where there are several."""
    forward = layer.settings["layer"]
    tables = (forward, layer.settings.get("backward_layer") or _turned(forward))
    sides = [
        replace(layer, kind=str(one["class_name"]), settings=one["config"], path=f"{layer.path}/{side}_layer")
        for side, one in zip(DIRECTIONS, tables, strict=True)
    ]
    ways = [_one_way(one, title, side) for side, one in zip(DIRECTIONS, sides, strict=True)]
    if len(ways[0]) > 1 or len(ways[1]) > 1:
        return [
            replace(one, is_merged=one is way[-1], is_apart=False, side=side)
            for side, way in enumerate(ways)
            for one in way
        ]
    first, second = ways[0][0], ways[1][0]
    if second.kind != first.kind:
        raise ModelError(
            f"The directions of “{short(title)}” are of different classes; {short(first.kind)} for both would be right."
        )
    merge = layer.settings.get("merge_mode")
    return [replace(first, name=title, backward=second.settings, merge=merge, paths=(*first.paths, *second.paths),
                    is_apart=False)]  # fmt: skip


def _turned(forward: Table) -> Table:
    """Return the other direction of a layer, which is its copy where it has no config of its own."""
    config = forward["config"]
    return {**forward, "config": {**config, "go_backwards": not config.get("go_backwards", False)}}


def _below(layer: KerasLayer, graph: Mapping[Names, KerasLayer], titles: Mapping[Names, str]) -> str | None:
    """Return the recurrent layer that is read, through layers that do not change numbers in evaluation."""
    for _ in graph if layer.calls == 1 else ():
        sources = layer.sources.get("", ())
        if not sources or sources[0] not in graph:
            return None
        layer = graph[sources[0]]
        if layer.kind == "Bidirectional" or layer.kind in RECURRENT:
            made = _bidirectional(layer, titles[layer.names]) if layer.kind == "Bidirectional" else None
            return (made or _one_way(layer, titles[layer.names]))[-1].name
        if layer.kind not in PASS_THROUGH:
            return None
    return None
