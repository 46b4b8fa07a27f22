"""The reach: how far a change of a state within one part is felt at the end of its sequence."""

import torch
from torch import Tensor

from explainer.cells.torch_layout import letters
from explainer.engine.backward_buffers import BackRooms
from explainer.engine.buffers import Rooms, Size
from explainer.engine.scan import go
from explainer.torch_models.modules.anatomy import InsideError
from explainer.torch_models.modules.layer_direction import Part
from explainer.torch_models.modules.projection import felt_sum


def jacobian_norms(part: Part, of: str = "h") -> Tensor:
    """Return ‖d s_T / d s_t‖ (Frobenius) of a state s for every step t, (T, B), over all ways within the part.

    T is the step at which the part ends its reading: the last of each sequence, the first for the reverse direction.
    A packed sequence has zeros where it has ended.
    """
    if of not in part.program.cell.state:
        raise InsideError(f"“{of}” is no state; there are {', '.join(part.program.cell.state)}.")
    T, B = part.x.shape[:2]
    lengths = [T] * B if part.given.lengths is None else part.given.lengths.tolist()
    with torch.no_grad():
        rows = torch.zeros(T, B, 1, dtype=part.x.dtype, device=part.x.device)
        for item, length in enumerate(lengths):
            rows[:length, item, 0] = _norms(part, of, item, length)
    return part.shown(rows)[..., 0]


def _norms(part: Part, of: str, item: int, length: int) -> Tensor:
    """Walk back from all units of the last step at once, as columns side by side; (length,)."""
    projected = of == "h" and part.projection is not None
    seed = part.projection.t() if projected and part.projection is not None else _eye(part, part.rooms.size.m)
    rooms = _columns(part.rooms, item, length, seed.shape[1])
    back = BackRooms(rooms)
    outer = torch.zeros_like(rooms.states[of][1:])
    outer[-1, 0] = seed
    go(back.begin({name: (outer if name == of else None, None) for name in rooms.states}))
    if not projected:
        return _lengths(back.states[of][1:, 0])
    sent = [part.params[f"U_{letter}"].t() @ felt_sum(part, back, letter) for letter in letters(part.program)]
    matrices = torch.cat([torch.stack(sent).sum(0)[1:], _eye(part, seed.shape[1])[None]])  # (T, p, p)
    return _lengths(matrices)


def _eye(part: Part, size: int) -> Tensor:
    return torch.eye(size, dtype=part.x.dtype, device=part.x.device)


def _lengths(matrices: Tensor) -> Tensor:
    found: Tensor = torch.linalg.vector_norm(matrices.flatten(1), dim=1)
    return found


def _columns(rooms: Rooms, item: int, length: int, count: int) -> Rooms:
    """Return rooms that hold one sequence of a batch, in as many equal columns as there are directions to walk back."""
    size = rooms.size
    found = Rooms(rooms.plan, Size(length, 1, size.m, count), {}, rooms.like)
    found.blocks.copy_(rooms.blocks[:length, ..., item : item + 1])
    for name, state in rooms.states.items():
        found.states[name].copy_(state[: length + 1, ..., item : item + 1])
    for name, own in rooms.own.items():
        found.own[name].copy_(own[:length, ..., item : item + 1])
    for key, matrix in rooms.matrices.items():
        found.matrices[key].copy_(matrix)
    return found
