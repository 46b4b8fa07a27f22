"""The opened: weights that are not drawn but come from a run or a file, as a stack of layers that any page can show."""

from dataclasses import dataclass, field

from explainer.numerics.layer import Layer

TRAINED, MODEL = "trained", "model"  # the starts that are none: weights from a run, and from a visitor's file


@dataclass(frozen=True)
class Opened:
    """A stack of layers with the cell they are made of; two are equal where start and mark are.

    `mark` tells numbers apart, `said` says in words what they are, `text` holds the equations of a cell that a visitor
    has written, and `run` names the run they are of, where they are of one.
    """

    start: str
    mark: str
    cell: str = field(compare=False)
    layers: tuple[Layer, ...] = field(compare=False, repr=False)
    said: str = field(compare=False)
    text: str = field(default="", compare=False)
    run: str = field(default="", compare=False)
