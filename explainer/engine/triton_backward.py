"""The source of a cell's backward kernel in Triton: from the last time step to the first, in one launch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explainer.cells.program import is_number
from explainer.engine.triton_forward import (
    advance_to_seed,
    constant_line,
    load,
    matrix_lines,
    place_lines,
    signature,
    store,
    value_pointers,
)
from explainer.engine.triton_gradients import StepGradients
from explainer.engine.triton_names import one_line, signed_sum
from explainer.engine.triton_values import Values


@dataclass(frozen=True)
class BackwardSource:
    """The backward kernel's source and pointers; by identifier nodes that it stores; the factors with a gradient."""

    text: str
    pointers: tuple[str, ...]
    nodes: Mapping[str, str]
    factors: tuple[str, ...]


def backward_kernel(values: Values) -> BackwardSource:
    """Write the backward kernel of a cell."""
    gradients = StepGradients(values)
    step = list(gradients.lines())
    factors = [name for name in values.plan.hoisted_factors if name in values.wanted and gradients.found.get(name)]
    pointers = [*_pointers(values), *_grad_pointers(values, list(gradients.nodes), factors)]
    kernel = _Backward(values, gradients, factors)
    lines = [*_head(values, pointers), *kernel.before_loop(), *kernel.loop(step), *kernel.after_loop(), ""]
    return BackwardSource("\n".join(lines), tuple(pointers), gradients.nodes, tuple(factors))


def _pointers(values: Values) -> list[str]:
    return [*value_pointers(values), *(values.stack_name(*key) for key in values.plan.stacks)]


def _grad_pointers(values: Values, nodes: list[str], factors: list[str]) -> list[str]:
    states = [f"grad_memory_{values.name(name)}" for name in [*values.states, *factors]]
    return [*(["grad_blocks"] if values.plan.order else []), *states, *(f"memory_{node}" for node in nodes)]


def _head(values: Values, pointers: list[str]) -> list[str]:
    name = one_line(values.plan.sums.program.cell.name)
    about = f"{name}, backward: from the last step to the first; gradients of states stay on the chip."
    return [*signature("backward", pointers), f'    """{about}"""', *place_lines()]


class _Backward:
    """Writes what stands around the lines of one step."""

    def __init__(self, values: Values, gradients: StepGradients, factors: list[str]) -> None:
        self.values, self.gradients, self.factors = values, gradients, factors
        self.written: set[str] = set()

    def before_loop(self) -> Iterator[str]:
        values, names = self.values, self.values.names
        yield from advance_to_seed(values)
        if values.plan.order:
            yield f"    grad_blocks += seed * {len(values.plan.order)} * plane"
        for name in self._grads_over_time():
            yield f"    {name} += seed * plane"
        yield "    last = (T - 1).to(tl.int64)  # from there backwards"
        yield from (f"    {line}" for line in self._move("last * "))
        yield from matrix_lines(values, "1, M")
        for name in values.plan.hoisted_factors:
            if name not in values.over_time:
                yield constant_line(values, name)
        yield f"    zeros = tl.zeros((UNITS, COLUMNS), memory_{names['h']}.dtype.element_ty)"
        for state in values.states:
            yield f"    past_grad_{names[state]} = zeros"
        for name in self._constants():
            yield f"    grad_{names[name]} = zeros"
            yield f"    grad_memory_{names[name]} += seed * plane"

    def loop(self, step: list[str]) -> Iterator[str]:
        yield "    for t in range(T):"
        yield from (f"        {line}" for line in [*self._read(), *step, *self._factor_gradients(), *self._move("-")])

    def after_loop(self) -> Iterator[str]:
        yield "    # the gradients of the states before the first step"
        names = self.values.names
        for state in self.values.states:
            yield f"    {store(f'grad_memory_{names[state]} + S * plane', f'past_grad_{names[state]}')}"
        for name in self._constants():
            yield f"    {store(f'grad_memory_{names[name]}', f'grad_{names[name]}')}"

    def _constants(self) -> list[str]:
        return [name for name in self.factors if name not in self.values.over_time]

    def _grads_over_time(self) -> list[str]:
        moving = [name for name in self.factors if name in self.values.over_time]
        states = [f"grad_memory_{self.values.names[name]}" for name in [*self.values.states, *moving]]
        return [*states, *(f"memory_{node}" for node in self.gradients.nodes)]

    def _move(self, sign: str) -> Iterator[str]:
        """Move all pointers: to the last step, or one step back."""
        values, turn = self.values, "-=" if sign == "-" else "+="
        by = "" if sign == "-" else sign
        for name in ["blocks", "grad_blocks"] if values.plan.order else []:
            yield f"{name} {turn} {by}S * {len(values.plan.order)} * plane"
        stored = [*values.states, *values.stored_others, *values.factors_over_time]
        for pointer in [*(f"memory_{values.name(name)}" for name in stored), *self._grads_over_time()]:
            yield f"{pointer} {turn} {by}S * plane"

    def _read(self) -> Iterator[str]:
        """Read what the gradients need of the forward pass, and compute again what was not stored."""
        names = self.values.names
        for state in self.values.states:
            yield f"input_grad_{names[state]} = {load(f'grad_memory_{names[state]} + S * plane')}"
        for name in self.gradients.read:
            yield from self._value(name)

    def _value(self, name: str) -> Iterator[str]:
        values = self.values
        if name in self.written or is_number(name):
            return
        self.written.add(name)
        step = values.plan.sums.program.step(name)
        if values.plan.sums.is_hoisted(name):
            if name in values.over_time:
                yield f"{values.name(name)} = {load(f'memory_{values.name(name)}')}"
        elif values.is_stored(name) or step is None:
            yield f"{values.name(name)} = {load(values.memory(name))}"
        else:
            for arg in self._leaves(step.args):
                yield from self._value(arg)
            yield f"{values.name(name)} = {values.right_side(step)}"

    def _leaves(self, args: tuple[str, ...]) -> Iterator[str]:
        """Return what the text of a value reads: names of lines, past states and factors."""
        values = self.values
        for arg in args:
            step = None if is_number(arg) else values.plan.sums.program.step(arg)
            if step and values.plan.sums.is_recurrent(arg) and not values.has_line(step):
                yield from self._leaves(step.args)
            else:
                yield arg

    def _factor_gradients(self) -> Iterator[str]:
        names = self.values.names
        for name in self.factors:
            text = signed_sum(self.gradients.found[name])
            if name in self.values.over_time:
                yield store(f"grad_memory_{names[name]}", text)
            else:
                yield f"grad_{names[name]} += {text}"
