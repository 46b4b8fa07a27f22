"""The gates that PyTorch's fused LSTM on a CPU saves for its backward pass, read from oneDNN's workspace.

Its layout is documented nowhere: oneDNN's (T, B, 4 m), each row padded. So it is checked: one step is computed from
the weights and compared; c and h are computed from these gates at every step, and compared with the module's.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from explainer.cells.program import Program
from explainer.cells.torch_layout import gate_letters
from explainer.engine.kernels import TORCH_OPS
from explainer.torch_models.modules.module_input import ModuleInput, largest
from explainer.torch_models.modules.module_spec import ModuleSpec

NODE = "MkldnnRnnLayerBackward0"
CLOSE = 1e-5
CACHE_LINE, PAGE = 16, 256  # floats: rows are padded to a cache line, and by one more where that makes whole pages


def may_use_fused(spec: ModuleSpec, inputs: ModuleInput) -> bool:
    """Tell whether PyTorch may use its fused LSTM for such a module and input."""
    plain = spec.cell == "LSTM" and not spec.is_cell and spec.num_directions == 1 and spec.output_size == spec.m
    return plain and inputs.lengths is None and inputs.x.dtype == torch.float32 and inputs.x.device.type == "cpu"


def gates_of(output: Tensor, spec: ModuleSpec) -> tuple[tuple[Tensor, Tensor], ...]:
    """Return gates, (T, B, 4 m), and h, (T, B, m), of each layer, from the graph of an output; none if unknown."""
    found: list[tuple[Tensor, Tensor]] = []
    node = output.grad_fn
    while node is not None and len(found) < spec.num_layers:
        if node.name() == NODE:
            found.append(_read(node, spec.m))
        node = node.next_functions[0][0] if node.next_functions else None
    return tuple(found[::-1]) if len(found) == spec.num_layers else ()


def _read(node: object, m: int) -> tuple[Tensor, Tensor]:
    h: Tensor = node._saved_result0.detach()  # type: ignore[attr-defined]
    workspace: Tensor = node._saved_result3.detach()  # type: ignore[attr-defined]
    row = -(-4 * m // CACHE_LINE) * CACHE_LINE
    row += CACHE_LINE if row % PAGE == 0 else 0
    floats = workspace.view(torch.float32)
    T, B = h.shape[:2]
    gates = floats[: T * B * row].view(T, B, row)[..., : 4 * m] if len(floats) >= T * B * row else floats[:0]
    return gates, h


def by_block(gates: Tensor, program: Program) -> dict[str, Tensor]:
    """Return gates by the name of the sum that each is computed from, (T, B, m)."""
    found = zip(gate_letters(program), gates.chunk(4, dim=2), strict=True)
    return {step.args[0]: gate for letter, gate in found if (step := program.step(letter))}


def match_weights(gates: Tensor, program: Program, params: Mapping[str, Tensor], row: Tensor) -> bool:
    """Tell whether gates (T, B, 4 m) fit the weights at the last step; `row` (B, n + 1 + m) is x, 1 and h there."""
    if gates.numel() == 0:
        return False
    found = [_computed(program, params, gate, row) for gate in gate_letters(program)]
    return float(largest(torch.cat(found, dim=1) - gates[-1])) < CLOSE


def _computed(program: Program, params: Mapping[str, Tensor], gate: str, row: Tensor) -> Tensor:
    step = program.step(gate)
    assert step
    weights = torch.cat([params[f"W_{gate}"], params[f"b_{gate}"][:, None], params[f"U_{gate}"]], dim=1)
    return TORCH_OPS[step.op](row @ weights.t())
