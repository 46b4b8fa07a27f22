"""Open a file of weights: its recurrent layers as models, whatever library wrote it, or an error message."""

import json
from os import PathLike
from pathlib import Path

from explainer.torch_models.files.assumed_activation import with_activation
from explainer.torch_models.files.checks import all_checked
from explainer.torch_models.files.file_kinds import file_kind, stem
from explainer.torch_models.files.gatescope_file import is_gatescope, read_gatescope
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.files.safetensors_file import Tensors, read_tensors
from explainer.torch_models.files.sandbox import SANDBOX, Sandbox
from explainer.torch_models.files.state_dict import read_state_dict
from explainer.torch_models.model import Model, ModelError


def open_model(source: str | PathLike[str] | bytes, name: str = "") -> tuple[Model, ...]:
    """Return the recurrent models in a file of weights, given by its path or as its bytes.

    Reads PyTorch (.safetensors, .pt, .pth, .bin, .ckpt), Keras (.keras, .weights.h5, .h5) and ONNX, up to 64 MB;
    nothing in a file is executed. `name` is that of a file given as bytes: its ending says what it is where its first
    bytes do not. Raises ModelError with a sentence for a file that cannot be used.
    """
    if isinstance(source, bytes):
        return open_file(name, source)
    path = Path(source)
    with path.open("rb") as file:
        return open_file(name or path.name, file.read(LIMITS["bytes"].most + 1))


def open_file(name: str, data: bytes, sandbox: Sandbox = SANDBOX) -> tuple[Model, ...]:
    """Return the recurrent models in a file's bytes; raises ModelError with a message for anything else.

    The kind of file is recognised by its first bytes. A safetensors file is read here, since nothing in it can be
    executed; all others by a child process.
    """
    LIMITS["bytes"].check(len(data), name)
    kind = file_kind(data, name)
    if kind != "safetensors":
        return sandbox.read(kind, stem(name), data)
    try:
        return all_checked(_models(read_tensors(data, name), stem(name)), name)
    except (ArithmeticError, LookupError, TypeError, ValueError, MemoryError, RecursionError) as error:
        if isinstance(error, ModelError):
            raise
        raise ModelError(f"“{short(name)}” cannot be read as safetensors: it is damaged or cut off.") from None


def _models(found: Tensors, whole: str) -> tuple[Model, ...]:
    if is_gatescope(found.entries):
        return read_gatescope(found.entries, found.metadata, whole)
    cell = _cell(found.metadata)
    return tuple(with_activation(model, cell) for model in read_state_dict(found.entries, whole))


def _cell(metadata: dict[str, str]) -> str:
    """Return the cell in the metadata, as `state_dict_export` writes it: PyTorch's names do not tell it."""
    try:
        recipe = json.loads(metadata.get("recipe", "{}"))
    except (ValueError, RecursionError):
        return ""
    return str(recipe.get("cell", "")) if isinstance(recipe, dict) else ""
