"""What reaches the calls of a recurrent module from a loss of the model, for the engine's backward pass over all steps.

Autograd gives dL/d(each state that a call returned), along all paths, and dL/d(each state that a call was passed). What
the backward pass over the steps adds by itself is the latter; the difference came along other paths.
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from explainer.torch_models.modules.module_run import ModuleRun
from explainer.torch_models.modules.output_gradients import OutputGradients
from explainer.torch_models.modules.recorded_call import RecordedCall, data_of
from explainer.torch_models.modules.reference_run import padded

GradOf = Callable[[Tensor], Tensor | None]
"""Returns the gradient of a tensor of the graph, or None where there is none."""


def sequence_gradients(run: ModuleRun, calls: Sequence[RecordedCall], grad_of: GradOf, loss: float) -> OutputGradients:
    """Return the gradients that reach the output and the states of calls that follow one another."""
    output = torch.zeros_like(run.reference.hidden[-1])
    if not run.spec.is_cell:  # the output of a Cell is its state
        output = torch.cat([_output(call, grad_of) for call in calls])
    whole = zip(*(_whole(run, call.state_after, grad_of) for call in calls), strict=True)
    between, last = [], []
    for k, totals in enumerate(whole):
        passed = [_whole(run, call.state_before, grad_of)[k] for call in calls[1:]]
        between.append(_between(run, calls, list(totals[:-1]), passed))
        last.append(totals[-1])
    return OutputGradients(loss, output, tuple(last), tuple(between))


def _output(call: RecordedCall, grad_of: GradOf) -> Tensor:
    data = data_of(call.output)
    grad = grad_of(data)
    grad = torch.zeros_like(data) if grad is None else grad
    return padded(call.output._replace(data=grad) if call.inputs.lengths is not None else grad, call.inputs)


def _whole(run: ModuleRun, states: Sequence[Tensor], grad_of: GradOf) -> list[Tensor | None]:
    """Return the gradient of each state, (L D, B, m), or None."""
    shape, dtype = (len(run.directions), run.inputs.x.shape[1], -1), run.inputs.x.dtype
    return [None if (grad := grad_of(one)) is None else grad.to(dtype).reshape(shape) for one in states]


def _between(
    run: ModuleRun, calls: Sequence[RecordedCall], totals: list[Tensor | None], passed: list[Tensor | None]
) -> Tensor | None:
    """Return the gradient that reaches a state at the end of each call but the last, 0 elsewhere, (L D, T, B, m)."""
    some = next((one for one in [*totals, *passed] if one is not None), None)
    if some is None:
        return None
    found = some.new_zeros(some.shape[0], len(run.inputs.x), *some.shape[1:])
    end = -1
    for call, total, one in zip(calls, totals, passed, strict=False):
        end += call.steps
        if total is not None:
            found[:, end] += total
        if one is not None:
            found[:, end] -= one
    return found
