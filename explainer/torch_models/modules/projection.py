"""The gradients of an LSTM's h after its projection, and of the projection itself."""

import torch
from torch import Tensor

from explainer.cells.torch_layout import gate_letters
from explainer.engine.backward_buffers import BackwardBuffers
from explainer.torch_models.model import PROJECTION
from explainer.torch_models.modules.layer_direction import LayerDirection


def projection_gradients(
    direction: LayerDirection, backward: BackwardBuffers, output_grad: Tensor
) -> tuple[Tensor, dict[str, Tensor]]:
    """Return the gradients of the projected h, (T + 1, p, B), and of P and each U, from that of the output, (T, p, B).

    The backward pass ran as if there were no projection. The h at a step gets gradient from the output and from the
    gates of the next step, whose sums have theirs; U acts on the projected h, and P makes it of the h before.
    """
    h = torch.cat([torch.zeros_like(output_grad[:1]), output_grad])  # (T + 1, p, B)
    past = direction.h_with_initial[:-1].permute(2, 0, 1).flatten(1)  # (p, T B)
    found = {}
    for letter in gate_letters(direction.program):
        grad = pre_activation_gradient(direction, backward, letter)  # (T, m, B)
        h[:-1] += direction.params[f"U_{letter}"].t() @ grad
        found[f"U_{letter}"] = grad.permute(1, 0, 2).flatten(1) @ past.t()  # (m, p)
    unprojected = direction.engine_buffers.states["h"][1:, 0].permute(1, 0, 2).flatten(1)  # (m, T B)
    found[PROJECTION] = h[1:].permute(1, 0, 2).flatten(1) @ unprojected.t()  # (p, m)
    return h, found


def pre_activation_gradient(direction: LayerDirection, backward: BackwardBuffers, letter: str) -> Tensor:
    """Return the gradient of the sum behind a gate, in reading order, (T, m, B)."""
    return backward.block_grads[:, 0, backward.plan.order.index(direction.pre_activations[f"pre_{letter}"])]
