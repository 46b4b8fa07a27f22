"""A PyTorch state_dict to models: the kind of each module is recognised by names and shapes of its weights."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.cells.torch_layout import unstack_gates
from explainer.inputs.sequence import counted
from explainer.torch_models.files.assumed_activation import ASSUMED
from explainer.torch_models.files.candidates import openable
from explainer.torch_models.files.entries import Entries, numbers, precision_note
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.files.module_discovery import (
    LayerIndex,
    ModuleKeys,
    display_names,
    find_modules,
    is_recurrent,
)
from explainer.torch_models.files.weight_parts import Assembled, assemble, is_part
from explainer.torch_models.model import PROJECTION, Model, ModelError

KINDS = {4: "LSTM", 3: "GRU", 1: "RNN"}  # by how many gates are stacked
EXPECTED = "(4 m, m) of an LSTM, (3 m, m) of a GRU or (m, m) of an RNN"
NOTES = {
    "LSTM": ("PyTorch has two biases and uses only their sum, which is b here and counts once.",),
    "GRU": (),
    "RNN": (ASSUMED,),
}
NOTHING = "It has no recurrent layer; names like “lstm.weight_ih_l0” and “lstm.weight_hh_l0” would be right."
BNB = re.compile(r"bitsandbytes__|\.SCB$|\.(?:absmax|quant_map)$")  # beside what bitsandbytes has quantised
BITSANDBYTES = (
    "It has no recurrent layer, and is quantised by bitsandbytes; the state_dict of a model with recurrent layers, "
    "saved before that, would be right."
)
BESIDE = "The file has {} inside this module, “{}” first, which PyTorch's own does not have; here it is read without."
NO_BIAS = "It has no biases; they are zeros here."


@dataclass(frozen=True)
class Sizes:
    """The sizes of a module: gates, hidden units, output size, layers and directions."""

    gates: int
    m: int
    p: int
    layers: int
    directions: int


def read_state_dict(entries: Entries, whole: str, others: Sequence[str] = ()) -> tuple[Model, ...]:
    """Return the recurrent modules among arrays with PyTorch's names; raises ModelError where there is none.

    `whole` is the name of a module whose names have no prefix, and `others` are the names of arrays that were not read.
    """
    LIMITS["tensors"].check(len(entries), whole)
    assembled = assemble(entries)
    found = find_modules([*assembled.entries, *assembled.errors])
    names = display_names([module.prefix for module in found], whole)
    beside = _beside(found, dict.fromkeys([*entries, *others]))
    made = [
        (names[one.prefix], partial(_model, one, assembled, names[one.prefix], beside[one.prefix])) for one in found
    ]
    return openable(made, BITSANDBYTES if any(map(BNB.search, (*entries, *others))) else NOTHING)


def _beside(modules: Sequence[ModuleKeys], names: Iterable[str]) -> dict[str, list[str]]:
    """Return for each module the names of arrays in it that PyTorch's own module does not have."""
    rest = [name for name in names if not is_recurrent(name) and not is_part(name)]
    inside = {one.prefix: f"{one.prefix}." if one.prefix else "" for one in modules}
    return {prefix: [name for name in rest if start and name.startswith(start)] for prefix, start in inside.items()}


def _model(module: ModuleKeys, assembled: Assembled, name: str, beside: Sequence[str]) -> Model:
    keys, entries = [key for found in module.keys.values() for key in found.values()], assembled.entries
    error = next((assembled.errors[key] for key in keys if key in assembled.errors), None)
    if error:
        raise error
    made = dict.fromkeys(assembled.notes[key] for key in keys if key in assembled.notes)
    sizes = _sizes(module, entries, name)
    bias = module.has("bias_ih") or module.has("bias_hh")
    params = tuple(
        tuple(_params(module, entries, sizes, (layer, direction), bias) for direction in range(sizes.directions))
        for layer in range(sizes.layers)
    )
    cell, dtype = KINDS[sizes.gates], entries[module.key("weight_ih", (0, 0))].dtype
    notes = (*(NOTES[cell] if bias or cell == "RNN" else ()), *(() if bias else (NO_BIAS,)), *precision_note(dtype))
    return Model(name, cell, params, "PyTorch", dtype, (*_projection_note(sizes), *made, *_beside_note(beside), *notes))


def _sizes(module: ModuleKeys, entries: Entries, name: str) -> Sizes:
    LIMITS["layers"].check(module.layers, name)
    index = next((index for index, found in module.keys.items() if "weight_hh" in found), None)
    if index is None:
        raise _missing_recurrent(module, entries)
    key = module.key("weight_hh", index)
    shape = entries[key].shape
    if len(shape) != 2 or 0 in shape:
        raise ModelError(f"“{short(key)}” has the shape {shape}; {EXPECTED} would be right.")
    m, p = _units(module, entries, shape[1])
    if shape[0] % m or shape[0] // m not in KINDS or (p != m and shape[0] != 4 * m):
        raise ModelError(f"“{short(key)}” has the shape {shape}; {EXPECTED} would be right.")
    LIMITS["units"].check(m, name)
    count = sum(entries[key].array.size for found in module.keys.values() for key in found.values())
    LIMITS["numbers"].check(count, name)
    return Sizes(shape[0] // m, m, p, module.layers, module.directions)


def _units(module: ModuleKeys, entries: Entries, columns: int) -> tuple[int, int]:
    """Return the number of hidden units and the output size, from the columns of weight_hh."""
    key = next((found["weight_hr"] for found in module.keys.values() if "weight_hr" in found), None)
    if key is None:
        return columns, columns
    shape = entries[key].shape
    if len(shape) != 2 or 0 in shape or shape[0] != columns:
        raise ModelError(f"“{short(key)}” has the shape {shape}; a projection ({columns}, m) would be right.")
    return shape[1], shape[0]


def _params(module: ModuleKeys, entries: Entries, sizes: Sizes, index: LayerIndex, bias: bool) -> dict[str, Array]:
    rows = sizes.gates * sizes.m
    n = sizes.p * sizes.directions if index[0] else "n"
    shapes: dict[str, tuple[int | str, ...]] = {"weight_ih": (rows, n), "weight_hh": (rows, sizes.p)}
    if bias:
        shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
    stacked = {kind: numbers(entries, module.key(kind, index), shape) for kind, shape in shapes.items()}
    LIMITS["inputs"].check(stacked["weight_ih"].shape[1], module.key("weight_ih", index))
    zeros = {"bias_ih": np.zeros(rows), "bias_hh": np.zeros(rows)}
    params = unstack_gates(lower(CELLS[KINDS[sizes.gates]]), zeros | stacked, sizes.m)
    if module.has("weight_hr"):
        params[PROJECTION] = numbers(entries, module.key("weight_hr", index), (sizes.p, sizes.m))
    return params


def _missing_recurrent(module: ModuleKeys, entries: Entries) -> ModelError:
    index, found = next(iter(module.keys.items()))
    key = next(iter(found.values()))
    shape = entries[key].shape
    rows = shape[0] if shape and "hr" not in key else "4 m"
    missing = short(module.key("weight_hh", index))
    return ModelError(f"“{missing}” is missing; with “{short(key)}” {shape} the shape ({rows}, m) would be right.")


def _beside_note(beside: Sequence[str]) -> tuple[str, ...]:
    """Return the note on arrays of a module that are not part of it in PyTorch."""
    return (BESIDE.format(counted(len(beside), "more array"), short(beside[0])),) if beside else ()


def _projection_note(sizes: Sizes) -> tuple[str, ...]:
    if sizes.p == sizes.m:
        return ()
    return (f"A projection makes {sizes.p} outputs of its {sizes.m} units; h here is before the projection.",)
