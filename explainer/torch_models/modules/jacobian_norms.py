"""The norms of the Jacobians of a layer's last state with respect to its state at each step, in one direction."""

import torch
from torch import Tensor

from explainer.cells.torch_layout import gate_letters
from explainer.engine.backward_buffers import BackwardBuffers
from explainer.engine.buffers import Buffers, Size
from explainer.engine.time_loop import run_calls
from explainer.torch_models.modules.layer_direction import LayerDirection
from explainer.torch_models.modules.module_spec import TorchModuleError
from explainer.torch_models.modules.projection import pre_activation_gradient


def jacobian_norms(direction: LayerDirection, of: str = "h") -> Tensor:
    """Return ‖d s_T / d s_t‖ (Frobenius) of a state s for every step t, (T, B), along all paths within one direction.

    T is the step at which the direction ends: the last of each sequence, the first for the reverse direction.
    A packed sequence has zeros where it has ended.
    """
    if of not in direction.program.cell.state:
        raise TorchModuleError(f"“{of}” is no state; there are {', '.join(direction.program.cell.state)}.")
    T, B = direction.x.shape[:2]
    lengths = [T] * B if direction.inputs.lengths is None else direction.inputs.lengths.tolist()
    with torch.no_grad():
        rows = torch.zeros(T, B, 1, dtype=direction.x.dtype, device=direction.x.device)
        for item, length in enumerate(lengths):
            rows[:length, item, 0] = _norms(direction, of, item, length)
    return direction.to_input_time(rows)[..., 0]


def _norms(direction: LayerDirection, of: str, item: int, length: int) -> Tensor:
    """Run one backward pass from all units of the last step at once, as columns side by side; (length,)."""
    projection, whole = direction.projection if of == "h" else None, direction.engine_buffers
    seed = _eye(direction, whole.size.m) if projection is None else projection.t()
    buffers = _columns(whole, item, length, seed.shape[1])
    backward = BackwardBuffers(buffers)
    incoming = torch.zeros_like(buffers.states[of][1:])
    incoming[-1, 0] = seed
    run_calls(backward.prepare({name: (incoming if name == of else None, None) for name in buffers.states}))
    if projection is None:
        return _frobenius(backward.states[of][1:, 0])
    terms = [
        direction.params[f"U_{letter}"].t() @ pre_activation_gradient(direction, backward, letter)
        for letter in gate_letters(direction.program)
    ]
    matrices = torch.cat([torch.stack(terms).sum(0)[1:], _eye(direction, seed.shape[1])[None]])  # (T, p, p)
    return _frobenius(matrices)


def _eye(direction: LayerDirection, size: int) -> Tensor:
    return torch.eye(size, dtype=direction.x.dtype, device=direction.x.device)


def _frobenius(matrices: Tensor) -> Tensor:
    found: Tensor = torch.linalg.vector_norm(matrices.flatten(1), dim=1)
    return found


def _columns(buffers: Buffers, item: int, length: int, count: int) -> Buffers:
    """Return buffers that hold one sequence of a batch in `count` equal columns, one for each backward direction."""
    size = buffers.size
    found = Buffers(buffers.plan, Size(length, 1, size.m, count), {}, buffers.like)
    found.blocks.copy_(buffers.blocks[:length, ..., item : item + 1])
    for name, state in buffers.states.items():
        found.states[name].copy_(state[: length + 1, ..., item : item + 1])
    for name, other in buffers.others.items():
        found.others[name].copy_(other[:length, ..., item : item + 1])
    for key, matrix in buffers.matrices.items():
        found.matrices[key].copy_(matrix)
    return found
