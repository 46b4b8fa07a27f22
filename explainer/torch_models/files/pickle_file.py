"""Tensors in a file of torch.save, none of whose code is run. For the child process only."""

import io
import pickle
import re
import warnings
from collections.abc import Iterator
from typing import Any

import torch

from explainer.torch_models.files.entries import Entry
from explainer.torch_models.files.gatescope_file import KEY, is_gatescope, read_gatescope
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.files.module_discovery import is_recurrent
from explainer.torch_models.files.state_dict import read_state_dict
from explainer.torch_models.files.weight_parts import is_part
from explainer.torch_models.model import Model, ModelError

GLOBAL = re.compile(r"(?:GLOBAL|type|class|function) ['“\"]?([A-Za-z_][\w.]*\.[\w.]+)")
MAX_DEPTH = 8  # of nested tables
MAX_KEYS = 100_000
QUANTISED = (
    "“{}” holds weights that are quantised and packed, which only PyTorch's own code unpacks; the state_dict() of the "
    "model before quantize_dynamic would be right."
)
ADVICE = "torch.save(model.state_dict(), …) would be right"


def read_pickled(data: bytes, name: str) -> tuple[Model, ...]:
    """Return the models of a .pt file; raises ModelError for what holds more than tensors, or none of a layer."""
    tensors = dict(_tensors(_loaded(data, name)))
    recurrent = [key for key in tensors if is_recurrent(key) or is_part(key)]
    is_ours = not recurrent and is_gatescope(tensors)
    wanted = list(filter(KEY.fullmatch, tensors)) if is_ours else recurrent
    LIMITS["tensors"].check(len(wanted), name)
    LIMITS["numbers"].check(sum(tensors[key].numel() for key in wanted), name)
    entries = {key: _entry(key, tensors[key]) for key in wanted}
    return read_gatescope(entries, {}, name) if is_ours else read_state_dict(entries, name, list(tensors))


def _loaded(data: bytes, name: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of old formats, which nobody would see
            return torch.load(io.BytesIO(data), map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as error:
        raise _refused(str(error), name) from None


def _refused(error: str, name: str) -> ModelError:
    found = GLOBAL.search(error)
    if found is None:
        return ModelError(f"“{short(name)}” is no file of tensors, or is damaged; {ADVICE}.")
    if found[1] == "torch.ScriptObject":
        return ModelError(QUANTISED.format(short(name)))
    what = "It may be a whole model. " if found[1].startswith(("torch.nn.", "__main__.")) else ""
    return ModelError(
        f"“{short(name)}” holds more than tensors: it would import “{short(found[1])}”, and no code of a file is "
        f"run here. {what}{ADVICE}."
    )


def _tensors(loaded: Any) -> Iterator[tuple[str, torch.Tensor]]:
    """Yield the tensors of nested tables and lists; a name is the keys on the path, joined by full stops."""
    rows, seen = [("", loaded, 0)], 0
    while rows:
        prefix, found, depth = rows.pop()
        table = {str(k): one for k, one in enumerate(found)} if isinstance(found, list | tuple) else found
        if not isinstance(table, dict) or depth > MAX_DEPTH:
            continue
        seen += len(table)
        if seen > MAX_KEYS:
            raise ModelError(f"The file holds more than {MAX_KEYS:,} names; {ADVICE}.")
        for key, value in table.items():
            if isinstance(key, str) and isinstance(value, torch.Tensor):
                yield f"{prefix}{key}", value
            elif isinstance(key, str):
                rows.append((f"{prefix}{key}.", value, depth + 1))


def _entry(key: str, tensor: torch.Tensor) -> Entry:
    dtype = str(tensor.dtype).removeprefix("torch.")
    if tensor.layout != torch.strided or tensor.is_quantized or tensor.device.type != "cpu":
        raise ModelError(f"“{short(key)}” is sparse, quantised or has no numbers; a plain tensor would be right.")
    LIMITS["numbers"].check(tensor.numel(), key)
    if not tensor.is_floating_point():  # its shape and dtype alone are of use, for a message
        return Entry(_shape_only(tensor), dtype)
    wide = tensor.detach().to(torch.float64 if tensor.dtype == torch.float64 else torch.float32)
    return Entry(wide.contiguous().numpy(), dtype)


def _shape_only(tensor: torch.Tensor) -> Any:
    return torch.zeros((), dtype=torch.uint8).expand(tensor.shape).numpy()
