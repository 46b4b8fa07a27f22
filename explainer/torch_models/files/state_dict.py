"""The recognising: arrays with PyTorch's names become models, their kind read off names and shapes alone."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.primitives import Array
from explainer.cells.program import lower
from explainer.cells.torch_layout import cut
from explainer.torch_models.files.assumed_activation import ASSUMED
from explainer.torch_models.files.candidates import sorted_out
from explainer.torch_models.files.entries import Entries, kept_in, numbers
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.files.module_discovery import Family, Place, families, plain
from explainer.torch_models.model import PROJECTION, Model, ModelError

KINDS = {4: "LSTM", 3: "GRU", 1: "RNN"}  # by how many gates are stacked
OFFER = "(4 m, m) of an LSTM, (3 m, m) of a GRU or (m, m) of an RNN"
NOTES = {
    "LSTM": ("PyTorch keeps two biases and uses nothing but their sum, which is the b here.",),
    "GRU": (),
    "RNN": (ASSUMED,),
}
NOTHING = "It has no recurrent layer; names like “lstm.weight_ih_l0” and “lstm.weight_hh_l0” would be right."
NO_BIAS = "It has no biases; they are zeros here."


@dataclass(frozen=True)
class Sizes:
    """What a module is: gates stacked, hidden units, numbers that it hands on, layers and directions."""

    gates: int
    m: int
    p: int
    layers: int
    directions: int


def recognise(entries: Entries, whole: str) -> tuple[Model, ...]:
    """Return the recurrent modules among arrays with PyTorch's names; raises ModelError where there is none.

    `whole` is the name of a module whose names have no prefix.
    """
    LIMITS["tensors"].check(len(entries), whole)
    found = families(entries)
    names = plain([family.prefix for family in found], whole)
    return sorted_out([(names[one.prefix], partial(_model, one, entries, names[one.prefix])) for one in found], NOTHING)


def _model(family: Family, entries: Entries, name: str) -> Model:
    sizes = _sizes(family, entries, name)
    bias = family.has("bias_ih") or family.has("bias_hh")
    parts = tuple(
        tuple(_part(family, entries, sizes, (layer, direction), bias) for direction in range(sizes.directions))
        for layer in range(sizes.layers)
    )
    cell, dtype = KINDS[sizes.gates], entries[family.key("weight_ih", (0, 0))].dtype
    notes = (*(NOTES[cell] if bias or cell == "RNN" else ()), *(() if bias else (NO_BIAS,)), *kept_in(dtype))
    return Model(name, cell, parts, "PyTorch", dtype, (*_projected(sizes), *notes))


def _sizes(family: Family, entries: Entries, name: str) -> Sizes:
    LIMITS["layers"].check(family.layers, name)
    place = next((place for place, found in family.keys.items() if "weight_hh" in found), None)
    if place is None:
        raise _lacks_recurrent(family, entries)
    key = family.key("weight_hh", place)
    shape = entries[key].shape
    if len(shape) != 2 or 0 in shape:
        raise ModelError(f"“{short(key)}” has the shape {shape}; {OFFER} would be right.")
    m, p = _units(family, entries, shape[1])
    if shape[0] % m or shape[0] // m not in KINDS or (p != m and shape[0] != 4 * m):
        raise ModelError(f"“{short(key)}” has the shape {shape}; {OFFER} would be right.")
    LIMITS["units"].check(m, name)
    whole = sum(entries[key].array.size for found in family.keys.values() for key in found.values())
    LIMITS["numbers"].check(whole, name)
    return Sizes(shape[0] // m, m, p, family.layers, family.directions)


def _units(family: Family, entries: Entries, shown: int) -> tuple[int, int]:
    """Return the hidden units, and how many numbers they hand on."""
    key = next((found["weight_hr"] for found in family.keys.values() if "weight_hr" in found), None)
    if key is None:
        return shown, shown
    shape = entries[key].shape
    if len(shape) != 2 or 0 in shape or shape[0] != shown:
        raise ModelError(f"“{short(key)}” has the shape {shape}; a projection ({shown}, m) would be right.")
    return shape[1], shape[0]


def _part(family: Family, entries: Entries, sizes: Sizes, place: Place, bias: bool) -> dict[str, Array]:
    rows = sizes.gates * sizes.m
    n = sizes.p * sizes.directions if place[0] else "n"
    shapes: dict[str, tuple[int | str, ...]] = {"weight_ih": (rows, n), "weight_hh": (rows, sizes.p)}
    if bias:
        shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
    stacked = {what: numbers(entries, family.key(what, place), shape) for what, shape in shapes.items()}
    LIMITS["inputs"].check(stacked["weight_ih"].shape[1], family.key("weight_ih", place))
    zeros = {"bias_ih": np.zeros(rows), "bias_hh": np.zeros(rows)}
    params = cut(lower(CELLS[KINDS[sizes.gates]]), zeros | stacked, sizes.m)
    if family.has("weight_hr"):
        params[PROJECTION] = numbers(entries, family.key("weight_hr", place), (sizes.p, sizes.m))
    return params


def _lacks_recurrent(family: Family, entries: Entries) -> ModelError:
    place, found = next(iter(family.keys.items()))
    key = next(iter(found.values()))
    shape = entries[key].shape
    rows = shape[0] if shape and "hr" not in key else "4 m"
    missing = short(family.key("weight_hh", place))
    return ModelError(f"“{missing}” is missing; beside “{short(key)}” {shape} the shape ({rows}, m) would be right.")


def _projected(sizes: Sizes) -> tuple[str, ...]:
    if sizes.p == sizes.m:
        return ()
    return (f"Its {sizes.m} units hand on {sizes.p} numbers, made by a projection; h here is before it.",)
