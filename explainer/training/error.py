"""The error: how far what is said is from what is right, for each seed by itself."""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy


def lost(kind: str, said: Tensor, target: Tensor, counts: Tensor | None, total: float) -> Tensor:
    """Return each seed's sum of errors over `total` judged places, (S,).

    `said` is (S, k, B) or (T, S, k, B), with its `target` as in a Batch; what `counts` marks with 0 is not judged.
    """
    errors = ERRORS[kind](said, target)  # (S, B) or (T, S, B)
    if counts is not None:
        errors = errors * counts[..., None, :]
    return (errors.sum(dim=-1) if errors.ndim == 2 else errors.sum(dim=(0, 2))) / total  # (S,)


def _entropy(said: Tensor, target: Tensor) -> Tensor:
    """Return minus the logarithm of the share that the right class gets."""
    columns = said.flatten(0, -3)  # (S, k, B) or (T S, k, B)
    right = target[..., None, :].expand(*said.shape[:-2], said.shape[-1]).reshape(-1, said.shape[-1])
    return cross_entropy(columns, right, reduction="none").view(*said.shape[:-2], said.shape[-1])


def _squared(said: Tensor, target: Tensor) -> Tensor:
    """Return the squared distance, its mean over the k numbers that are said."""
    return torch.square(said - target[..., None, :, :]).mean(dim=-2)


ERRORS = {"classes": _entropy, "numbers": _squared}
