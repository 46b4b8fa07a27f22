"""The gradients of one layer of a module in one direction, by one backward pass of the engine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from explainer.engine.affine import AffineGradients, affine_gradients, fill_deferred_blocks
from explainer.engine.backward_buffers import BackwardBuffers
from explainer.engine.time_loop import run_calls
from explainer.torch_models.model import PROJECTION
from explainer.torch_models.modules.buffer_pool import acquire_backward, release_backward_with
from explainer.torch_models.modules.layer_direction import LayerDirection
from explainer.torch_models.modules.module_spec import TorchModuleError
from explainer.torch_models.modules.projection import projection_gradients


@dataclass(frozen=True, eq=False, repr=False)
class DirectionGradients:
    """The gradients of one layer in one direction: of each value, of parameters by our letters, of x and first states.

    `output_grad` is the gradient that reaches its output at each step, in reading order, (T, p, B). What the loop
    backward does not need, the gradients of weights and of x, is computed on demand.
    """

    direction: LayerDirection
    backward: BackwardBuffers
    output_grad: Tensor

    def __repr__(self) -> str:
        """Return the name and sizes of the direction."""
        return f"<gradients of {self.direction!r}>"

    @property
    def suffix(self) -> str:
        """The name of the layer and direction."""
        return self.direction.suffix

    def value(self, name: str) -> Tensor:
        """Return the gradient of a value at each step, along all paths, (T, B, m), in input time."""
        grad = self._in_reading_order(self.direction.full_name(name)).permute(0, 2, 1)  # (T, B, m)
        return self.direction.to_input_time(grad).clone(memory_format=torch.contiguous_format)

    @cached_property
    def params(self) -> Mapping[str, Tensor]:
        """The gradient of each parameter, by our letters."""
        return {name: value[0] for name, value in self._affine.params.items()} | self._projected[1]

    @cached_property
    def x(self) -> Tensor:
        """The gradient of this direction's input, (T, B, n), in input time."""
        assert self._affine.x is not None
        return self.direction.flip(self._affine.x[:, 0].permute(0, 2, 1))

    @property
    def initial_states(self) -> Mapping[str, Tensor]:
        """The gradients of the states before the first step, (B, m)."""
        grads = self.backward.states
        return {name: (self.h if name == "h" else grad[:, 0])[0].t().clone() for name, grad in grads.items()}

    @property
    def h(self) -> Tensor:
        """The gradient of h in reading order, (T + 1, p, B), the initial one first."""
        return self.backward.states["h"][:, 0] if self.direction.projection is None else self._projected[0]

    @cached_property
    def _affine(self) -> AffineGradients:
        params = {name: value[None] for name, value in self.direction.params.items() if name != PROJECTION}
        with torch.no_grad():
            x = self.direction.in_reading_order("x").permute(0, 2, 1)[:, None]
            return affine_gradients(self.backward, x, params, True)

    @cached_property
    def _projected(self) -> tuple[Tensor, dict[str, Tensor]]:
        matrix = self.direction.projection
        with torch.no_grad():
            fill_deferred_blocks(self.backward)
            if matrix is None:
                return self.h, {}
            return projection_gradients(self.direction, self.backward, self.output_grad)

    def _in_reading_order(self, name: str) -> Tensor:
        if name == "h":
            return self.h[1:]
        unprojected = self.direction.unprojected_h
        if name in self.backward.states or name == unprojected:
            return self.backward.states["h" if name == unprojected else name][1:, 0]
        forms = self.backward.plan.backward_step.forms
        if name in forms:
            grad = self.backward.gradient(forms[name])
            assert grad is not None
            return grad[:, 0]
        for step in self.direction.program.steps:  # a term has the gradient of its sum
            if name in step.args and step.op in ("add", "sub"):
                return self._in_reading_order(step.name) * (-1 if step.op == "sub" and step.args[1] == name else 1)
        raise TorchModuleError(f"“{name}” has no gradient of its own here: take that of the name without “_prev”.")


def input_gradient(directions: Sequence[DirectionGradients]) -> Tensor:
    """Return the gradient of a layer's input, summed over its directions, (T, B, n)."""
    return torch.stack([one.x for one in directions]).sum(0)


def direction_gradients(
    direction: LayerDirection, output: Tensor, last: Sequence[Tensor | None], between: Sequence[Tensor | None] = ()
) -> DirectionGradients:
    """Run one direction's backward pass from the gradients of its output (T, B, p) and of its last states (B, m).

    `between` are gradients that reach its states from elsewhere at any step, in reading order, (T, B, m).
    """
    states = dict(zip(direction.program.cell.state, last, strict=True))
    buffers = direction.engine_buffers
    incoming = {"h": direction.flip(output).permute(0, 2, 1)}  # (T, p, B)
    for name, grads in zip(states, between or [None] * len(states), strict=True):
        if grads is not None:
            added = grads.permute(0, 2, 1)
            incoming[name] = incoming[name] + added if name in incoming else added
    for name, value in states.items():
        if value is not None:
            grad = incoming[name].clone() if name in incoming else torch.zeros_like(buffers.states[name][1:, 0])
            incoming[name] = _add_last(direction, grad, value)
    projection = direction.projection
    full = incoming | ({} if projection is None else {"h": projection.t() @ incoming["h"]})
    backward = acquire_backward(direction.buffers)
    run_calls(backward.prepare({name: (full[name][:, None] if name in full else None, None) for name in states}))
    found = DirectionGradients(direction, backward, incoming["h"])
    release_backward_with(found, direction.buffers, backward)
    return found


def _add_last(direction: LayerDirection, grad: Tensor, value: Tensor) -> Tensor:
    """Add the gradient of the last state, (B, m), at the last step of each sequence; `grad` is (T, m, B)."""
    if direction.inputs.lengths is None:
        grad[-1] += value.t()
        return grad
    ends = direction.inputs.lengths.to(grad.device) - 1
    grad[ends, :, torch.arange(len(ends), device=grad.device)] += value
    return grad
