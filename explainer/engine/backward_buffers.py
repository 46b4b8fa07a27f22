"""The buffers of the backward pass: the gradient of each node, and the kernels bound to them."""

from collections.abc import Mapping

import torch
from torch import Tensor

from explainer.engine.backward import Coefficient, LinearForm, grad_of, matrix_node, past_grad_of
from explainer.engine.buffers import BoundCalls, Buffers, by_step
from explainer.engine.factors import Factors
from explainer.engine.kernel_calls import KernelCall
from explainer.engine.kernels import bind
from explainer.engine.plan import blocks_of


class BackwardBuffers:
    """Memory for the gradients of one run, beside the buffers of its forward pass."""

    def __init__(self, buffers: Buffers) -> None:
        self.buffers, self.plan, self.steps = buffers, buffers.plan, buffers.size.T
        size, carried = buffers.size, self.carried
        # One step more, since a carried state lies where its past of the next step does.
        slots = len(self.plan.order) + len(carried)
        self.blocks = torch.zeros_like(buffers.empty(size.T + 1, size.S, slots, size.m, size.B))
        self.factors = Factors(buffers, self.blocks[: size.T])
        self.states = {
            name: self.blocks[:, :, self.plan.slots[past_grad_of(name)]] if name in carried else torch.empty_like(state)
            for name, state in buffers.states.items()
        }
        self.others = {name: torch.zeros_like(buffers.states["h"][1:]) for name in self._other_names()}
        self.incoming = {grad_of(name): torch.zeros_like(buffers.states["h"][1:]) for name in carried}
        self.factor_grads = {name: self._factor_grad(name) for name in self._factors_with_gradient()}
        self.bound: dict[tuple[str, ...], BoundCalls] = {}

    @property
    def carried(self) -> list[str]:
        """The states whose gradients lie beside the blocks: none where the time loop is fused."""
        return [] if self.buffers.kernels else self.plan.backward_step.carried

    def _factors_with_gradient(self) -> tuple[str, ...]:
        """Name what is read by a fused loop and computed before it, and has a gradient that the loop computes."""
        return self.buffers.kernels.module.backward.factors if self.buffers.kernels else ()

    def _factor_grad(self, name: str) -> Tensor:
        """Return memory for the gradient of a factor; that of one that is the same at every step is a sum over them."""
        over_time = self.buffers.hoisted[name].ndim == 4
        return torch.empty_like(self.buffers.states["h"][1:] if over_time else self.buffers.states["h"][0])

    def hoisted_gradients(self) -> dict[str, Tensor | None]:
        """Return the gradients of what the loop reads and is computed before it; None where it has none."""
        if self.buffers.kernels:
            return {name: self.factor_grads.get(name) for name in self.plan.hoisted_factors}
        return {name: self.gradient(form) for name, form in self.plan.hoisted_factors.items()}

    @property
    def block_grads(self) -> Tensor:
        """The gradients of the blocks, (T, S, K, m, B)."""
        return self.blocks[: self.steps, :, : len(self.plan.order)]

    def fill(self, incoming: Mapping[str, tuple[Tensor | None, Tensor | None]]) -> tuple[str, ...]:
        """Put in each state's gradient from outside, at every step and at the last.

        Returns the carried states that have any: theirs are added as the loop reaches them.
        """
        added = []
        for name, (over_time, last) in incoming.items():
            if name in self.carried:
                self.states[name][-1].zero_()
                if over_time is not None:
                    self.incoming[grad_of(name)].copy_(over_time)
                    added.append(name)
            else:
                self._fill(self.states[name], over_time)
            if last is not None:
                self.states[name][-1].add_(last)
        return tuple(added)

    def prepare(self, incoming: Mapping[str, tuple[Tensor | None, Tensor | None]]) -> BoundCalls:
        """Put in the gradients from outside, compute the factors, and return the calls of the loop."""
        added = self.fill(incoming)
        self.compute_factors()
        return self.calls(added)

    def compute_factors(self) -> None:
        """Compute what the loop needs of the forward pass, for all time steps at once."""
        for compute in self.factors.calls:
            compute()

    def _fill(self, state: Tensor, over_time: Tensor | None) -> None:
        state[0].zero_()
        if over_time is None:
            state[1:].zero_()
        else:
            state[1:].copy_(over_time)

    def _other_names(self) -> list[str]:
        """Name the buffers of nodes that are neither states nor blocks."""
        others = {
            *map(grad_of, self.plan.order),
            *(of(state) for state in self.states for of in (grad_of, past_grad_of)),
        }
        if self.buffers.kernels:  # a node to which no gradient comes is written by no kernel, and stays 0
            read = {grad_of(node) for form in self.plan.backward_step.forms.values() for node in form}
            return sorted({*self.buffers.kernels.nodes.values(), *read} - others)
        return sorted({name for call in self.plan.backward for name in call.into} - others)

    def buffer(self, name: str) -> Tensor:
        """Return the buffer of a node's gradient, of that of a state one step earlier, or of a factor."""
        for state, gradient in self.states.items():
            if name == past_grad_of(state):
                return gradient[:-1]
            if name == grad_of(state):
                return gradient[1:]
        if name in self.others:
            return self.others[name]
        if name in self.plan.slots:
            return self.blocks[: self.steps, :, self.plan.slots[name]]
        return self.factors.in_loop[name] if name in self.factors.in_loop else self.buffers.value(name)

    def calls(self, added: tuple[str, ...]) -> BoundCalls:
        """Return the whole time loop of the backward pass, from the last step to the first.

        `added` names carried states that have a gradient from outside at every step: it is added as they are reached.
        """
        if added not in self.bound:
            first = [self._add_incoming(name) for name in added]
            columns = [column[::-1] for call in self.plan.backward for column in self._over_time(call)]
            self.bound[added] = [one for calls in zip(*first, *columns, strict=True) for one in calls]
        return self.bound[added]

    def _add_incoming(self, name: str) -> BoundCalls:
        pairs = by_step(self.buffer(grad_of(name)), [list(self.incoming[grad_of(name)])])
        return [bind("add", *tensors, 1, True) for tensors in pairs][::-1]

    def _over_time(self, call: KernelCall) -> list[BoundCalls]:
        if call.kind == "gemm_t":
            return self._transposed_products(call)
        if call.kind == "scale":
            return [self._scale(call)]
        into = self.buffer(call.into[0])
        args = [self.buffers.step_views(self.buffer(arg)) for arg in call.args]
        return [[bind(call.kind, *tensors, call.sign, call.adds) for tensors in by_step(into, args)]]

    def _scale(self, call: KernelCall) -> BoundCalls:
        first = self.plan.slots[call.into[0]]
        slots = slice(first, first + len(call.into))
        source = self.buffer(call.args[0]).unsqueeze(2)  # (T, S, 1, m, B)
        pairs = by_step(self.blocks[: self.steps, :, slots], [list(source)])  # where the factors stand
        return [bind("scale", *tensors, 1, False) for tensors in pairs]

    def _transposed_products(self, call: KernelCall) -> list[BoundCalls]:
        """Return the products for each range of blocks; the first may fill the buffer, the others add to it."""
        target = call.into[0]
        (vector,) = [name for name, sign in self.plan.stacks if sign == call.sign and self._grad_buffer(name) == target]
        columns: list[BoundCalls] = []
        for first, last in self.plan.ranges_of(blocks_of(call)):
            matrix = self.buffers.matrix(vector, call.sign, first, last).transpose(1, 2)
            source = list(self.buffers.side_by_side(self.block_grads, first, last))
            pairs = by_step(self.buffer(target), [[matrix] * len(source), source])
            columns.append([bind("gemm_t", *tensors, call.sign, call.adds or bool(columns)) for tensors in pairs])
        return columns

    def _grad_buffer(self, vector: str) -> str:
        past = (past_grad_of(state) for state in self.states if vector == f"{state}_prev")
        return next(past, grad_of(matrix_node(vector)))

    def gradient(self, form: LinearForm) -> Tensor | None:
        """Return a value's gradient from its linear form, at every time step (T, S, m, B); None where it has none."""
        terms = [self._term(node, coefficient) for node, coefficient in form.items()]
        return sum(terms[1:], terms[0]) if terms else None

    def _term(self, node: str, coefficient: Coefficient) -> Tensor:
        sign, factor = coefficient
        source = self.buffer(grad_of(node))
        return sign * source if factor == "1" else sign * (source * self.factors.value(factor))
