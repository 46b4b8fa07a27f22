"""The joining: layers that were found one by one become stacks, where one reads what another hands on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from explainer.cells.primitives import Array
from explainer.torch_models.files.candidates import sorted_out
from explainer.torch_models.files.entries import kept_in
from explainer.torch_models.files.limits import LIMITS
from explainer.torch_models.model import Model


@dataclass(frozen=True, eq=False)
class Piece:
    """One layer of a file: its parameters by direction, and the name of the layer whose output it reads, if any.

    `hands` is how many numbers it hands on, None where that is not what its directions show one beside the other.
    """

    name: str
    cell: str
    parts: tuple[Mapping[str, Array], ...]
    dtype: str = "float32"
    below: str | None = None
    hands: int | None = None
    notes: tuple[str, ...] = ()
    starts: tuple[Mapping[str, Array], ...] = ()

    @property
    def shape(self) -> tuple[str, int, int]:
        """What layers of one stack have in common: cell, units and directions."""
        return self.cell, len(next(array for name, array in self.parts[0].items() if name[0] == "b")), len(self.parts)

    @property
    def n(self) -> int:
        """How many numbers it reads at each step."""
        return int(next(array for name, array in self.parts[0].items() if name[0] == "W").shape[1])


def join(makers: Mapping[str, Callable[[], Piece]], origin: str, nothing: str, joined: str = "") -> tuple[Model, ...]:
    """Make the pieces, join those that fit into stacks, and sort out what can be opened; raises ModelError.

    `joined` is the note that a stack of several gets.
    """
    made: dict[str, Piece] = {}

    def take(name: str) -> Model:
        made[name] = makers[name]()
        return _model([made[name]], origin)

    alone = sorted_out([(name, partial(take, name)) for name in makers], nothing)
    if len(alone) == 1:
        return alone
    left_out = [note for note in alone[0].notes if note not in _notes([made[alone[0].name]])]
    stacks = _stacks(list(made.values()))
    word = (joined,) if joined else ()
    return tuple(_model(one, origin, (*(word if len(one) > 1 else ()), *left_out)) for one in stacks)


def fits(low: Piece, high: Piece) -> bool:
    """Tell whether one layer can stand above another in one stack."""
    return low.shape == high.shape and low.hands == high.n


def _stacks(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Part the pieces into stacks; each begins with one that reads none of the others, or none that it fits."""
    stacks: list[list[Piece]] = []
    for piece in pieces:
        stack = next((one for one in stacks if one[-1].name == piece.below and fits(one[-1], piece)), None)
        if stack is None:
            stacks.append([piece])
        else:
            stack.append(piece)
    return stacks


def _model(stack: Sequence[Piece], origin: str, notes: tuple[str, ...] = ()) -> Model:
    first, last = stack[0], stack[-1]
    LIMITS["layers"].check(len(stack), first.name)
    name = first.name if first is last else f"{first.name} to {last.name}"
    starts = tuple(piece.starts or tuple({} for _ in piece.parts) for piece in stack)
    known = starts if any(any(row) for row in starts) else ()
    return Model(name, first.cell, tuple(piece.parts for piece in stack), origin, first.dtype,
                 (*_notes(stack), *notes), starts=known)  # fmt: skip


def _notes(stack: Sequence[Piece]) -> tuple[str, ...]:
    """Return the notes of all layers, each once."""
    notes = [note for piece in stack for note in (*piece.notes, *kept_in(piece.dtype))]
    return tuple(dict.fromkeys(notes))
