"""The workspace: on a CPU PyTorch's fused LSTM keeps its gates for its own way back; here they are read.

Its layout is documented nowhere: oneDNN's (T, B, 4 m), each row padded. So nothing is believed: one step is
computed from the weights and compared; c and h are made of these gates at every step, and compared with the module's.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from explainer.cells.program import Program
from explainer.cells.torch_layout import letters
from explainer.engine.kernels import PLAIN
from explainer.torch_models.modules.anatomy import Anatomy
from explainer.torch_models.modules.module_input import Given, largest

NODE = "MkldnnRnnLayerBackward0"
CLOSE = 1e-5
LINE, PAGE = 16, 256  # floats: rows are padded to a cache line, and by one more where they would fall on one page


def may_have(known: Anatomy, given: Given) -> bool:
    """Tell whether PyTorch may use its fused LSTM for such a module and input."""
    plain = known.cell == "LSTM" and not known.is_single and known.directions == 1 and known.shown == known.m
    return plain and given.lengths is None and given.x.dtype == torch.float32 and given.x.device.type == "cpu"


def gates_of(output: Tensor, known: Anatomy) -> tuple[tuple[Tensor, Tensor], ...]:
    """Return gates, (T, B, 4 m), and h, (T, B, m), of each layer, from the graph of an output; none if unknown."""
    found: list[tuple[Tensor, Tensor]] = []
    node = output.grad_fn
    while node is not None and len(found) < known.layers:
        if node.name() == NODE:
            found.append(_read(node, known.m))
        node = node.next_functions[0][0] if node.next_functions else None
    return tuple(found[::-1]) if len(found) == known.layers else ()


def _read(node: object, m: int) -> tuple[Tensor, Tensor]:
    h: Tensor = node._saved_result0.detach()  # type: ignore[attr-defined]
    kept: Tensor = node._saved_result3.detach()  # type: ignore[attr-defined]
    row = -(-4 * m // LINE) * LINE
    row += LINE if row % PAGE == 0 else 0
    floats = kept.view(torch.float32)
    T, B = h.shape[:2]
    whole = floats[: T * B * row].view(T, B, row)[..., : 4 * m] if len(floats) >= T * B * row else floats[:0]
    return whole, h


def named(gates: Tensor, program: Program) -> dict[str, Tensor]:
    """Return gates by the name of the sum behind each, (T, B, m)."""
    found = zip(letters(program), gates.chunk(4, dim=2), strict=True)
    return {step.args[0]: gate for letter, gate in found if (step := program.step(letter))}


def are_true(gates: Tensor, program: Program, params: Mapping[str, Tensor], read: Tensor) -> bool:
    """Tell whether gates (T, B, 4 m) are those of the weights at the last step; `read` (B, n + 1 + m) is its own."""
    if gates.numel() == 0:
        return False
    found = [_computed(program, params, gate, read) for gate in letters(program)]
    return float(largest(torch.cat(found, dim=1) - gates[-1])) < CLOSE


def _computed(program: Program, params: Mapping[str, Tensor], gate: str, read: Tensor) -> Tensor:
    step = program.step(gate)
    assert step
    weights = torch.cat([params[f"W_{gate}"], params[f"b_{gate}"][:, None], params[f"U_{gate}"]], dim=1)
    return PLAIN[step.op](read @ weights.t())
