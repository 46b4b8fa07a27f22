"""The writing: a model as PyTorch's state_dict, in a file."""

import io

import numpy as np
from safetensors.numpy import save

from explainer.models.layout import stacked
from explainer.models.model import PROJECTION, Model


def state_dict(model: Model) -> dict[str, np.ndarray]:
    """Return a model's weights by PyTorch's names."""
    found = {}
    for k, parts in enumerate(model.parts):
        for way, params in zip(("", "_reverse"), parts, strict=False):
            for name, array in stacked(model.program, params, np.concatenate).items():
                found[f"{name}_l{k}{way}"] = array.astype(model.dtype)
            if PROJECTION in params:
                found[f"weight_hr_l{k}{way}"] = params[PROJECTION].astype(model.dtype)
    return found


def safetensors_bytes(model: Model) -> bytes:
    """Return a model as safetensors."""
    return bytes(save({name: np.ascontiguousarray(array) for name, array in state_dict(model).items()}))


def pt_bytes(model: Model) -> bytes:
    """Return a model as torch.save writes its state_dict."""
    import torch

    file = io.BytesIO()
    torch.save({name: torch.tensor(array) for name, array in state_dict(model).items()}, file)
    return file.getvalue()
