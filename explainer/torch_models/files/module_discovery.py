"""The families: names of a state_dict that belong to one recurrent module, found at any depth of a larger model."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Place = tuple[int, int]
"""A layer, and a direction: 0 forward, 1 reverse."""

KEY = re.compile(
    r"(?:(?P<prefix>.*)\.)?(?P<what>weight_ih|weight_hh|weight_hr|bias_ih|bias_hh)"
    r"(?:_l(?P<layer>\d{1,3})(?P<reverse>_reverse)?)?",
    re.DOTALL,
)
WRAPPERS = {"module", "_orig_mod", "_fsdp_wrapped_module", "state_dict", "model_state_dict"}


@dataclass(frozen=True)
class Family:
    """One module's names: by layer and direction, and there by what they are ("weight_ih").

    `prefix` is what they all begin with, `single` tells a cell (LSTMCell) from a module of layers.
    """

    prefix: str
    single: bool
    keys: Mapping[Place, Mapping[str, str]]

    @property
    def layers(self) -> int:
        """Number of layers."""
        return 1 + max(layer for layer, _ in self.keys)

    @property
    def directions(self) -> int:
        """1, or 2 where any layer reads backwards too."""
        return 1 + max(direction for _, direction in self.keys)

    def key(self, what: str, place: Place) -> str:
        """Return the name that `what` of a layer and direction has, or would have."""
        suffix = "" if self.single else f"_l{place[0]}{'_reverse' if place[1] else ''}"
        return f"{self.prefix}.{what}{suffix}" if self.prefix else f"{what}{suffix}"

    def has(self, what: str) -> bool:
        """Tell whether any layer has it."""
        return any(what in found for found in self.keys.values())


def is_recurrent(key: str) -> bool:
    """Tell whether a name is one that a recurrent module gives."""
    return KEY.fullmatch(key) is not None


def families(names: Iterable[str]) -> list[Family]:
    """Gather the names that belong together, in the order of their first ones."""
    found: dict[tuple[str, bool], dict[Place, dict[str, str]]] = {}
    for name in names:
        match = KEY.fullmatch(name)
        if match:
            place = (int(match["layer"] or 0), int(match["reverse"] is not None))
            module = found.setdefault((match["prefix"] or "", match["layer"] is None), {})
            module.setdefault(place, {})[match["what"]] = name
    return [Family(prefix, single, keys) for (prefix, single), keys in found.items()]


def plain(prefixes: Iterable[str], whole: str) -> dict[str, str]:
    """Return for each prefix a name without what wrappers have put around it; `whole` where nothing else is left.

    Where two would get the same name each keeps its own prefix.
    """
    bare = {prefix: ".".join(one for one in prefix.split(".") if one not in WRAPPERS) or whole for prefix in prefixes}
    names = list(bare.values())
    return {prefix: name if names.count(name) == 1 else prefix or whole for prefix, name in bare.items()}
