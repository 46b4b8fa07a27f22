"""Weights that PyTorch stores in parts, put together: weight normalisation, pruning and weight dropout.

Weight normalisation: Salimans and Kingma 2016, w = g v / ‖v‖, with a norm for each row as torch.nn.utils has it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from explainer.cells.primitives import Array
from explainer.torch_models.files.entries import Entries, Entry, numbers
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.files.module_discovery import WEIGHT
from explainer.torch_models.model import ModelError

SUFFIXED = re.compile(rf"(?P<prefix>(?:.*\.)?)(?P<weight>{WEIGHT})_(?P<part>g|v|u|orig|mask|raw)", re.DOTALL)
REGISTERED = re.compile(rf"(?P<prefix>(?:.*\.)?)parametrizations\.(?P<weight>{WEIGHT})\.(?P<part>.+)", re.DOTALL)
NORMALISED = "Its weights are normalised: each is computed from its parts as g v / ‖v‖."
PRUNED = "It is pruned: each weight is multiplied by its mask."
DROPPED = "It was trained with dropout of its weights; here they are read without it, as in evaluation."
UNKNOWN = "“{}” is stored in parts ({}) from which it is not computed here; the state_dict after {} would be right."
REMOVALS = {
    "spectral norm": "remove_spectral_norm or remove_parametrizations",
    "a parametrization": "torch.nn.utils.parametrize.remove_parametrizations",
}


@dataclass(frozen=True, eq=False)
class Assembled:
    """The arrays of a file with those weights that it has in parts: their notes, or the errors of those that failed."""

    entries: Entries
    notes: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, ModelError] = field(default_factory=dict)


def is_part(name: str) -> bool:
    """Tell whether a name is that of a part of a recurrent module's weight."""
    return bool(SUFFIXED.fullmatch(name) or REGISTERED.fullmatch(name))


def assemble(entries: Entries) -> Assembled:
    """Put the weights together that a file has in parts, by the names that they have as a whole."""
    made: dict[str, Entry] = {}
    notes: dict[str, str] = {}
    errors: dict[str, ModelError] = {}
    found = _parts(entries)
    LIMITS["numbers"].check(sum(entries[key].array.size for parts in found.values() for key in parts.values()), "parts")
    for weight, parts in found.items():
        try:
            notes[weight], made[weight] = _whole(weight, {part: entries[key] for part, key in parts.items()})
        except ModelError as error:
            errors[weight] = error
    return Assembled({**entries, **made}, notes, errors)


def _parts(names: Iterable[str]) -> dict[str, dict[str, str]]:
    """Return the names of the parts of each weight, by part."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        match = SUFFIXED.fullmatch(name) or REGISTERED.fullmatch(name)
        if match:
            prefix = match["prefix"] + ("" if match["part"] != "raw" else _inside(match["prefix"], names))
            found.setdefault(f"{prefix}{match['weight']}", {})[match["part"]] = name
    return found


def _inside(prefix: str, names: Iterable[str]) -> str:
    """Return where the module is whose weights are dropped: itself, or inside a wrapper with the name “module”."""
    return "module." if any(name.startswith(f"{prefix}module.") for name in names) else ""


def _whole(weight: str, parts: Entries) -> tuple[str, Entry]:
    """Return a weight and the note on how it was put together; raises ModelError."""
    ways: dict[frozenset[str], tuple[str, Callable[[Entries], Array]]] = {
        frozenset({"g", "v"}): (NORMALISED, lambda one: _normalised(weight, one, "g", "v")),
        frozenset({"original0", "original1"}): (
            NORMALISED,
            lambda one: _normalised(weight, one, "original0", "original1"),
        ),
        frozenset({"orig", "mask"}): (
            PRUNED,
            lambda one: _numbers(one, "orig") * _numbers(one, "mask", one["orig"].shape),
        ),
        frozenset({"raw"}): (DROPPED, lambda one: _numbers(one, "raw")),
    }
    if frozenset(parts) not in ways:
        kind = "spectral norm" if {"u", "0._u"} & set(parts) else "a parametrization"
        raise ModelError(UNKNOWN.format(short(weight), kind, REMOVALS[kind]))
    note, compute = ways[frozenset(parts)]
    try:
        array = compute(parts)
    except ModelError as error:
        raise ModelError(f"Of the parts of “{short(weight)}”: {error}") from None
    return note, Entry(array, max(parts.items(), key=lambda item: item[1].array.size)[1].dtype)


def _numbers(parts: Entries, part: str, shape: tuple[int, ...] | None = None) -> Array:
    return numbers(parts, part, parts[part].shape if shape is None else shape)


def _normalised(weight: str, parts: Entries, length: str, direction: str) -> Array:
    """Return g v / ‖v‖; g (rows, 1) has a length for each row, (1, columns) for each column, () for the whole."""
    v = _numbers(parts, direction)  # (rows, columns)
    shape = parts[length].shape
    if shape != () and (
        len(shape) != v.ndim or any(one not in (1, size) for one, size in zip(shape, v.shape, strict=True))
    ):
        raise ModelError(
            f"“{short(length)}” has the shape {shape}; a length for each row of v {v.shape} would be right."
        )
    g = _numbers(parts, length)
    axes = tuple(k for k in range(v.ndim) if shape == () or shape[k] == 1)
    norm = np.sqrt((v * v).sum(axis=axes, keepdims=True))
    if not norm.all():
        raise ModelError(f"“{short(direction)}” has a row of zeros, which has no direction.")
    return np.asarray(g / norm * v)
