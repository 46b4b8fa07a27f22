"""The projected: what is felt of an LSTM's h after its projection, and of the projection itself."""

import torch
from torch import Tensor

from explainer.cells.torch_layout import letters
from explainer.engine.backward_buffers import BackRooms
from explainer.torch_models.model import PROJECTION
from explainer.torch_models.modules.layer_direction import Part


def through(part: Part, back: BackRooms, asked: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
    """Return what is felt of the projected h, (T + 1, p, B), and of P and each U; `asked` (T, p, B) by the loss.

    The way back was walked as if there were no projection. The h at a step is asked for by the loss and by the gates of
    the next step, whose sums have been felt; U acts on the projected h, and P makes it of the h before.
    """
    h = torch.cat([torch.zeros_like(asked[:1]), asked])  # (T + 1, p, B)
    past = part.told_walked[:-1].permute(2, 0, 1).flatten(1)  # (p, T B)
    found = {}
    for letter in letters(part.program):
        felt = felt_sum(part, back, letter)  # (T, m, B)
        h[:-1] += part.params[f"U_{letter}"].t() @ felt
        found[f"U_{letter}"] = felt.permute(1, 0, 2).flatten(1) @ past.t()  # (m, p)
    full = part.rooms.states["h"][1:, 0].permute(1, 0, 2).flatten(1)  # (m, T B)
    found[PROJECTION] = h[1:].permute(1, 0, 2).flatten(1) @ full.t()  # (p, m)
    return h, found


def felt_sum(part: Part, back: BackRooms, letter: str) -> Tensor:
    """Return what the sum behind a gate felt, in walking order, (T, m, B)."""
    return back.felt_blocks[:, 0, back.plan.order.index(part.sums[f"pre_{letter}"])]
