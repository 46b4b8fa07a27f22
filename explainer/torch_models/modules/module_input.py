"""A module's input and initial states, in every form that the module takes, brought to one: time, batch, numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from explainer.engine.short_repr import ShortRepr
from explainer.torch_models.modules.input_checks import check_numbers, check_states, layout_of, state_sizes
from explainer.torch_models.modules.module_spec import ModuleSpec, TorchModuleError

Input = Tensor | PackedSequence
State = Tensor | Sequence[Tensor] | None
WIDER = {torch.float16: torch.float32, torch.bfloat16: torch.float32}
"""The dtype that a trace is computed in, where it is not the module's."""


@dataclass(frozen=True, eq=False, repr=False)
class ModuleInput(ShortRepr):
    """A module's input: `x` (T, B, n), padded with zeros, and the initial states of each direction, (B, m).

    `lengths` (B,) are those of a packed input. `layout` says how the module orders time and batch: "TB", "BT", "T" for
    one sequence without a batch, "B" for one step of a Cell, "" for one step of one sequence.
    """

    x: Tensor
    initial_states: tuple[Mapping[str, Tensor], ...]
    layout: str
    lengths: Tensor | None = None

    def to_module_layout(self, value: Tensor) -> Tensor:
        """Return a value (T, B, …) in the layout of the module's output."""
        if self.layout == "BT":
            return value.transpose(0, 1)
        return {"TB": value, "T": value[:, 0], "B": value[0], "": value[0, 0]}[self.layout]

    def to_time_major(self, value: Tensor) -> Tensor:
        """Return as (T, B, …) what is in the layout of the module's output."""
        if self.layout == "BT":
            return value.transpose(0, 1)
        return {"TB": lambda: value, "T": lambda: value[:, None], "B": lambda: value[None],
                "": lambda: value[None, None]}[self.layout]()  # fmt: skip

    def state_to_module_layout(self, value: Tensor) -> Tensor:
        """Return a state (B, m) of a Cell in the layout of the Cell's output."""
        return value if self.layout else value[0]

    @property
    def padding(self) -> Tensor | None:
        """A mask (T, B), True after the end of a packed sequence; None where the input is not packed."""
        if self.lengths is None:
            return None
        steps = torch.arange(len(self.x), device=self.x.device)
        return steps[:, None] >= self.lengths.to(self.x.device)  # (T, B)

    def reverse_time(self, value: Tensor) -> Tensor:
        """Reverse a value (T, B, …) in time, each sequence within its own length."""
        if self.lengths is None:
            return value.flip(0)
        steps = torch.arange(len(value), device=value.device)[:, None]
        back = self.lengths.to(value.device) - 1 - steps  # (T, B)
        index = torch.where(back < 0, steps, back)
        return value.gather(0, index[..., None].expand_as(value))


def prepare_input(spec: ModuleSpec, x: Input, state: State) -> ModuleInput:
    """Bring an input and initial states to one form; raises TorchModuleError for what is no input of such a module."""
    if isinstance(x, PackedSequence):
        if spec.is_cell:
            raise TorchModuleError("A Cell reads no PackedSequence; give it one step (B, n), or steps (T, B, n).")
        check_numbers(spec, x.data)
        padded, lengths = pad_packed_sequence(x)  # (T, B, n)
        plain = ModuleInput(padded, (), "BT" if spec.batch_first else "TB", lengths)
    else:
        plain = ModuleInput(x, (), layout_of(spec, x))
        check_numbers(spec, x)
        plain = ModuleInput(plain.to_time_major(x), (), plain.layout)
    copied = plain.x.detach().to(
        WIDER.get(plain.x.dtype, plain.x.dtype), copy=True
    )  # a later change of x does not change the trace
    return ModuleInput(copied, _initial_states(spec, copied, state, plain.layout), plain.layout, plain.lengths)


def _initial_states(spec: ModuleSpec, x: Tensor, state: State, layout: str) -> tuple[dict[str, Tensor], ...]:
    """Return the states before the first step, one direction after the other; zeros where there are none."""
    names, sizes = spec.program.cell.state, state_sizes(spec)
    zeros = {name: x.new_zeros(x.shape[1], sizes[name]) for name in names}
    if state is None:
        return (zeros,) * len(spec.suffixes)
    count, batch = len(spec.suffixes), x.shape[1]
    states: list[Any] = [state] if isinstance(state, Tensor) else list(state)
    check_states(spec, states, batch, layout)
    whole = [one.detach().to(x.dtype, copy=True).reshape(count, batch, -1) for one in states]
    return tuple({name: one[k] for name, one in zip(names, whole, strict=True)} for k in range(count))


def largest(value: Tensor) -> Tensor:
    """Return the largest absolute number, NaN where there is one: many times faster than a norm."""
    low, high = torch.aminmax(value)
    return torch.maximum(low.abs(), high.abs())
