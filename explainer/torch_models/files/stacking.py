"""Stacking: layers that a file has one by one become a stack where each reads the output of another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from explainer.cells.primitives import Array
from explainer.torch_models.files.candidates import openable
from explainer.torch_models.files.entries import precision_note
from explainer.torch_models.files.limits import LIMITS
from explainer.torch_models.model import Model


@dataclass(frozen=True, eq=False)
class FileLayer:
    """One layer of a file: its parameters by direction, and the name of the layer whose output it reads, if any.

    `output_size` is None where its output is not that of its directions side by side.
    """

    name: str
    cell: str
    params: tuple[Mapping[str, Array], ...]
    dtype: str = "float32"
    below: str | None = None
    output_size: int | None = None
    notes: tuple[str, ...] = ()
    initial_states: tuple[Mapping[str, Array], ...] = ()
    text: str = ""

    @property
    def shape(self) -> tuple[str, str, int, int]:
        """What the layers of one stack have in common: cell, its own equations, units and number of directions."""
        m = len(next(array for name, array in self.params[0].items() if name[0] == "b"))
        return self.cell, self.text, m, len(self.params)

    @property
    def n(self) -> int:
        """Number of inputs at each step."""
        return int(next(array for name, array in self.params[0].items() if name[0] == "W").shape[1])


def stack_layers(
    makers: Mapping[str, Callable[[], FileLayer]], origin: str, nothing: str, stacked: str = ""
) -> tuple[Model, ...]:
    """Make the layers, stack those that fit, and return what can be opened; raises ModelError.

    `stacked` is the note that a stack of several layers gets.
    """
    made: dict[str, FileLayer] = {}

    def make(name: str) -> Model:
        made[name] = makers[name]()
        return _model([made[name]], origin)

    alone = openable([(name, partial(make, name)) for name in makers], nothing)
    if len(alone) == 1:
        return alone
    left_out = [note for note in alone[0].notes if note not in _notes([made[alone[0].name]])]
    stacks = _stacks(list(made.values()))
    stack_note = (stacked,) if stacked else ()
    return tuple(_model(one, origin, (*(stack_note if len(one) > 1 else ()), *left_out)) for one in stacks)


def fits(low: FileLayer, high: FileLayer) -> bool:
    """Tell whether one layer can be stacked on another."""
    return low.shape == high.shape and low.output_size == high.n


def _stacks(layers: Sequence[FileLayer]) -> list[list[FileLayer]]:
    """Group the layers into stacks; each begins with one that reads none of the others, or none that it fits."""
    stacks: list[list[FileLayer]] = []
    for layer in layers:
        stack = next((one for one in stacks if one[-1].name == layer.below and fits(one[-1], layer)), None)
        if stack is None:
            stacks.append([layer])
        else:
            stack.append(layer)
    return stacks


def _model(stack: Sequence[FileLayer], origin: str, notes: tuple[str, ...] = ()) -> Model:
    first, last = stack[0], stack[-1]
    LIMITS["layers"].check(len(stack), first.name)
    name = first.name if first is last else f"{first.name} to {last.name}"
    states = tuple(layer.initial_states or tuple({} for _ in layer.params) for layer in stack)
    states = states if any(any(row) for row in states) else ()
    return Model(name, first.cell, tuple(layer.params for layer in stack), origin, first.dtype,
                 (*_notes(stack), *notes), initial_states=states, text=first.text)  # fmt: skip


def _notes(stack: Sequence[FileLayer]) -> tuple[str, ...]:
    """Return the notes of all layers, each once."""
    notes = [note for layer in stack for note in (*layer.notes, *precision_note(layer.dtype))]
    return tuple(dict.fromkeys(notes))
