"""The run of a recurrent module over all calls of one sequence, as if it had been called once."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import Tensor

from explainer.torch_models.modules.module_input import Input, ModuleInput
from explainer.torch_models.modules.module_run import ModuleRun, complete_run
from explainer.torch_models.modules.nested_tensors import map_tensors
from explainer.torch_models.modules.recorded_call import RecordedCall
from explainer.torch_models.modules.reference_run import ReferenceOutput, lower_layers, padded


def sequence_run(calls: Sequence[RecordedCall]) -> ModuleRun:
    """Return every value of calls that follow one another; the calls of a Cell are steps, (T, B, m) or (T, m)."""
    spec = calls[0].spec
    inputs, output, x = _joined(calls)
    dropout = _joined_dropout(calls, inputs)
    with torch.no_grad():
        lower = []
        if spec.num_layers > 1:
            with _autocast(calls[0]):
                lower = lower_layers(spec, x, inputs, dropout)
        hidden = (*lower, padded(output, inputs))
        factors = tuple(padded(one, inputs) for one in dropout)
    state = map_tensors(calls[-1].state, Tensor.detach)
    return complete_run(spec, inputs, ReferenceOutput(output, state, hidden, dropout=factors))


def time_major(call: RecordedCall, output: Tensor) -> Tensor:
    """Return an output of a call, or its gradient, as (T, B, D p); a Cell's is one step."""
    return call.inputs.to_time_major(output)


def _joined(calls: Sequence[RecordedCall]) -> tuple[ModuleInput, Any, Any]:
    """Return input and output of all calls, and the input as the module takes it."""
    first = calls[0]
    if len(calls) == 1 and not first.spec.is_cell:
        return first.inputs, map_tensors(first.output, Tensor.detach), map_tensors(first.x, Tensor.detach)
    layout = {"B": "TB", "": "T"}.get(first.inputs.layout, first.inputs.layout)
    whole = torch.cat([call.inputs.x for call in calls])  # (T, B, n)
    inputs = ModuleInput(whole, first.inputs.initial_states, layout)
    output = torch.cat([time_major(call, call.output.detach()) for call in calls])
    x: Any = first.x
    return inputs, inputs.to_module_layout(output), inputs.to_module_layout(whole).to(x.dtype)


def _joined_dropout(calls: Sequence[RecordedCall], inputs: ModuleInput) -> tuple[Input, ...]:
    """Return the dropout between the layers over all calls, in the form of the output."""
    if len(calls) == 1:
        return calls[0].dropout
    each = zip(*(call.dropout for call in calls), strict=True)
    return tuple(
        inputs.to_module_layout(torch.cat([time_major(call, one) for call, one in zip(calls, layer, strict=True)]))
        for layer in each
    )


def _autocast(call: RecordedCall) -> AbstractContextManager[object]:
    """Compute as the call did."""
    kind = call.inputs.x.device.type
    return torch.autocast(kind, dtype=call.precision) if call.precision is not None else nullcontext()
