"""The recurrent modules in a state_dict, found by the names of their weights at any depth of a larger model."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LayerIndex = tuple[int, int]
"""A layer, and a direction: 0 forward, 1 reverse."""

KINDS = "weight_ih|weight_hh|weight_hr|bias_ih|bias_hh"
WEIGHT = rf"(?:{KINDS})(?:_l\d{{1,3}}(?:_reverse)?)?"
KEY = re.compile(
    rf"(?:(?P<prefix>.*)\.)?(?P<kind>{KINDS})(?:_l(?P<layer>\d{{1,3}})(?P<reverse>_reverse)?)?",
    re.DOTALL,
)
WRAPPERS = {"module", "_orig_mod", "_fsdp_wrapped_module", "state_dict", "model_state_dict"}


@dataclass(frozen=True)
class ModuleKeys:
    """The names of one module's weights, by layer and direction, and there by kind ("weight_ih").

    `prefix` is common to them all, `is_cell` tells a cell (LSTMCell) from a module of layers.
    """

    prefix: str
    is_cell: bool
    keys: Mapping[LayerIndex, Mapping[str, str]]

    @property
    def layers(self) -> int:
        """Number of layers."""
        return 1 + max(layer for layer, _ in self.keys)

    @property
    def directions(self) -> int:
        """2 where any layer is bidirectional, else 1."""
        return 1 + max(direction for _, direction in self.keys)

    def key(self, kind: str, index: LayerIndex) -> str:
        """Return the name that a kind of weight of a layer and direction has, or would have."""
        suffix = "" if self.is_cell else f"_l{index[0]}{'_reverse' if index[1] else ''}"
        return f"{self.prefix}.{kind}{suffix}" if self.prefix else f"{kind}{suffix}"

    def has(self, kind: str) -> bool:
        """Tell whether any layer has such a weight."""
        return any(kind in found for found in self.keys.values())


def is_recurrent(key: str) -> bool:
    """Tell whether a name is that of a recurrent module's weight."""
    return KEY.fullmatch(key) is not None


def find_modules(names: Iterable[str]) -> list[ModuleKeys]:
    """Group the names by module, in the order of their first ones."""
    found: dict[tuple[str, bool], dict[LayerIndex, dict[str, str]]] = {}
    for name in names:
        match = KEY.fullmatch(name)
        if match:
            index = (int(match["layer"] or 0), int(match["reverse"] is not None))
            module = found.setdefault((match["prefix"] or "", match["layer"] is None), {})
            module.setdefault(index, {})[match["kind"]] = name
    return [ModuleKeys(prefix, is_cell, keys) for (prefix, is_cell), keys in found.items()]


def display_names(prefixes: Iterable[str], whole: str) -> dict[str, str]:
    """Return for each prefix a name without those of wrappers; `whole` where nothing is left.

    Where two would get the same name, each keeps its own prefix.
    """
    bare = {prefix: ".".join(one for one in prefix.split(".") if one not in WRAPPERS) or whole for prefix in prefixes}
    names = list(bare.values())
    return {prefix: name if names.count(name) == 1 else prefix or whole for prefix, name in bare.items()}
