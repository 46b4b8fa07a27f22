"""The module's own run: its output, its last states, and h of each of its layers, without any change to the module."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from explainer.engine.short_repr import ShortRepr
from explainer.torch_models.modules.module_input import Input, ModuleInput, State
from explainer.torch_models.modules.module_spec import ModuleSpec
from explainer.torch_models.modules.onednn_workspace import gates_of, may_use_fused


@dataclass(frozen=True, eq=False, repr=False)
class ReferenceOutput(ShortRepr):
    """What a module returns: its output and its last states as they are, and `hidden`, h of each layer, (T, B, D p).

    `gates` (T, B, 4 m) of each layer are there where PyTorch has saved them. `dropout` is what the h of each layer but
    the last was multiplied with before the next layer read it, (T, B, D p); empty where it was not.
    """

    output: Input
    state: Any
    hidden: tuple[Tensor, ...]
    gates: tuple[Tensor, ...] = ()
    dropout: tuple[Tensor, ...] = ()

    def below(self, layer: int) -> Tensor:
        """Return what a layer above the first one reads, (T, B, D p)."""
        h = self.hidden[layer - 1]
        return h * self.dropout[layer - 1] if self.dropout else h


def reference_run(spec: ModuleSpec, x: Input, state: State, inputs: ModuleInput) -> ReferenceOutput:
    """Run a module as in evaluation, without gradients, hooks or a change of its mode; raises what it raises."""
    with torch.no_grad():
        if spec.is_cell:
            return _run_cell(spec, inputs, state)
        if may_use_fused(spec, inputs) and (found := _run_fused(spec, x, state, inputs)):
            return found
        output, last = eval_copy(spec.module).forward(x, _as_tuple(state))
        lower = lower_layers(spec, x, inputs)
        return ReferenceOutput(output, last, (*lower, padded(output, inputs)))


def _run_fused(spec: ModuleSpec, x: Any, state: State, inputs: ModuleInput) -> ReferenceOutput | None:
    """Run a module so that it saves its gates for a backward pass, and read them there; None where it does not."""
    with torch.inference_mode(False), torch.enable_grad():
        output, last = eval_copy(spec.module).forward(leaf(x), _as_tuple(state))
    found = gates_of(output, spec)
    if not found:
        return None
    gates, hidden = zip(*found, strict=True)
    top = padded(output.detach(), inputs)  # what the module returns, whatever it does with the layer's h
    last = tuple(one.detach() for one in last)
    return ReferenceOutput(output.detach(), last, (*hidden[:-1], top), gates)


def leaf(value: Tensor) -> Tensor:
    """Return a tensor that autograd can differentiate by; one made in inference mode must be copied for it."""
    return (value.clone() if value.is_inference() else value.detach()).requires_grad_()


def eval_copy(module: nn.Module) -> Any:
    """Return a module with the same weights in evaluation mode; the mode of the original stays."""
    copied = object.__new__(type(module))
    copied.__dict__ = {**module.__dict__, "training": False}
    return copied


def padded(output: Input, inputs: ModuleInput) -> Tensor:
    """Return an output as (T, B, D p), padded with zeros, in the trace's dtype."""
    plain = pad_packed_sequence(output)[0] if isinstance(output, PackedSequence) else inputs.to_time_major(output)
    return plain.to(inputs.x.dtype)


def _as_tuple(state: State) -> Any:
    return state if state is None or isinstance(state, Tensor) else tuple(state)


def _run_cell(spec: ModuleSpec, inputs: ModuleInput, state: State) -> ReferenceOutput:
    """Call a Cell at each step, as its users do."""
    cell, now, rows = eval_copy(spec.module), _initial(state, inputs), []
    for row in inputs.x.to(next(spec.module.parameters()).dtype):
        now = cell.forward(row, now)
        rows.append(now[0] if isinstance(now, tuple) else now)
    h = torch.stack(rows)  # (T, B, m)
    lay_out = inputs.state_to_module_layout
    last = tuple(map(lay_out, now)) if isinstance(now, tuple) else lay_out(now)
    return ReferenceOutput(inputs.to_module_layout(h), last, (h.to(inputs.x.dtype),))


def _initial(state: State, inputs: ModuleInput) -> Any:
    if state is None:
        return None
    rows = [one.reshape(inputs.x.shape[1], -1) for one in ([state] if isinstance(state, Tensor) else state)]
    return rows[0] if isinstance(state, Tensor) else tuple(rows)


def lower_layers(spec: ModuleSpec, x: Input, inputs: ModuleInput, dropout: Sequence[Input] = ()) -> list[Tensor]:
    """Run the layers below the last one by themselves: a module returns nothing of them.

    `dropout` are the factors that their outputs are multiplied with, in the form of these; none where it is empty.
    """
    hidden = []
    for layer in range(spec.num_layers - 1):
        suffixes = spec.suffixes[layer * spec.num_directions : (layer + 1) * spec.num_directions]
        x = _one_layer(spec, suffixes, layer, x, inputs)
        hidden.append(padded(x, inputs))
        x = multiplied(x, dropout[layer]) if dropout else x
    return hidden


def multiplied(x: Any, factors: Any) -> Any:
    """Multiply outputs of one form, packed or not."""
    return x._replace(data=x.data * factors.data) if isinstance(x, PackedSequence) else x * factors


def _one_layer(spec: ModuleSpec, suffixes: tuple[str, ...], layer: int, x: Input, inputs: ModuleInput) -> Input:
    """Let PyTorch run one layer: an empty module of its size with that layer's weights."""
    module: Any = spec.module
    names = [name for suffix in suffixes for name in spec.parameter_names(suffix).values()]
    weights = {name.replace(f"_l{layer}", "_l0"): spec.weight(name) for name in names}
    options = {"bias": module.bias, "batch_first": module.batch_first, "bidirectional": module.bidirectional}
    options |= {"proj_size": module.proj_size} if module.proj_size else {}
    options |= {"nonlinearity": module.nonlinearity} if spec.cell.startswith("RNN") else {}
    empty = _kind(module)(weights["weight_ih_l0"].shape[1], spec.m, device="meta", **options).eval()
    here = slice(layer * spec.num_directions, (layer + 1) * spec.num_directions)
    first = [
        torch.stack([states[name] for states in inputs.initial_states[here]]).to(weights["weight_hh_l0"].dtype)
        for name in spec.program.cell.state
    ]  # (D, B, m) each
    first = [one[:, 0] for one in first] if inputs.layout == "T" else first
    output, _ = functional_call(empty, weights, (x, tuple(first) if len(first) > 1 else first[0]))
    return output  # type: ignore[no-any-return]


def _kind(module: nn.Module) -> Any:
    return next(kind for kind in (nn.RNN, nn.LSTM, nn.GRU) if isinstance(module, kind))
