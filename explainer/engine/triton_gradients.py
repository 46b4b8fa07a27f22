"""The gradients of one time step, written for a Triton kernel: from the last operation of a cell to its first."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from explainer.cells.program import Step, is_number
from explainer.engine.backward import matrix_node, norm_node
from explainer.engine.sums import ADDITIONS
from explainer.engine.triton_names import offset, signed_sum
from explainer.engine.triton_values import Values

Term = tuple[int, str]
"""A sign, and the text of what is added."""
SLOPES = {
    ("mul", 0): "{g} * {1}", ("mul", 1): "{g} * {0}", ("div", 0): "{g} / {1}", ("div", 1): "{g} * {0} / ({1} * {1})",
    ("sigmoid", 0): "{g} * {r} * (1 - {r})", ("tanh", 0): "{g} * (1 - {r} * {r})", ("exp", 0): "{g} * {r}",
    ("relu", 0): "tl.where({r} > 0, {g}, 0.0)", ("log", 0): "{g} / {0}",
    ("erf", 0): f"{{g}} * ({2 / math.sqrt(math.pi)!r} * tl.exp(-({{0}}) * ({{0}})))",
    ("min", 0): "{g} * share({1} - {0})", ("min", 1): "{g} * share({0} - {1})",
    ("max", 0): "{g} * share({0} - {1})", ("max", 1): "{g} * share({1} - {0})",
    **{(op, k): "{g}" for op in (*ADDITIONS, "same") for k in (0, 1)},
}  # fmt: skip
"""By primitive and argument, the argument's gradient from that of the result, g."""
NEGATIVE = {("sub", 1), ("neg", 0), ("div", 1)}


@dataclass(eq=False)
class StepGradients:
    """Writes the lines of one time step; `read` collects the values of the forward pass that they read.

    `found` holds the terms of each value's gradient so far. `nodes` holds what else the engine reads afterwards, by
    identifier the node of the plan: gradients that come back through matrices, and through a normalisation.
    """

    values: Values
    read: dict[str, None] = field(default_factory=dict)
    found: dict[str, list[Term]] = field(default_factory=dict)
    nodes: dict[str, str] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)

    def lines(self) -> Iterator[str]:
        """Write the gradients of all values, last operation first, and then those of the states one step earlier."""
        written = ""
        for step in reversed(self.values.steps):
            lines = list(self._through(step))
            if lines and step.equation != written:
                written = step.equation
                yield f"# back through {written} = {self.values.equation_text(written)}"
            yield from lines
        yield "# what goes back to the step before"
        for state in self.values.states:
            yield from self._past(state)

    def _through(self, step: Step) -> Iterator[str]:
        """Write the gradient of a step, and add what it sends to its arguments."""
        values, name = self.values, self.values.names[step.name]
        yield from self._from_matrices(step.name)
        terms = self.found.get(step.name, [])
        if step.name in values.states:
            total = signed_sum([(1, f"past_grad_{name}"), (1, f"input_grad_{name}"), *terms])
            yield f"grad_{name} = {total}"
            yield self._store(f"grad_memory_{name} + S * plane", f"grad_{name}", step.name)
        elif not terms:
            return
        elif step.name in values.plan.order:
            yield f"grad_{self._sum_name(step.name)} = {signed_sum(terms)}"
            place = offset("grad_blocks", values.plan.order.index(step.name), "plane")
            yield self._store(place, f"grad_{self._sum_name(step.name)}", step.name)
        elif self._needs_line(step, terms):
            yield f"grad_{name} = {signed_sum(terms)}"
        yield from self._send(step, self._gradient(step, terms))

    def _sum_name(self, block: str) -> str:
        """Name the sum of a block after the gate that is made of it."""
        held = self.values.stored_in[block]
        return self.values.names[block] if held == block else f"sum_of_{self.values.names[held]}"

    def _needs_line(self, step: Step, terms: list[Term]) -> bool:
        """Tell whether a gradient is computed, not only another one under a new name."""
        return step.op != "matmul" and (len(terms) > 1 or not terms[0][1].isidentifier())

    def _gradient(self, step: Step, terms: list[Term]) -> Term:
        if step.name in self.values.plan.order and step.name not in self.values.states:
            return 1, f"grad_{self._sum_name(step.name)}"
        if step.name in self.values.states or self._needs_line(step, terms):
            return 1, f"grad_{self.values.names[step.name]}"
        return terms[0]

    def _send(self, step: Step, gradient: Term) -> Iterator[str]:
        if step.op == "norm":
            yield from self._through_norm(step, gradient)
            return
        for k, arg in enumerate(step.args):
            added = self.values.plan.sums.is_hoisted(arg) and step.op in ADDITIONS  # it has the block's gradient
            if not is_number(arg) and not added and step.op != "matmul":
                sign = -gradient[0] if (step.op, k) in NEGATIVE else gradient[0]
                self.found.setdefault(arg, []).append((sign, self._slope(step, k, gradient[1])))

    def _slope(self, step: Step, k: int, gradient: str) -> str:
        text = SLOPES[step.op, k]
        grad = gradient if text == "{g}" or gradient.isidentifier() else f"({gradient})"
        args = [self._value(arg) if f"{{{j}}}" in text else "" for j, arg in enumerate(step.args)]
        return text.format(*args, g=grad, r=self._value(step.name) if "{r}" in text else "")

    def _value(self, name: str) -> str:
        if not is_number(name):
            self.read[name] = None
        return self.values.name(name)

    def _through_norm(self, step: Step, gradient: Term) -> Iterator[str]:
        node = f"grad_through_{self.values.names[step.name]}"
        sign, text = gradient
        made = f"norm_backward({text}, {self._value(step.name)}, {self._value(step.args[0])}, is_unit, M)"
        yield f"{node} = {made if sign == 1 else f'-{made}'}"
        yield self._store_node(node, norm_node(step.name))
        self.found.setdefault(step.args[0], []).append((1, node))

    def _from_matrices(self, name: str) -> Iterator[str]:
        """Write what comes back to a value through the matrices that it was multiplied with."""
        terms = self._products(name)
        if terms:
            node = f"grad_through_matrices_on_{self.values.names[name]}"
            yield from self._barrier()
            yield f"{node} = {signed_sum(terms)}"
            yield self._store_node(node, matrix_node(self.values.plan.sums.buffer_of(name)))
            self.found.setdefault(name, []).append((1, node))

    def _products(self, name: str) -> list[Term]:
        values = self.values
        return [
            (sign, self._product(block, vector, sign))
            for vector, sign in values.products_with(name)
            for block in values.plan.stacks[vector, sign]
            if self.found.get(block)
        ]

    def _product(self, block: str, vector: str, sign: int) -> str:
        values = self.values
        if values.pieces:
            place = values.plan.stacks[vector, sign].index(block)
            matrix = offset(values.stack_name(vector, sign), place, "M * M")
            source = offset("grad_blocks", values.plan.order.index(block), "plane")
            return f"product_in_pieces({matrix}, {source}, column, B, 1, M, M, UNITS, COLUMNS, PIECE, PRECISION)"
        matrix = values.matrix_names[vector, sign, block]
        return f"product({matrix}, grad_{self._sum_name(block)}, is_unit, PRECISION)"

    def _past(self, state: str) -> Iterator[str]:
        past = f"{state}_prev"
        products = self._products(past)
        if products:
            yield from self._barrier()
        terms = [*self.found.get(past, []), *products]
        yield f"past_grad_{self.values.names[state]} = {signed_sum(terms) if terms else 'zeros'}"

    def _store(self, pointer: str, text: str, name: str) -> str:
        self.fresh.add(name)
        return f"tl.store({pointer} + here, {text}, mask=inside)"

    def _store_node(self, node: str, planned: str) -> str:
        self.nodes[node] = planned
        return f"tl.store(memory_{node} + here, {node}, mask=inside)"

    def _barrier(self) -> Iterator[str]:
        if self.values.pieces and self.fresh:
            self.fresh.clear()
            yield "tl.debug_barrier()  # what was stored can be read by all threads"
