"""Weights of a stack of layers and its readout, for several seeds: to safetensors bytes and back, checked."""

import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.engine.short_repr import ShortRepr
from explainer.numerics.embedding import Embedding, fold_embedding
from explainer.numerics.layer import Layer
from explainer.numerics.parameter_names import EMBEDDING, ENCODER
from explainer.numerics.readout import Readout
from explainer.torch_models.safetensors_header import read_header

Arrays = Mapping[str, NDArray[Any]]
"""Weights by name, each (S, …): "0.W_i" of the first layer, "0.start.h" (S, m), "readout.V" (S, k, m).

Where tokens are embedded there is "embedding.E" (S, n, e). An encoder's have the prefix "encoder.".
"""

MAX_BYTES = 64 * 2**20
MAX_HEADER = 2**20
MAX_TENSORS = 2000


class WeightsError(ValueError):
    """Weights that cannot be used; the message says what is wrong, where, and what would be right."""


@dataclass(frozen=True)
class Sizes:
    """The sizes that weights must fit: inputs, hidden units, outputs, layers, and seeds.

    `embedding` is how many numbers each of n tokens becomes, `source` how many tokens an encoder reads; 0 for none.
    """

    n: int
    m: int
    k: int
    layers: int = 1
    seeds: int = 1
    embedding: int = 0
    source: int = 0


@dataclass(frozen=True, eq=False, repr=False)
class Saved(ShortRepr):
    """The contents of a file of weights: arrays by name, the recipe as JSON, and notes."""

    arrays: Arrays
    recipe: str = "{}"
    notes: Mapping[str, Any] = field(default_factory=dict)


def write(saved: Saved) -> bytes:
    """Return weights as safetensors bytes, the recipe and the notes as JSON in their metadata."""
    arrays = {name: np.asarray(array, order="C") for name, array in saved.arrays.items()}
    notes = json.dumps(dict(saved.notes), sort_keys=True, allow_nan=False)
    return bytes(save(arrays, {"recipe": saved.recipe, "notes": notes}))


def read(data: bytes) -> Saved:
    """Read safetensors bytes; raises WeightsError for what is none, is too large, or holds other things."""
    if len(data) > MAX_BYTES:
        raise WeightsError(f"The weights have {len(data) / 2**20:,.0f} MB; {MAX_BYTES // 2**20} MB is the most.")
    try:
        metadata = read_header(data, MAX_HEADER, MAX_TENSORS).metadata
        arrays = dict(load(data))
        notes = json.loads(metadata.get("notes", "{}"))
    except (SafetensorError, ValueError, KeyError, TypeError, RecursionError, struct.error) as error:
        raise WeightsError(f"This is no safetensors file ({_short(error)}); choose one that a run has saved.") from None
    return Saved(arrays, str(metadata.get("recipe", "{}")), notes if isinstance(notes, dict) else {})


def check(arrays: Arrays, program: Program, sizes: Sizes) -> None:
    """Check that weights are those of a program and these sizes, all of them numbers; raises WeightsError."""
    wanted = dict(shapes(program, sizes))
    possible = wanted | dict.fromkeys(initial_states(program, sizes), (sizes.seeds, sizes.m))
    for name in [*wanted, *(name for name in arrays if name not in wanted)]:
        if name not in possible:
            raise WeightsError(f"The weights hold “{_short(name)}”, which {program.cell.name} does not have.")
        if name not in arrays:
            raise WeightsError(f"The weights lack “{name}”, which {program.cell.name} has.")
        _check_one(name, arrays[name], possible[name])


def shapes(program: Program, sizes: Sizes) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Name all weights that a stack must have, each with its shape."""
    yield from _stack_shapes(program, sizes)
    yield "readout.V", (sizes.seeds, sizes.k, sizes.m)
    yield "readout.a", (sizes.seeds, sizes.k)
    if sizes.source:
        for name, shape in _stack_shapes(program, replace(sizes, n=sizes.source)):
            yield f"{ENCODER}{name}", shape


def _stack_shapes(program: Program, sizes: Sizes) -> Iterator[tuple[str, tuple[int, ...]]]:
    for layer in range(sizes.layers):
        letters = {"m": sizes.m, "n": sizes.m if layer else sizes.embedding or sizes.n}
        for name, shape in program.params.items():
            yield f"{layer}.{name}", (sizes.seeds, *(letters[letter] for letter in shape))
    if sizes.embedding:
        yield EMBEDDING, (sizes.seeds, sizes.n, sizes.embedding)


def initial_states(program: Program, sizes: Sizes) -> Iterator[str]:
    """Name the learned initial states that a stack may have: those of its encoder, where it has one."""
    prefix = ENCODER if sizes.source else ""
    return (f"{prefix}{layer}.start.{state}" for layer in range(sizes.layers) for state in program.cell.state)


def layers_from_weights(arrays: Arrays, program: Program, seed: int = 0) -> list[Layer]:
    """Return one seed's layers in float64, with their learned initial states; an embedding is folded into the first."""
    layers = len({name.split(".")[0] for name in arrays if name[:1].isdigit()})
    return [_layer(arrays, program, seed, k) for k in range(layers)]


def encoder_from_weights(arrays: Arrays, program: Program, seed: int = 0) -> list[Layer]:
    """Return one seed's layers of an encoder; none where there is no encoder."""
    mine = {name.removeprefix(ENCODER): array for name, array in arrays.items() if name.startswith(ENCODER)}
    return layers_from_weights(mine, program, seed)


def readout_from_weights(arrays: Arrays, seed: int = 0) -> Readout:
    """Return one seed's readout in float64."""
    return Readout(_double(arrays["readout.V"][seed]), _double(arrays["readout.a"][seed]))


def embedding_from_weights(
    arrays: Arrays, program: Program, tokens: tuple[str, ...], seed: int = 0
) -> Embedding | None:
    """Return one seed's embedding of these tokens in float64; None where tokens are not embedded."""
    if EMBEDDING not in arrays:
        return None
    on_x = (name for name, letters in program.params.items() if letters == ("m", "n"))
    weights = {name: _double(arrays[f"0.{name}"][seed]) for name in on_x}
    return Embedding(_double(arrays[EMBEDDING][seed]), weights, tokens)


def _layer(arrays: Arrays, program: Program, seed: int, k: int) -> Layer:
    params = {name: _double(arrays[f"{k}.{name}"][seed]) for name in program.params}
    if k == 0 and EMBEDDING in arrays:
        params = fold_embedding(program, params, _double(arrays[EMBEDDING][seed]))
    names = {state: f"{k}.start.{state}" for state in program.cell.state}
    initial = {state: _double(arrays[name][seed]) for state, name in names.items() if name in arrays}
    return Layer(program, params, initial)


def _double(array: NDArray[Any]) -> Array:
    return np.array(array, dtype=np.float64)


def _check_one(name: str, array: NDArray[Any], shape: tuple[int, ...]) -> None:
    if array.shape != shape:
        raise WeightsError(f"“{name}” has the shape {array.shape}; here it is {shape}.")
    if array.dtype.kind != "f":
        raise WeightsError(f"“{name}” holds {array.dtype}; float16, float32 or float64 would be right.")
    if not np.isfinite(array).all():
        raise WeightsError(f"“{name}” holds {int((~np.isfinite(array)).sum())} entries that are not finite.")


def _short(text: object) -> str:
    quoted = str(text)
    return quoted if len(quoted) <= 80 else f"{quoted[:77]}…"
