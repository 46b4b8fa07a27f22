"""Stacking: layers that a file has one by one become a stack where each reads the output of another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from explainer.cells.primitives import Array
from explainer.torch_models.files.candidates import openable
from explainer.torch_models.files.entries import precision_note
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.model import Model

READS = "In the file it reads the output of “{}”, which is opened as a model of its own."
READS_BOTH = "In the file it reads the outputs of both directions, “{}” among them, which are models of their own here."


@dataclass(frozen=True, eq=False)
class FileLayer:
    """One layer of a file: its parameters by direction, and the name of the layer whose output it reads, if any.

    `output_size` is None where its output is not that of its directions side by side. `is_apart` tells that it reads
    the one below in another order of time, so that they cannot be shown as one stack.
    """

    name: str
    cell: str
    params: tuple[Mapping[str, Array], ...]
    dtype: str = "float32"
    below: str | None = None
    output_size: int | None = None
    notes: tuple[str, ...] = ()
    initial_states: tuple[Mapping[str, Array], ...] = ()
    is_apart: bool = False
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
    return tuple(_model(one, origin, (*_place(one, made, stacked), *left_out)) for one in stacks)


def _place(stack: Sequence[FileLayer], made: Mapping[str, FileLayer], stacked: str) -> tuple[str, ...]:
    """Return the notes on what a stack reads, and on why its layers are one."""
    below = stack[0].below
    low = made.get(below or "")
    both = low is not None and low.output_size is None and len(low.params) == 1
    reads = () if stacked or low is None else ((READS_BOTH if both else READS).format(short(below)),)
    return (*reads, *((stacked,) if stacked and len(stack) > 1 else ()))


def fits(low: FileLayer, high: FileLayer) -> bool:
    """Tell whether one layer can be stacked on another."""
    return low.shape == high.shape and low.output_size == high.n and not high.is_apart


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
