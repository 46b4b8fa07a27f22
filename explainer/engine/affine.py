"""The affine part of a cell: what weights and biases add to each block at all time steps at once, and its gradients."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from explainer.engine.backward_buffers import BackwardBuffers
from explainer.engine.buffers import Buffers
from explainer.engine.plan import Plan
from explainer.engine.tokens import column_gradients, fill_columns, is_tokens

Named = Mapping[str, Tensor]


@dataclass(eq=False)
class AffineGradients:
    """The gradients of x, of the parameters, and of what is hoisted out of the time loop."""

    x: Tensor | None
    params: dict[str, Tensor]
    hoisted_factors: dict[str, Tensor | None]
    hoisted_terms: dict[str, Tensor]


@dataclass(eq=False)
class Constants:
    """What every step begins with: the biases of all blocks, (1, S, K, m, 1), and matrices on x by range of blocks."""

    biases: Tensor | None
    input_weights: list[tuple[int, int, Tensor]]


def fill(buffers: Buffers, x: Tensor, params: Named, factors: Named, terms: Named, states: Named) -> None:
    """Write into the buffers all that is known before the time loop."""
    constants = fill_constants(buffers, params, factors, states)
    fill_blocks(buffers, constants, x)
    for block, other_terms in buffers.plan.other_terms.items():
        for sign, name in other_terms:
            buffers.value(block).add_(terms[name], alpha=sign)


def fill_constants(buffers: Buffers, params: Named, factors: Named, states: Named) -> Constants:
    """Write into the buffers the matrices, the hoisted factors and the initial states; return what each step needs."""
    for (vector, sign), matrix in buffers.matrices.items():
        found = [summed(params, [(1, one) for one in names]) for names in buffers.plan.matrices[vector, sign]]
        torch.cat(found, dim=1, out=matrix)
    for name, value in factors.items():
        buffers.hoisted[name].copy_(value)
    for state, value in states.items():
        buffers.states[state][0].copy_(value)
    plan = buffers.plan
    weights = [(first, last, _stacked(plan, params, first, last)) for first, last in plan.input_ranges]
    return Constants(_biases(buffers, params), weights)


def fill_blocks(buffers: Buffers, constants: Constants, x: Tensor) -> None:
    """Fill the blocks with their biases and their products with x, (T, S, n, B), (T, 1, n, B), or tokens."""
    if constants.biases is None:
        return
    if is_tokens(x):
        _fill_with_columns(buffers, constants, constants.biases[0], x)
        return
    buffers.blocks.copy_(constants.biases)
    for first, last, weights in constants.input_weights:
        add_inputs(buffers.side_by_side(buffers.blocks, first, last), x, weights)


def _fill_with_columns(buffers: Buffers, constants: Constants, biases: Tensor, x: Tensor) -> None:
    """Fill the blocks that read tokens with biases (S, K, m, 1) and columns, and the others with biases alone."""
    for first, last in buffers.plan.ranges_without_input:
        buffers.blocks[:, :, first:last].copy_(biases[:, first:last])
    for first, last, weights in constants.input_weights:
        into = buffers.side_by_side(buffers.blocks, first, last)
        fill_columns(into, x, weights, biases[:, first:last].flatten(1, 2))


def summed(params: Named, terms: list[tuple[int, str]]) -> Tensor:
    """Return the sum of some parameters with their signs."""
    values = [params[name] if sign == 1 else -params[name] for sign, name in terms]
    return sum(values[1:], values[0])


def _biases(buffers: Buffers, params: Named) -> Tensor | None:
    """Return what each block begins with, (1, S, K, m, 1); None where there is no block."""
    zeros = buffers.empty(buffers.size.S, buffers.size.m).zero_()
    found = [summed(params, terms) if terms else zeros for terms in buffers.plan.biases.values()]
    return torch.stack(found, dim=1)[None, ..., None] if found else None


def _stacked(plan: Plan, params: Named, first: int, last: int) -> Tensor:
    """Return the matrices on x of a range of blocks, (S, (last - first) m, n)."""
    return torch.cat([summed(params, plan.weights[block]) for block in plan.order[first:last]], dim=1)


def add_inputs(into: Tensor, x: Tensor, weights: Tensor) -> None:
    """Add products with x to a range of blocks (T, S, K m, B), for all its time steps and seeds in one product."""
    steps, seeds = into.shape[:2]
    matrix = weights.expand(steps, *weights.shape).reshape(-1, *weights.shape[1:])
    into.flatten(0, 1).baddbmm_(matrix, x.expand(steps, seeds, *x.shape[2:]).reshape(-1, *x.shape[2:]))


def affine_gradients(backward: BackwardBuffers, x: Tensor, params: Named, wants_x: bool) -> AffineGradients:
    """Return the gradients after the loop backward: one product for all matrices of a kind."""
    plan = backward.plan
    if backward.buffers.kernels is None:
        fill_deferred_blocks(backward)
    grads = backward.block_grads.permute(1, 2, 3, 0, 4).flatten(3)  # (S, K, m, T B)
    found = AffineGradients(None, {}, {}, {})
    for key in plan.stacks:
        _matrix_gradients(found, backward, grads, key)
    for first, last in plan.input_ranges:
        _input_gradients(found, backward, grads, x, params, first, last, wants_x)
    summed = grads.sum(-1)  # (S, K, m)
    for k, block in enumerate(plan.order):
        for sign, name in plan.biases[block]:
            _add(found.params, name, summed[:, k], sign)
        for sign, name in plan.other_terms[block]:
            _add(found.hoisted_terms, name, backward.block_grads[:, :, k], sign)
    found.hoisted_factors = backward.hoisted_gradients()
    return found


def fill_deferred_blocks(backward: BackwardBuffers) -> None:
    """Fill in the gradients of the blocks that the loop backward did not need: those without a recurrent matrix."""
    for block, form in backward.plan.deferred_blocks.items():
        grad = backward.gradient(form)
        if grad is not None:
            backward.block_grads[:, :, backward.plan.order.index(block)].copy_(grad)


def _matrix_gradients(found: AffineGradients, backward: BackwardBuffers, grads: Tensor, key: tuple[str, int]) -> None:
    past = _side_by_side(backward.buffers.value(key[0]))  # (S, T B, m)
    plan, size = backward.plan, backward.buffers.size
    matrices = iter(plan.matrices[key])
    for first, last in plan.stack_ranges[key]:
        products = torch.bmm(grads[:, first:last].flatten(1, 2), past).view(
            size.S, last - first, size.m, -1
        )  # (S, K, m, m)
        for k in range(last - first):
            for name in next(matrices):
                _add(found.params, name, products[:, k], key[1])


def _input_gradients(
    found: AffineGradients, backward: BackwardBuffers, grads: Tensor, x: Tensor, params: Named,
    first: int, last: int, wants_x: bool,
) -> None:  # fmt: skip
    plan, size = backward.plan, backward.buffers.size
    here = grads[:, first:last].flatten(1, 2)  # (S, K m, T B)
    products = _input_products(here, x, params, plan, first).view(size.S, last - first, size.m, -1)  # (S, K, m, n)
    for k, block in enumerate(plan.order[first:last]):
        for sign, name in plan.weights[block]:
            _add(found.params, name, products[:, k], sign)
    if wants_x:
        weights = _stacked(plan, params, first, last).transpose(1, 2)  # (S, n, K m)
        grad = torch.bmm(weights, here).view(size.S, -1, size.T, size.B).permute(2, 0, 1, 3)  # (T, S, n, B)
        grad = grad.sum_to_size(x.shape)
        found.x = grad if found.x is None else found.x + grad


def _input_products(here: Tensor, x: Tensor, params: Named, plan: Plan, first: int) -> Tensor:
    """Return the gradients of a range of matrices on x, (S, K m, n), from those of their blocks, (S, K m, T B)."""
    if is_tokens(x):
        return column_gradients(here, x, params[plan.weights[plan.order[first]][0][1]].shape[-1])
    return torch.bmm(here, _side_by_side(x).expand(len(here), -1, -1))


def _side_by_side(values: Tensor) -> Tensor:
    """Return values (T, S, m, B) as rows, (S, T B, m): they are moved in runs of B and seen transposed, not turned."""
    return values.permute(1, 2, 0, 3).flatten(2).transpose(1, 2)


def _add(into: dict[str, Tensor], name: str, grad: Tensor, sign: int) -> None:
    signed = grad if sign == 1 else -grad
    into[name] = into[name] + signed if name in into else signed
