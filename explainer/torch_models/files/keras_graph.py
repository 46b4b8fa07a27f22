"""The layers in a Keras config, those of nested models among them, and what each of them reads."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Table = Mapping[str, Any]
Names = tuple[str, ...]
"""The names of a layer and of the models around it, from the outermost inwards."""

WORD = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")  # where a word begins in the name of a class
BESIDE = ("initial_state", "mask")  # what a recurrent layer is called with beside its input


@dataclass(frozen=True)
class KerasLayer:
    """A layer of a config, its path in the files of Keras 3, and the layers whose outputs it is called with.

    `sources` has the layers of its first call by argument: "" for its input, "initial_state", "mask". `calls` is how
    often it is called.
    """

    names: Names
    path: str
    kind: str
    settings: Table
    sources: Mapping[str, tuple[Names, ...]]
    calls: int = 1


def graph_of(model: Table) -> dict[Names, KerasLayer]:
    """Return all layers of a model's config; raises KeyError, TypeError or AttributeError where it is none."""
    return {layer.names: layer for layer in _layers(model, (), "")}


def _layers(model: Table, outer: Names, path: str) -> Iterator[KerasLayer]:
    before: dict[str, tuple[Names, ...]] = {}
    count: Counter[str] = Counter()
    for layer in _listed(model):
        kind, settings = str(layer["class_name"]), layer["config"]
        names = (*outer, _name(layer))
        here = f"{path}layers/{numbered(snake_case(kind), count)}"
        yield from _layers(layer, names, f"{here}/") if _is_model(settings) else ()
        inbound = layer.get("inbound_nodes")
        sources = before if inbound is None else _sources(inbound, outer)
        yield KerasLayer(
            names, here, kind, {} if isinstance(settings, list) else settings, sources, len(inbound or [0])
        )
        before = {"": (names,)}


def _is_model(settings: Any) -> bool:
    return isinstance(settings, list) or "layers" in settings


def _listed(model: Table) -> list[Table]:
    """Return the layers of a model; the config of a Sequential was a list of them up to Keras 2.2.2."""
    config = model["config"]
    return list(config) if isinstance(config, list) else list(config.get("layers", []))


def _name(layer: Table) -> str:
    settings = layer["config"]
    own = layer.get("name") or layer["class_name"].lower()
    return str(own if isinstance(settings, list) else settings.get("name", own))


def snake_case(name: str) -> str:
    """Return the name of a class as Keras 3 writes it in paths: SimpleRNN is simple_rnn."""
    return WORD.sub("_", name).lower()


def numbered(word: str, count: Counter[str]) -> str:
    """Return the word with the number of those before it, if there are any, as Keras 3 writes it; counts it."""
    count[word] += 1
    return word if count[word] == 1 else f"{word}_{count[word] - 1}"


def _sources(inbound: Any, outer: Names) -> dict[str, tuple[Names, ...]]:
    """Return the layers that the first call reads; up to Keras 2, the initial states come after the input in a list."""
    found: dict[str, list[Names]] = {}
    for argument, name in _tensors(inbound[0] if inbound else [], ""):
        argument = "initial_state" if argument == "" and "" in found else argument
        found.setdefault(argument, []).append((*outer, name))
    return {argument: tuple(dict.fromkeys(names)) for argument, names in found.items()}


def _tensors(value: Any, argument: str) -> Iterator[tuple[str, str]]:
    """Yield the arguments and the layers that they come from: in “keras_history” of Keras 3, in lists of Keras 2."""
    if isinstance(value, Mapping):
        history = value.get("keras_history")
        if history:
            yield argument, str(history[0])
            return
        for key, inner in value.items():
            yield from _tensors(inner, key if key in BESIDE else argument)
    elif isinstance(value, list):
        if len(value) > 2 and isinstance(value[0], str) and isinstance(value[1], int):
            yield argument, value[0]
        for inner in value:
            yield from _tensors(inner, argument)
