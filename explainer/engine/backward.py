"""The backward pass of one time step as kernel calls, and the factors that are known before the loop backward.

Within one time step the backward pass is linear: a value's gradient is a sum of the gradients of a few *nodes*, each
times a factor made of values that are known for all time steps once the run is over. The loop backward computes the
nodes alone: the states, the blocks that have a recurrent matrix, and what such a matrix was multiplied with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from explainer.cells.primitives import OPS
from explainer.cells.program import Step, is_number
from explainer.engine.kernel_calls import KernelCall
from explainer.engine.sums import ADDITIONS, Sums

Coefficient = tuple[int, str]
"""A sign, and the name of a factor."""
LinearForm = dict[str, Coefficient]
"""A value's gradient: by node, the coefficient of that node's gradient."""


@dataclass(frozen=True)
class Factor:
    """A factor computed for all time steps at once: "times", "plus", or the slope of an operation.

    A slope's `args` are a factor, and the result; or the arguments, where the result alone does not tell it.
    """

    name: str
    kind: str
    args: tuple[str, ...]
    sign: int = 1


@dataclass(eq=False)
class BackwardStep:
    """The calls of one time step, last operation first; the factors they need; each value's gradient as a linear form.

    `block_factors` names the factor that each block's gradient is of its one node, and so for the past of each of the
    `carried` states: their pasts lie beside the blocks.
    """

    calls: list[KernelCall] = field(default_factory=list)
    factors: dict[str, Factor] = field(default_factory=dict)
    forms: dict[str, LinearForm] = field(default_factory=dict)
    block_factors: dict[str, str] = field(default_factory=dict)
    carried: list[str] = field(default_factory=list)


def backward_step(sums: Sums) -> BackwardStep:
    """Plan the backward pass of one time step."""
    plan = BackwardStep()
    states = sums.program.cell.state
    for step in reversed(sums.recurrent_steps):
        _through_matrices(sums, plan, step.name)
        form = plan.forms.get(step.name, {})
        if step.name in states:
            plan.calls += [_accumulate(grad_of(step.name), node, coefficient) for node, coefficient in form.items()]
            form = {step.name: (1, "1")}
        elif step.name in sums.blocks and sums.products(step.name):
            _make_node(plan, step.name, form)
            form = form if len(form) == 1 else {step.name: (1, "1")}  # a single term is propagated unchanged
        elif step.op == "norm" and form:
            _through_norm(plan, step, form)
            form = {}
        for k, arg in enumerate(step.args):
            added = sums.is_hoisted(arg) and step.op in ADDITIONS  # then it has the gradient of the whole block
            if not is_number(arg) and step.op != "matmul" and not added:
                _propagate(plan, form, step, k)
    for state in states:
        _through_matrices(sums, plan, f"{state}_prev", past_grad_of(state))
        form = plan.forms.get(f"{state}_prev", {})
        if is_carried(plan, state):
            _carry(plan, state, form[state][1])
        else:
            plan.calls += [_accumulate(past_grad_of(state), node, coefficient) for node, coefficient in form.items()]
    return plan


def is_carried(plan: BackwardStep, state: str) -> bool:
    """Tell whether the gradient of a state's past is that of the state times a factor and nothing else."""
    form = plan.forms.get(f"{state}_prev", {})
    has_matrix = any(past_grad_of(state) in call.into for call in plan.calls if call.kind == "gemm_t")
    return not has_matrix and list(form) == [state] and form[state][0] == 1 and form[state][1] != "1"


def _carry(plan: BackwardStep, state: str, factor: str) -> None:
    plan.carried.append(state)
    plan.block_factors[past_grad_of(state)] = factor
    plan.calls.append(KernelCall("scale", (past_grad_of(state),), (grad_of(state),)))


def grad_of(name: str) -> str:
    """Name the buffer of a node's gradient."""
    return f"d {name}"


def past_grad_of(state: str) -> str:
    """Name the buffer of the gradient of a state one step earlier."""
    return f"past d {state}"


def matrix_node(name: str) -> str:
    """Name the node whose gradient comes back through all matrices that a value was multiplied with."""
    return f"matrices on {name}"


def norm_node(name: str) -> str:
    """Name the node whose gradient goes on from a normalised value to what was normalised."""
    return f"norm of {name}"


def _through_matrices(sums: Sums, plan: BackwardStep, name: str, into: str = "") -> None:
    """Bring the gradients of its blocks back to a value through their matrices: to the past itself, or to a node."""
    fed, node = sums.blocks_fed_by(name), matrix_node(sums.buffer_of(name))
    buffer = into or grad_of(node)
    for k, (sign, blocks) in enumerate(fed):
        args = tuple(map(grad_of, blocks))
        plan.calls.append(KernelCall("gemm_t", (buffer,), args, sign, adds=bool(into) or k > 0))
    if fed and not into:
        _add_term(plan, name, node, (1, "1"))


def _through_norm(plan: BackwardStep, step: Step, form: LinearForm) -> None:
    _fill_sum(plan, grad_of(step.name), form)
    args = (grad_of(step.name), step.name, step.args[0])
    plan.calls.append(KernelCall("norm_backward", (grad_of(norm_node(step.name)),), args))
    _add_term(plan, step.args[0], norm_node(step.name), (1, "1"))


def _accumulate(buffer: str, node: str, coefficient: Coefficient) -> KernelCall:
    sign, factor = coefficient
    if factor == "1":
        return KernelCall("add", (buffer,), (grad_of(node),), sign, adds=True)
    return KernelCall("mul", (buffer,), (grad_of(node), factor), sign, adds=True)


def _fill_sum(plan: BackwardStep, buffer: str, form: LinearForm) -> None:
    """Fill a buffer with a linear form: the first term fills it, further ones are added."""
    terms = list(form.items())
    for node, (sign, factor) in terms[:1]:
        args = (grad_of(node), factor if sign == 1 else _factor(plan, "times", factor, "-1"))
        plan.calls.append(KernelCall("mul", (buffer,), args))
    plan.calls += [_accumulate(buffer, node, coefficient) for node, coefficient in terms[1:]]


def _make_node(plan: BackwardStep, block: str, form: LinearForm) -> None:
    """Make a block a node: the first term of its gradient is scaled into its buffer, further ones are added."""
    terms = list(form.items())
    for node, (sign, factor) in terms[:1]:
        plan.block_factors[block] = factor if sign == 1 else _factor(plan, "times", factor, "-1")
        plan.calls.append(KernelCall("scale", (grad_of(block),), (grad_of(node),)))
    plan.calls += [_accumulate(grad_of(block), node, coefficient) for node, coefficient in terms[1:]]


def _propagate(plan: BackwardStep, form: Mapping[str, Coefficient], step: Step, k: int) -> None:
    """Add the gradient of a step, as a linear form, to that of its k-th argument."""
    for node, (sign, factor) in form.items():
        argument_sign = -sign if step.op == "neg" or (step.op == "sub" and k == 1) else sign
        _add_term(plan, step.args[k], node, (argument_sign, _argument_factor(plan, factor, step, k)))


def _argument_factor(plan: BackwardStep, factor: str, step: Step, k: int) -> str:
    """Return the factor that goes on from a step to its argument."""
    if step.op == "mul":
        return _factor(plan, "times", factor, step.args[1 - k])
    if step.op in ("add", "sub", "neg", "same"):
        return factor
    if OPS[step.op].slopes_need_result_only:
        return _factor(plan, f"{step.op} slope", factor, step.name)
    return _factor(plan, f"{step.op} slope {k}", factor, *step.args)


def _factor(plan: BackwardStep, kind: str, *args: str, sign: int = 1) -> str:
    """Return the name of a factor; what is multiplied by 1 is there already."""
    if kind == "times" and "1" in args:
        return args[1] if args[0] == "1" else args[0]
    name = f"{kind}({', '.join(args)}, {sign})"
    plan.factors.setdefault(name, Factor(name, kind, args, sign))
    return name


def _add_term(plan: BackwardStep, name: str, node: str, coefficient: Coefficient) -> None:
    """Add a node's term to a value's gradient; two terms of one node become one, with the sum of their factors."""
    form = plan.forms.setdefault(name, {})
    if node in form:
        sign, factor = form[node]
        coefficient = (sign, _factor(plan, "plus", factor, coefficient[1], sign=sign * coefficient[0]))
    form[node] = coefficient
