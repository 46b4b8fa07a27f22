"""The scan: a cell's program over a batch of sequences, for many seeds at once, forward and backward, every value kept.

What does not depend on the past is computed for all time steps at once; the time loop takes as few calls as the cell
allows, and in the backward pass the weights' gradients are one product after the loop.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from explainer.cells.program import Program, is_number
from explainer.engine.affine import affine_gradients, fill
from explainer.engine.backward_buffers import BackwardBuffers
from explainer.engine.buffers import Buffers, Size
from explainer.engine.engine_choice import AUTO, EngineChoice, EngineOptions
from explainer.engine.hoisted_gradient import hoisted_gradient
from explainer.engine.kernels import TORCH_OPS
from explainer.engine.plan import Plan, plan
from explainer.engine.scan_memory import Memory, allocate
from explainer.engine.short_repr import ShortRepr
from explainer.engine.time_loop import TimeLoop
from explainer.engine.tokens import columns, is_tokens

Named = dict[str, Tensor]


@dataclass(eq=False, repr=False)
class Scanned(ShortRepr):
    """A run of one layer: each state over time, (T, S, m, B), and after the last step, (S, m, B); and its buffers.

    What `value` and `grad` return holds until the next run.
    """

    states: Named
    last: Named
    buffers: Buffers
    backward: BackwardBuffers
    hoisted: Named
    memory: Memory

    @property
    def loop(self) -> TimeLoop:
        """The time loop that ran."""
        return self.memory.loop

    @property
    def choice(self) -> EngineChoice:
        """How it ran."""
        return self.memory.choice

    @property
    def h(self) -> Tensor:
        """The layer's output, (T, S, m, B)."""
        return self.states["h"]

    def value(self, name: str) -> Tensor:
        """Return a value at every time step, (T, S, m, B)."""
        return self.hoisted[name].detach() if name in self.hoisted else self.buffers.value(name)

    def grad(self, name: str) -> Tensor | None:
        """Return a value's gradient of the last backward pass, (T, S, m, B); None where it has none."""
        if name in self.backward.states:
            return self.backward.states[name][1:]
        found = self.backward.gradient(self.buffers.plan.backward_step.forms.get(name, {}))
        return hoisted_gradient(self, name, found) if self.buffers.plan.sums.is_hoisted(name) else found

    def run_backward(self, incoming: Tensor | None, last: Mapping[str, Tensor] | None = None) -> None:
        """Run the backward pass without autograd, from a loss's gradient for h, (T, S, m, B), if any; `grad` reads it.

        `last` holds gradients for the states after the last step, (S, m, B). Weights get no gradient. The run has to
        be the last one of its size.
        """
        ends: Mapping[str, Tensor] = last or {}
        self.loop.backward({name: (incoming if name == "h" else None, ends.get(name)) for name in self.states})

    def initial_gradients(self) -> Named:
        """Return the gradients for the states before the first step of the last backward pass, (S, m, B)."""
        return {name: value[0].clone() for name, value in self.backward.states.items() if name in self.states}


MAX_SIZES = 4  # of how many sizes buffers are kept


class Scan:
    """A program ready to run; the buffers of a run serve the next one of its size, once its backward pass is over."""

    def __init__(self, program: Program, options: EngineOptions = AUTO) -> None:
        self.plan: Plan = plan(program)
        self.options = options
        self.ran: EngineChoice | None = None  # how its last run was computed
        self.free: dict[Any, Memory] = {}

    def __call__(self, params: Mapping[str, Tensor], x: Tensor, state: Mapping[str, Tensor]) -> Scanned:
        """Run over x (T, S, n, B), or (T, 1, n, B) for all seeds, from the states (S, m, B); tokens have no n.

        Beside parameters, `params` holds what else the program reads: masks, and the states of a layer below.
        """
        hoisted = hoist(self.plan, params, x)
        factors = {name: hoisted[name] for name in self.plan.hoisted_factors}
        like = state["h"]
        size = Size(len(x), *like.shape)
        key = (size, like.dtype, like.device, tuple((one.shape, one.requires_grad) for one in factors.values()))
        memory = self.free.pop(key) if key in self.free else allocate(self.plan, size, factors, like, self.options)
        self.options = memory.options  # a refused kernel is not compiled again
        used = {name: params[name] for name in self.plan.params}
        groups = [used, factors, {name: hoisted[name] for name in self.plan.hoisted_terms}, dict(state)]
        tensors = [tensor for group in groups for tensor in group.values()]
        release = partial(self._release, key, memory)
        made = _ScanFunction.apply(memory, [list(group) for group in groups], release, x, *tensors)  # type: ignore[no-untyped-call]
        self.ran = memory.choice
        if not torch.is_grad_enabled():  # no backward pass will follow
            made = tuple(one.clone() for one in made)
            release()
        over_time, last = (dict(zip(state, one, strict=True)) for one in (made[: len(state)], made[len(state) :]))
        return Scanned(over_time, last, memory.buffers, memory.backward, hoisted, memory)

    def _release(self, key: Any, memory: Memory) -> None:
        """Let the next run of this size use these buffers; those of the size that was used longest ago are dropped."""
        self.free[key] = memory
        while len(self.free) > MAX_SIZES:
            del self.free[next(iter(self.free))]


def hoist(order: Plan, params: Mapping[str, Tensor], x: Tensor) -> Named:
    """Compute what does not depend on the past and is more than a weight times x: all steps at once, with autograd."""
    program = order.sums.program
    equations = [line.name for line in program.cell.equations if order.sums.is_hoisted(line.name)]
    hoisted: Named = {}
    for name in [*order.hoisted_factors, *order.hoisted_terms, *equations]:
        compute(program, name, params, x, hoisted)
    return hoisted


def compute(program: Program, name: str, params: Mapping[str, Tensor], x: Tensor, known: Named) -> Tensor:
    """Return a value at all time steps from what `params` holds, or what is known; what it needs becomes known too."""
    if name not in known:
        known[name] = _computed(program, name, params, x, known)
    return known[name]


def _computed(program: Program, name: str, params: Mapping[str, Tensor], x: Tensor, hoisted: Named) -> Tensor:
    if is_number(name):
        return next(iter(params.values())).new_tensor(float(name))
    if name == "x":
        return x
    step = program.step(name)
    if step and step.op == "matmul" and step.args[1] == "x" and is_tokens(x):
        return columns(params[step.args[0]], x)
    if step is None:
        return (
            params[name][..., None] if params[name].ndim == 2 else params[name]
        )  # (S, m, 1) or (S, m, n), (T, S, m, B)
    return TORCH_OPS[step.op](*(compute(program, arg, params, x, hoisted) for arg in step.args))


class _ScanFunction(torch.autograd.Function):
    """The time loop as one operation of autograd: from x, parameters, what is hoisted, and initial states."""

    @staticmethod
    def forward(
        ctx: Any, memory: Memory, names: Sequence[Sequence[str]], release: Any, x: Tensor, *tensors: Tensor
    ) -> tuple[Tensor, ...]:
        groups, buffers = _grouped(names, tensors), memory.buffers
        fill(buffers, x, *groups)
        memory.loop.forward()
        ctx.job = (memory, names, release, [tensor.shape for tensor in tensors])
        ctx.save_for_backward(x, *groups[0].values())
        ctx.set_materialize_grads(False)
        return (*(buffers.states[s][1:] for s in names[3]), *(buffers.states[s][-1].clone() for s in names[3]))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *incoming: Tensor | None) -> tuple[Any, ...]:
        memory, names, release, shapes = ctx.job
        x, *params = ctx.saved_tensors
        backward = memory.backward
        memory.loop.backward({s: (incoming[k], incoming[k + len(names[3])]) for k, s in enumerate(names[3])})
        found = affine_gradients(backward, x, dict(zip(names[0], params, strict=True)), ctx.needs_input_grad[3])
        release()
        wants_first = any(ctx.needs_input_grad[-len(names[3]) :])
        first = {s: backward.states[s][0].clone() for s in names[3]} if wants_first else {}
        groups = [found.params, found.hoisted_factors, found.hoisted_terms, first]
        grads = [group.get(name) for group, wanted in zip(groups, names, strict=True) for name in wanted]  # type: ignore[attr-defined]
        fitted = [_sum_to_size(grad, shape) for grad, shape in zip(grads, shapes, strict=True)]
        return (None, None, None, found.x, *fitted)


def _sum_to_size(grad: Tensor | None, shape: torch.Size) -> Tensor | None:
    return grad if grad is None or grad.shape == shape else grad.sum_to_size(shape)


def _grouped(names: Sequence[Sequence[str]], tensors: Sequence[Tensor]) -> list[Named]:
    rest = iter(tensors)
    return [{name: next(rest) for name in group} for group in names]
