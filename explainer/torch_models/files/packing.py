"""The packing: models as safetensors bytes, as they cross from one process to another; checked when unpacked."""

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import deserialize
from safetensors.numpy import save

from explainer.cells.primitives import Array
from explainer.torch_models.files.checks import checked
from explainer.torch_models.files.limits import LIMITS, MOST_MODELS, short
from explainer.torch_models.model import Model, ModelError

WORDS = ("name", "cell", "origin", "dtype")


def pack(models: Sequence[Model]) -> bytes:
    """Return models as bytes, every number as it is."""
    arrays: dict[str, NDArray[Any]] = {}
    for k, model in enumerate(models):
        for what, stack in (("part", model.parts), ("start", model.starts)):
            for layer, row in enumerate(stack):
                for way, found in enumerate(row):
                    arrays |= {f"{k}/{what}/{layer}/{way}/{name}": narrow(array) for name, array in found.items()}
    told = [{word: getattr(model, word) for word in WORDS} | {"notes": model.notes} for model in models]
    return bytes(save(arrays, {"models": json.dumps(told)}))


def unpack(data: bytes, whole: str = "") -> tuple[Model, ...]:
    """Return the models of a file; raises ModelError for bad ones, ValueError or KeyError for others' bytes."""
    length = int.from_bytes(data[:8], "little")
    if length > LIMITS["header"].most:
        raise ValueError("its header is longer than any that is packed here")
    told = json.loads(json.loads(data[8 : 8 + length])["__metadata__"]["models"])[:MOST_MODELS]
    stacks: list[dict[str, dict[tuple[int, int], dict[str, Array]]]] = [{"part": {}, "start": {}} for _ in told]
    arrays = deserialize(data)  # type: ignore[no-untyped-call]
    LIMITS["numbers"].check(sum(math.prod(found["shape"]) for _, found in arrays), whole)
    for key, found in arrays:
        k, what, layer, way, name = key.split("/", 4)
        kind = {"F32": "<f4", "F64": "<f8"}[found["dtype"]]
        array = np.frombuffer(found["data"], kind).reshape(found["shape"]).astype(np.float64)
        stacks[int(k)][what].setdefault((int(layer), int(way)), {})[name] = array
    return tuple(_model(one, stack) for one, stack in zip(told, stacks, strict=True))


def narrow(array: NDArray[Any]) -> NDArray[Any]:
    """Return numbers in float32 where nothing is lost by it."""
    with np.errstate(over="ignore"):
        half = np.ascontiguousarray(array, dtype=np.float32)
    return half if np.array_equal(half, array) else np.ascontiguousarray(array, dtype=np.float64)


def _model(told: dict[str, Any], stack: dict[str, dict[tuple[int, int], dict[str, Array]]]) -> Model:
    layers, ways = (1 + max(place[k] for place in stack["part"]) for k in (0, 1))
    LIMITS["layers"].check(layers, str(told["name"]))
    if ways > 2:
        raise ModelError(f"“{short(told['name'])}” reads {ways:,} ways; one or two would be right.")
    rows = [[(layer, way) for way in range(ways)] for layer in range(layers)]
    parts, starts = (tuple(tuple(stack[what].get(place, {}) for place in row) for row in rows) for what in stack)
    words = {word: str(told[word])[:200] for word in WORDS}
    notes = tuple(str(note)[:600] for note in told["notes"][:40])
    known = starts if stack["start"] else ()
    return checked(Model(words["name"], words["cell"], parts, words["origin"], words["dtype"], notes, starts=known))
