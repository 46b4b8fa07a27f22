"""The given: an input and first states as a module takes them, brought to one form: time, batch, numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence, pad_packed_sequence

from explainer.torch_models.modules.anatomy import Anatomy, InsideError

Input = Tensor | PackedSequence
State = Tensor | Sequence[Tensor] | None
WIDER = {torch.float16: torch.float32, torch.bfloat16: torch.float32}
"""What a trace is computed in, where that is not what the module computes in."""


@dataclass(frozen=True, eq=False)
class Given:
    """What a module is given: `x` (T, B, n), padded with zeros, and per part the states before the first step, (B, m).

    `lengths` (B,) are those of a packed input. `lead` says how the module lays out time and batch: "TB", "BT", "T" for
    one sequence without a batch, "B" for one step of a Cell, "" for one step of one sequence.
    """

    x: Tensor
    starts: tuple[Mapping[str, Tensor], ...]
    lead: str
    lengths: Tensor | None = None

    def arrange(self, value: Tensor) -> Tensor:
        """Lay a value (T, B, …) out as the module lays out its output."""
        if self.lead == "BT":
            return value.transpose(0, 1)
        return {"TB": value, "T": value[:, 0], "B": value[0], "": value[0, 0]}[self.lead]

    def level(self, value: Tensor) -> Tensor:
        """Bring what is laid out as the module's output to (T, B, …)."""
        if self.lead == "BT":
            return value.transpose(0, 1)
        return {"TB": lambda: value, "T": lambda: value[:, None], "B": lambda: value[None],
                "": lambda: value[None, None]}[self.lead]()  # fmt: skip

    def arrange_last(self, value: Tensor) -> Tensor:
        """Lay a state (B, m) of a Cell out as the Cell does."""
        return value if self.lead else value[0]

    @property
    def ended(self) -> Tensor | None:
        """Where a packed sequence has ended, (T, B), True; None where none can have."""
        if self.lengths is None:
            return None
        steps = torch.arange(len(self.x), device=self.x.device)
        return steps[:, None] >= self.lengths.to(self.x.device)  # (T, B)

    def turn(self, value: Tensor) -> Tensor:
        """Turn a value (T, B, …) round in time, each sequence within its own length."""
        if self.lengths is None:
            return value.flip(0)
        steps = torch.arange(len(value), device=value.device)[:, None]
        back = self.lengths.to(value.device) - 1 - steps  # (T, B)
        index = torch.where(back < 0, steps, back)
        return value.gather(0, index[..., None].expand_as(value))


def give(known: Anatomy, x: Input, state: State) -> Given:
    """Bring an input and first states to one form; raises InsideError for what is no input of such a module."""
    if isinstance(x, PackedSequence):
        if known.is_single:
            raise InsideError("A Cell reads no PackedSequence; give it one step (B, n), or steps (T, B, n).")
        padded, lengths = pad_packed_sequence(x)  # (T, B, n)
        plain = Given(padded, (), "BT" if known.batch_first else "TB", lengths)
    else:
        plain = Given(x, (), _lead(known, x))
        plain = Given(plain.level(x), (), plain.lead)
    kept = plain.x.detach().to(
        WIDER.get(plain.x.dtype, plain.x.dtype), copy=True
    )  # what happens to x later is not ours
    return Given(kept, _starts(known, kept, state), plain.lead, plain.lengths)


def _lead(known: Anatomy, x: Any) -> str:
    wanted = "(n), (B, n) or (T, B, n)" if known.is_single else "(T, n), (T, B, n) or a PackedSequence"
    leads = ("", "B", "TB") if known.is_single else ("?", "T", "BT" if known.batch_first else "TB")
    if not isinstance(x, Tensor) or not 1 <= x.ndim <= 3 or leads[x.ndim - 1] == "?":
        shown = f"has the shape {tuple(x.shape)}" if isinstance(x, Tensor) else f"is a {type(x).__name__}"
        raise InsideError(f"The input {shown}; {wanted} would be right.")
    if 0 in x.shape[:-1]:
        raise InsideError(f"The input has the shape {tuple(x.shape)}: there is nothing to read.")
    return leads[x.ndim - 1]


def _starts(known: Anatomy, x: Tensor, state: State) -> tuple[dict[str, Tensor], ...]:
    """Return the states before the first step, part by part; zeros where none are given."""
    sizes = {"h": known.shown, "c": known.m}
    names = known.program.cell.state
    zeros = {name: x.new_zeros(x.shape[1], sizes[name]) for name in names}
    if state is None:
        return (zeros,) * len(known.suffixes)
    given: list[Any] = [state] if isinstance(state, Tensor) else list(state)
    parts, batch = len(known.suffixes), x.shape[1]
    wanted = [parts * batch * sizes[name] for name in names]
    if [one.numel() if isinstance(one, Tensor) else None for one in given] != wanted:
        shapes = " and ".join(f"{each} ({parts}, {batch}, {sizes[each]})" for each in names)
        raise InsideError(f"The first states do not fit; {shapes} would be right, for one sequence without {batch}.")
    whole = [one.detach().to(x.dtype, copy=True).reshape(parts, batch, -1) for one in given]
    return tuple({name: part[k] for name, part in zip(names, whole, strict=True)} for k in range(len(known.suffixes)))


def largest(value: Tensor) -> Tensor:
    """Return the largest absolute number, NaN where there is one: many times faster than a norm."""
    low, high = torch.aminmax(value)
    return torch.maximum(low.abs(), high.abs())
