"""Models to safetensors bytes and back, to pass them from one process to another; checked when unpacked."""

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import deserialize
from safetensors.numpy import save

from explainer.cells.cell_text import MOST_TYPED
from explainer.cells.primitives import Array
from explainer.torch_models.files.checks import checked
from explainer.torch_models.files.limits import LIMITS, MAX_MODELS, short
from explainer.torch_models.model import Model, ModelError
from explainer.torch_models.safetensors_header import read_header

TEXT_FIELDS = ("name", "cell", "origin", "dtype")


def pack(models: Sequence[Model]) -> bytes:
    """Return models as bytes, without loss."""
    arrays: dict[str, NDArray[Any]] = {}
    for k, model in enumerate(models):
        for what, stack in (("params", model.params), ("states", model.initial_states)):
            for layer, row in enumerate(stack):
                for direction, found in enumerate(row):
                    arrays |= {f"{k}/{what}/{layer}/{direction}/{name}": narrow(array) for name, array in found.items()}
    texts = [
        {one: getattr(model, one) for one in TEXT_FIELDS} | {"notes": model.notes, "text": model.text}
        for model in models
    ]
    return bytes(save(arrays, {"models": json.dumps(texts)}))


def unpack(data: bytes, whole: str = "") -> tuple[Model, ...]:
    """Return the packed models; raises ModelError for invalid ones, ValueError or KeyError for other bytes."""
    texts = json.loads(read_header(data, LIMITS["header"].most).metadata["models"])[:MAX_MODELS]
    stacks: list[dict[str, dict[tuple[int, int], dict[str, Array]]]] = [{"params": {}, "states": {}} for _ in texts]
    arrays = deserialize(data)  # type: ignore[no-untyped-call]
    LIMITS["numbers"].check(sum(math.prod(found["shape"]) for _, found in arrays), whole)
    for key, found in arrays:
        k, what, layer, direction, name = key.split("/", 4)
        dtype = {"F32": "<f4", "F64": "<f8"}[found["dtype"]]
        array = np.frombuffer(found["data"], dtype).reshape(found["shape"]).astype(np.float64)
        stacks[int(k)][what].setdefault((int(layer), int(direction)), {})[name] = array
    return tuple(_model(one, stack) for one, stack in zip(texts, stacks, strict=True))


def narrow(array: NDArray[Any]) -> NDArray[Any]:
    """Return numbers in float32 where that loses nothing."""
    with np.errstate(over="ignore"):
        single = np.ascontiguousarray(array, dtype=np.float32)
    return single if np.array_equal(single, array) else np.ascontiguousarray(array, dtype=np.float64)


def _model(texts: dict[str, Any], stack: dict[str, dict[tuple[int, int], dict[str, Array]]]) -> Model:
    layers, directions = (1 + max(index[k] for index in stack["params"]) for k in (0, 1))
    LIMITS["layers"].check(layers, str(texts["name"]))
    if directions > 2:
        raise ModelError(f"“{short(texts['name'])}” has {directions:,} directions; one or two would be right.")
    rows = [[(layer, direction) for direction in range(directions)] for layer in range(layers)]
    params, initial = (tuple(tuple(stack[what].get(index, {}) for index in row) for row in rows) for what in stack)
    name, cell, origin, dtype = (str(texts[one])[:200] for one in TEXT_FIELDS)
    notes = tuple(str(note)[:600] for note in texts["notes"][:40])
    states = initial if stack["states"] else ()
    return checked(
        Model(name, cell, params, origin, dtype, notes, None, states, str(texts.get("text", ""))[:MOST_TYPED])
    )
