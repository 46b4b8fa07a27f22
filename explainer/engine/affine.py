"""The affine part: what weights and biases add to each block for all time steps at once, and their gradients."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from explainer.engine.backward_buffers import BackRooms
from explainer.engine.buffers import Rooms
from explainer.engine.plan import Plan

Named = Mapping[str, Tensor]


@dataclass(eq=False)
class Found:
    """What was felt of x, parameters and what was known beforehand."""

    x: Tensor | None
    params: dict[str, Tensor]
    given: dict[str, Tensor | None]
    added: dict[str, Tensor]


@dataclass(eq=False)
class Constants:
    """What each step of a run begins with: biases of all blocks, (1, S, K, m, 1), and stretches of matrices on x."""

    biases: Tensor | None
    stretches: list[tuple[int, int, Tensor]]


def fill(rooms: Rooms, x: Tensor, params: Named, given: Named, added: Named, states: Named) -> None:
    """Put into the rooms all that is known before the walk."""
    constants = settle(rooms, params, given, states)
    begin_blocks(rooms, constants, x)
    for block, found_others in rooms.plan.others.items():
        for sign, name in found_others:
            rooms.value(block).add_(added[name], alpha=sign)


def settle(rooms: Rooms, params: Named, given: Named, states: Named) -> Constants:
    """Put into the rooms what is no matter of steps: matrices, what is given, first states; return what steps need."""
    for (vector, sign), matrix in rooms.matrices.items():
        found = [summed(params, [(1, one) for one in names]) for names in rooms.plan.matrices[vector, sign]]
        torch.cat(found, dim=1, out=matrix)
    for name, value in given.items():
        rooms.given[name].copy_(value)
    for state, value in states.items():
        rooms.states[state][0].copy_(value)
    stretches = [(first, last, _stacked(rooms.plan, params, first, last)) for first, last in rooms.plan.fed]
    return Constants(_biases(rooms, params), stretches)


def begin_blocks(rooms: Rooms, constants: Constants, x: Tensor) -> None:
    """Begin the blocks with their biases and their products with x, (T, S, n, B) or (T, 1, n, B)."""
    if constants.biases is not None:
        rooms.blocks.copy_(constants.biases)
    for first, last, weights in constants.stretches:
        add_inputs(rooms.side_by_side(rooms.blocks, first, last), x, weights)


def summed(params: Named, terms: list[tuple[int, str]]) -> Tensor:
    """Return the sum of some parameters with their signs."""
    parts = [params[name] if sign == 1 else -params[name] for sign, name in terms]
    return sum(parts[1:], parts[0])


def _biases(rooms: Rooms, params: Named) -> Tensor | None:
    """Return what each block begins with, (1, S, K, m, 1); None where there is no block."""
    zeros = rooms.empty(rooms.size.S, rooms.size.m).zero_()
    found = [summed(params, terms) if terms else zeros for terms in rooms.plan.biases.values()]
    return torch.stack(found, dim=1)[None, ..., None] if found else None


def _stacked(plan: Plan, params: Named, first: int, last: int) -> Tensor:
    """Return the matrices on x of a stretch of blocks, (S, (last - first) m, n)."""
    return torch.cat([summed(params, plan.weights[block]) for block in plan.order[first:last]], dim=1)


def add_inputs(into: Tensor, x: Tensor, weights: Tensor) -> None:
    """Add products with x to a stretch of blocks (T, S, K m, B), for all its time steps and seeds in one product."""
    steps, seeds = into.shape[:2]
    matrix = weights.expand(steps, *weights.shape).reshape(-1, *weights.shape[1:])
    into.flatten(0, 1).baddbmm_(matrix, x.expand(steps, seeds, *x.shape[2:]).reshape(-1, *x.shape[2:]))


def gradients(back: BackRooms, x: Tensor, params: Named, wants_x: bool) -> Found:
    """Return the gradients after the walk back: one product for all matrices of a kind."""
    plan = back.plan
    settle_rest(back)
    felt = back.felt_blocks.permute(1, 2, 3, 0, 4).flatten(3)  # (S, K, m, T B)
    found = Found(None, {}, {}, {})
    for key in plan.stacks:
        _matrix_gradients(found, back, felt, key)
    for first, last in plan.fed:
        _input_gradients(found, back, felt, x, params, first, last, wants_x)
    summed = felt.sum(-1)  # (S, K, m)
    for k, block in enumerate(plan.order):
        for sign, name in plan.biases[block]:
            _add(found.params, name, summed[:, k], sign)
        for sign, name in plan.others[block]:
            _add(found.added, name, back.felt_blocks[:, :, k], sign)
    found.given = {name: back.felt(form) for name, form in plan.outside.items()}
    return found


def settle_rest(back: BackRooms) -> None:
    """Fill in what the blocks feel that the walk did not need: those without a matrix on the past."""
    for block, form in back.plan.resting.items():
        felt = back.felt(form)
        if felt is not None:
            back.felt_blocks[:, :, back.plan.order.index(block)].copy_(felt)


def _matrix_gradients(found: Found, back: BackRooms, felt: Tensor, key: tuple[str, int]) -> None:
    past = back.rooms.value(key[0]).permute(1, 0, 3, 2).flatten(1, 2)  # (S, T B, m)
    plan, size = back.plan, back.rooms.size
    matrices = iter(plan.matrices[key])
    for first, last in plan.stretches[key]:
        grads = torch.bmm(felt[:, first:last].flatten(1, 2), past).view(
            size.S, last - first, size.m, -1
        )  # (S, K, m, m)
        for k in range(last - first):
            for name in next(matrices):
                _add(found.params, name, grads[:, k], key[1])


def _input_gradients(
    found: Found, back: BackRooms, felt: Tensor, x: Tensor, params: Named, first: int, last: int, wants_x: bool
) -> None:
    plan, size = back.plan, back.rooms.size
    felt_here = felt[:, first:last].flatten(1, 2)  # (S, K m, T B)
    read = x.permute(1, 0, 3, 2).flatten(1, 2).expand(size.S, -1, -1)  # (S, T B, n)
    grads = torch.bmm(felt_here, read).view(size.S, last - first, size.m, -1)  # (S, K, m, n)
    for k, block in enumerate(plan.order[first:last]):
        for sign, name in plan.weights[block]:
            _add(found.params, name, grads[:, k], sign)
    if wants_x:
        weights = _stacked(plan, params, first, last).transpose(1, 2)  # (S, n, K m)
        sent = torch.bmm(weights, felt_here).view(size.S, -1, size.T, size.B).permute(2, 0, 1, 3)  # (T, S, n, B)
        sent = sent.sum_to_size(x.shape)
        found.x = sent if found.x is None else found.x + sent


def _add(into: dict[str, Tensor], name: str, grad: Tensor, sign: int) -> None:
    signed = grad if sign == 1 else -grad
    into[name] = into[name] + signed if name in into else signed
