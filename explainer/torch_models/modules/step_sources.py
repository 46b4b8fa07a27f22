"""The tokens or numbers that led to each step of a recurrent module, found in autograd's graph of the model's run.

A tensor is the source of a step where the gradient of what the module reads at that step and nowhere else reaches it:
some steps are tried. A convolution or an attention mixes positions, and then no source is known.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from explainer.engine.short_repr import ShortRepr
from explainer.torch_models.modules.recorded_call import RecordedCall, data_of

MOST_NODES = 20_000  # of the graph between a module's input and its sources
Nodes = Mapping[Any, "Source"]
"""Sources by the id of their tensor, and by its node in the graph."""
MOST_TRIED = 8  # sequences of a batch whose first step is tried


@dataclass(frozen=True, eq=False, repr=False)
class Source(ShortRepr):
    """A tensor of the graph: an embedding's vectors, an input of the model, or the output of another recurrent call.

    `values` are the embedding's integers, or the input itself; a recurrent `call` has those that led to its own steps.
    """

    name: str
    tensor: Tensor
    values: Tensor | None
    call: RecordedCall | None = None


def step_sources(
    sources: Sequence[Source], calls: Sequence[RecordedCall], known: dict[int, dict[str, Tensor]]
) -> dict[str, Tensor]:
    """Return by name what led to the steps of calls that follow one another, (T, B) or (T, B, k) each.

    `known` holds what has been found for single calls, by their ids, and takes what is found now.
    """
    nodes: dict[Any, Source] = {id(source.tensor): source for source in sources}
    nodes |= {source.tensor.grad_fn: source for source in sources if source.tensor.grad_fn is not None}
    found = [_of_call(nodes, call, known, MOST_TRIED if k < 2 else 1) for k, call in enumerate(calls)]
    shared = [name for name in found[0] if all(name in one and one[name].ndim == found[0][name].ndim for one in found)]
    return {name: torch.cat([one[name] for one in found]) for name in shared}


def _of_call(nodes: Nodes, call: RecordedCall, known: dict[int, dict[str, Tensor]], tried: int) -> dict[str, Tensor]:
    if id(call) in known:
        return known[id(call)]
    known[id(call)] = found = {}
    itself = nodes.get(id(call.x))
    if itself is not None and itself.values is not None:  # also where there is no graph
        found[itself.name] = call.inputs.to_time_major(itself.values)
    else:
        reached = _reached(data_of(call.x), nodes)
        direct = [source for source in reached if source.call is None]
        for source in direct or (reached if len(reached) == 1 else []):
            found.update(_aligned(nodes, call, source, known, tried))
    return found


def _reached(x: Tensor, nodes: Nodes) -> list[Source]:
    """Return the sources that a tensor was computed from, in the order in which they were recorded."""
    waiting: list[Any] = [x.grad_fn]
    seen: set[Any] = set()
    found: set[Any] = set()
    while waiting and len(seen) < MOST_NODES:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if node in nodes:
            found.add(node)
        else:
            waiting += [one for one, _ in node.next_functions]
    return [] if waiting else [source for node, source in nodes.items() if node in found]


def _aligned(
    nodes: Nodes, call: RecordedCall, source: Source, known: dict[int, dict[str, Tensor]], tried: int
) -> dict[str, Tensor]:
    """Return what a source holds for each step, (T, B, …) by name; nothing where its positions are not the steps."""
    tries = list(_tries(call, source.tensor, tried))
    if not tries:
        return {}
    values = {source.name: source.values} if source.values is not None else {}
    if source.call is not None and not isinstance(source.call.output, PackedSequence):
        inner = _of_call(nodes, source.call, known, MOST_TRIED)
        values = {name: source.call.inputs.to_module_layout(one) for name, one in inner.items()}
    for axes in (source.tensor.ndim - 1, source.tensor.ndim):  # the last axis holds features, or there is none
        for flip in (False, True):
            if all(_is_at(grad, axes, flip, call, t, b) for t, b, grad in tries):
                return {name: _time_major(one, axes, flip, call) for name, one in values.items() if one is not None}
    return {}


def _tries(call: RecordedCall, source: Tensor, tried: int) -> Iterator[tuple[int, int, Tensor]]:
    """Give the gradient of the source of what is read at single steps: t, b and that gradient."""
    x = call.x
    steps = pad_packed_sequence(x)[0] if isinstance(x, PackedSequence) else call.inputs.to_time_major(x)  # (T, B, n)
    lengths = [call.steps] * steps.shape[1] if call.inputs.lengths is None else call.inputs.lengths.tolist()
    chosen = range(0, len(lengths), -(-len(lengths) // tried))
    places = dict.fromkeys([*((0, b) for b in chosen), *((lengths[b] - 1, b) for b in chosen[:1]),
                            *((lengths[b] // 2, b) for b in chosen[:1] if tried > 1)])  # fmt: skip
    for t, b in places:
        probe = torch.zeros_like(steps)
        probe[t, b] = torch.linspace(1, 2, steps.shape[2], dtype=steps.dtype, device=steps.device).square()
        (grad,) = torch.autograd.grad(steps, source, probe, retain_graph=True, allow_unused=True)
        if grad is not None and grad.any():  # dropout may have taken it away
            yield t, b, grad


def _is_at(grad: Tensor, axes: int, flip: bool, call: RecordedCall, t: int, b: int) -> bool:
    """Tell whether a gradient is 0 everywhere but at one step of one sequence."""
    reached = grad != 0
    reached = reached if axes == grad.ndim else reached.any(-1)
    placed = _time_major(reached, axes, flip, call)
    return placed.ndim == 2 and bool(placed[t, b]) and int(reached.sum()) == 1


def _time_major(value: Tensor, axes: int, flip: bool, call: RecordedCall) -> Tensor:
    """Return as (T, B, …) what has `axes` axes of positions; without positions where it does not fit."""
    T, B = call.inputs.x.shape[:2]
    rest = value.shape[axes:]
    if axes == 0:
        value = value.reshape(1, 1, *rest)
    elif axes == 1:
        value = value[None] if T == 1 and len(value) == B else value[:, None]
    elif flip:
        value = value.transpose(0, 1)
    fits = axes <= 2 and value.shape[1] == B and len(value) >= T
    return value[:T] if fits else value.new_zeros(())
