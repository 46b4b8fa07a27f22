"""Gradient clipping, (S, P), each seed by itself, in place."""

from collections.abc import Callable

from torch import Tensor

Clipper = Callable[[Tensor, Tensor, float], Tensor]
"""From gradients (S, P), which are changed, their norms (S,) and the limit to clipped gradients."""


def _by_norm(gradients: Tensor, norms: Tensor, limit: float) -> Tensor:
    """Scale down gradients whose norm exceeds the limit; 1e-6 is the constant of torch.nn.utils.clip_grad_norm_."""
    return gradients.mul_((limit / (norms + 1e-6)).clamp(max=1.0)[:, None])


CLIPPERS: dict[str, Clipper] = {
    "none": lambda gradients, norms, limit: gradients,
    "norm": _by_norm,
    "value": lambda gradients, norms, limit: gradients.clamp_(-limit, limit),
}
