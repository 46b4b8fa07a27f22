"""The clipping: what is done about large gradients, (S, P), each seed by itself."""

from collections.abc import Callable

from torch import Tensor

Clipper = Callable[[Tensor, Tensor, float], Tensor]
"""From gradients (S, P), their norms (S,) and the limit to the gradients that are used."""


def _by_norm(gradients: Tensor, norms: Tensor, limit: float) -> Tensor:
    """Shorten what is longer than the limit; the small number is torch.nn.utils.clip_grad_norm_'s."""
    return gradients * (limit / (norms + 1e-6)).clamp(max=1.0)[:, None]


CLIPPERS: dict[str, Clipper] = {
    "none": lambda gradients, norms, limit: gradients,
    "norm": _by_norm,
    "value": lambda gradients, norms, limit: gradients.clamp(-limit, limit),
}
