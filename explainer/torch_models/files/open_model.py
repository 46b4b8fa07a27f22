"""The opening of a file: whatever it was written by, its recurrent layers come out as models, or a sentence does."""

import json

from explainer.torch_models.files.assumed_activation import said
from explainer.torch_models.files.checks import all_checked
from explainer.torch_models.files.file_kinds import kind, stem
from explainer.torch_models.files.gatescope_file import is_own, read_own
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.files.safetensors_file import Tensors, read_tensors
from explainer.torch_models.files.sandbox import DESK, Desk
from explainer.torch_models.files.state_dict import recognise
from explainer.torch_models.model import Model, ModelError


def open_file(name: str, data: bytes, desk: Desk = DESK) -> tuple[Model, ...]:
    """Return the recurrent models in a file's bytes; raises ModelError with a sentence for anything else.

    What the file is is told by its first bytes. A safetensors file is read here, for nothing in it can be executed;
    all others by a child process.
    """
    LIMITS["bytes"].check(len(data), name)
    found = kind(data, name)
    if found != "safetensors":
        return desk.ask(found, stem(name), data)
    try:
        return all_checked(_models(read_tensors(data, name), stem(name)), name)
    except (ArithmeticError, LookupError, TypeError, ValueError, MemoryError, RecursionError) as error:
        if isinstance(error, ModelError):
            raise
        raise ModelError(f"“{short(name)}” cannot be read as safetensors: it is damaged or cut off.") from None


def _models(found: Tensors, whole: str) -> tuple[Model, ...]:
    if is_own(found.entries):
        return read_own(found.entries, found.texts, whole)
    cell = _cell(found.texts)
    return tuple(said(model, cell) for model in recognise(found.entries, whole))


def _cell(texts: dict[str, str]) -> str:
    """Return the cell that the texts name, as `writing` puts it there: PyTorch's names say nothing of it."""
    try:
        recipe = json.loads(texts.get("recipe", "{}"))
    except (ValueError, RecursionError):
        return ""
    return str(recipe.get("cell", "")) if isinstance(recipe, dict) else ""
