"""The module's own run: what it answers by itself, and what each of its layers shows, without touching it."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from explainer.torch_models.modules.anatomy import Anatomy
from explainer.torch_models.modules.module_input import Given, Input, State
from explainer.torch_models.modules.onednn_workspace import gates_of, may_have


@dataclass(frozen=True, eq=False)
class Answer:
    """What a module answers: its output and its last states as it returns them, and h of each layer, (T, B, D p).

    `gates` (T, B, 4 m) of each layer are there where PyTorch has kept them.
    """

    output: Input
    state: Any
    shown: tuple[Tensor, ...]
    gates: tuple[Tensor, ...] = ()


def answer(known: Anatomy, x: Input, state: State, given: Given) -> Answer:
    """Run a module as in evaluation, without gradients, hooks or a change of its mode; raises what it raises."""
    with torch.no_grad():
        if known.is_single:
            return _answer_cell(known, given, state)
        if may_have(known, given) and (found := _answer_fused(known, x, state, given)):
            return found
        output, last = quiet(known.module).forward(x, _paired(state))
        lower = _lower_layers(known, x, given)
        return Answer(output, last, (*lower, level(output, given)))


def _answer_fused(known: Anatomy, x: Any, state: State, given: Given) -> Answer | None:
    """Run a module so that it keeps what its way back would need, and read its gates there; None where it does not."""
    with torch.inference_mode(False), torch.enable_grad():
        output, last = quiet(known.module).forward(leaf(x), _paired(state))
    found = gates_of(output, known)
    if not found:
        return None
    gates, shown = zip(*found, strict=True)
    top = level(output.detach(), given)  # what the module says in the end, whatever it does with what the layer showed
    return Answer(output.detach(), tuple(one.detach() for one in last), (*shown[:-1], top), gates)


def leaf(value: Tensor) -> Tensor:
    """Return a tensor that a gradient can be asked of; what was made in inference mode must be copied for it."""
    return (value.clone() if value.is_inference() else value.detach()).requires_grad_()


def quiet(module: nn.Module) -> Any:
    """Return a module with the same weights in evaluation mode; the one that was given keeps its own."""
    twin = object.__new__(type(module))
    twin.__dict__ = {**module.__dict__, "training": False}
    return twin


def level(output: Input, given: Given) -> Tensor:
    """Bring an output to (T, B, D p), padded with zeros, in the kind of number that the trace has."""
    plain = pad_packed_sequence(output)[0] if isinstance(output, PackedSequence) else given.level(output)
    return plain.to(given.x.dtype)


def _paired(state: State) -> Any:
    return state if state is None or isinstance(state, Tensor) else tuple(state)


def _answer_cell(known: Anatomy, given: Given, state: State) -> Answer:
    """Let a Cell do each step, as those who use one do."""
    walked, now, shown = quiet(known.module), _first(state, given), []
    for row in given.x.to(next(known.module.parameters()).dtype):
        now = walked.forward(row, now)
        shown.append(now[0] if isinstance(now, tuple) else now)
    h = torch.stack(shown)  # (T, B, m)
    last = tuple(map(given.arrange_last, now)) if isinstance(now, tuple) else given.arrange_last(now)
    return Answer(given.arrange(h), last, (h.to(given.x.dtype),))


def _first(state: State, given: Given) -> Any:
    if state is None:
        return None
    rows = [one.reshape(given.x.shape[1], -1) for one in ([state] if isinstance(state, Tensor) else state)]
    return rows[0] if isinstance(state, Tensor) else tuple(rows)


def _lower_layers(known: Anatomy, x: Input, given: Given) -> list[Tensor]:
    """Run the layers below the last one by themselves: a module shows nothing of them."""
    shown = []
    for layer in range(known.layers - 1):
        suffixes = known.suffixes[layer * known.directions : (layer + 1) * known.directions]
        x = _one_layer(known, suffixes, layer, x, given)
        shown.append(level(x, given))
    return shown


def _one_layer(known: Anatomy, suffixes: tuple[str, ...], layer: int, x: Input, given: Given) -> Input:
    """Let PyTorch run one layer: an empty module of its size with that layer's weights."""
    module: Any = known.module
    names = [whole for suffix in suffixes for whole in known.names(suffix).values()]
    weights = {name.replace(f"_l{layer}", "_l0"): getattr(module, name) for name in names}
    kept = {"bias": module.bias, "batch_first": module.batch_first, "bidirectional": module.bidirectional}
    kept |= {"proj_size": module.proj_size} if module.proj_size else {}
    kept |= {"nonlinearity": module.nonlinearity} if known.cell.startswith("RNN") else {}
    empty = _kind(module)(weights["weight_ih_l0"].shape[1], known.m, device="meta", **kept).eval()
    places = slice(layer * known.directions, (layer + 1) * known.directions)
    first = [
        torch.stack([start[name] for start in given.starts[places]]).to(weights["weight_hh_l0"].dtype)
        for name in known.program.cell.state
    ]  # (D, B, m) each
    first = [one[:, 0] for one in first] if given.lead == "T" else first
    output, _ = functional_call(empty, weights, (x, tuple(first) if len(first) > 1 else first[0]))
    return output  # type: ignore[no-any-return]


def _kind(module: nn.Module) -> Any:
    return next(kind for kind in (nn.RNN, nn.LSTM, nn.GRU) if isinstance(module, kind))
