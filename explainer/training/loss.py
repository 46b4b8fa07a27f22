"""The loss of each seed, cross-entropy for classes and squared error for numbers, and its gradient for the outputs."""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, softmax


def seed_losses(kind: str, outputs: Tensor, target: Tensor, mask: Tensor | None, total: float | Tensor) -> Tensor:
    """Return each seed's sum of errors divided by `total`, (S,).

    `outputs` are (S, k, B) or (T, S, k, B), `target` as in a Batch; positions where `mask` is 0 do not count.
    Target, mask and total may have S too, before k and B, where each seed has its own.
    """
    errors = LOSSES[kind](outputs, target)  # (S, B) or (T, S, B)
    if mask is not None:
        errors = errors * (mask if mask.ndim == errors.ndim else mask[..., None, :])
    return (errors.sum(dim=-1) if errors.ndim == 2 else errors.sum(dim=(0, 2))) / total  # (S,)


def output_gradients(kind: str, outputs: Tensor, target: Tensor, mask: Tensor | None, total: float | Tensor) -> Tensor:
    """Return the gradient of `seed_losses` for the outputs, shaped like them."""
    gradients = ERROR_GRADIENTS[kind](outputs, target)
    return (gradients if mask is None else gradients * mask[..., None, None, :]) / total


def _cross_entropy(outputs: Tensor, target: Tensor) -> Tensor:
    """Return the cross-entropy of softmaxed outputs and target classes."""
    columns = outputs.flatten(0, -3)  # (S, k, B) or (T S, k, B)
    each = target if target.ndim == outputs.ndim - 1 else target[..., None, :]
    right = each.expand(*outputs.shape[:-2], outputs.shape[-1]).reshape(-1, outputs.shape[-1])
    return cross_entropy(columns, right, reduction="none").view(*outputs.shape[:-2], outputs.shape[-1])


def _squared_error(outputs: Tensor, target: Tensor) -> Tensor:
    """Return the squared error, its mean over the k outputs."""
    each = target if target.ndim == outputs.ndim else target[..., None, :, :]
    return torch.square(outputs - each).mean(dim=-2)


def _cross_entropy_gradient(outputs: Tensor, target: Tensor) -> Tensor:
    """Return the probabilities, less 1 at the target class."""
    right = target[..., None, None, :].expand(*outputs.shape[:-2], 1, outputs.shape[-1])
    return softmax(outputs, dim=-2).scatter_add(-2, right, outputs.new_full(right.shape, -1.0))


def _squared_error_gradient(outputs: Tensor, target: Tensor) -> Tensor:
    return (outputs - target[..., None, :, :]) * (2.0 / outputs.shape[-2])


LOSSES = {"classes": _cross_entropy, "numbers": _squared_error}
ERROR_GRADIENTS = {"classes": _cross_entropy_gradient, "numbers": _squared_error_gradient}
