"""The setup: what a visitor has chosen for the cell, and the layers and run that follow from it."""

from dataclasses import dataclass, replace

from explainer.cells.catalogue import CELLS, Cell
from explainer.cells.cell_text import NAME, read_cell
from explainer.cells.program import Program, lower
from explainer.inputs.sequence import Sequence
from explainer.numerics.changes import Change, apply
from explainer.numerics.initialisation import STARTS, Params, draw
from explainer.numerics.loaded_weights import Opened
from explainer.numerics.presets import STORIES, tell
from explainer.numerics.trace import Layer, Trace, trace

MOST_UNITS = 64
MOST_LAYERS = 3
MOST_SEED = 9999
SCALES = (0.1, 8.0)
KEEP_BIASES = ("as drawn", "-2", "0", "1", "2", "3", "5")


@dataclass(frozen=True)
class Setup:
    """A stack of equal cells: which, how large, where its parameters start, and what was then set by hand.

    `text` holds the equations of a cell that the visitor has written. With `opened` the parameters, and with them
    cell and sizes, are those of a run or of a file: `showing` makes such a setup.
    """

    cell: str = "LSTM"
    m: int = 8
    layers: int = 1
    start: str = "uniform"
    seed: int = 7
    scale: float = 3.0
    keep: str = "1"
    text: str = ""
    changes: tuple[Change, ...] = ()
    opened: Opened | None = None

    @property
    def program(self) -> Program:
        """The cell's program; raises CellError where the visitor's own cannot be read."""
        return lower(cell_of(self.cell, self.text))

    def stack(self, sequence: Sequence) -> list[Layer]:
        """Return the layers as they start, or as they were opened, before any change."""
        if self.opened:
            return list(self.opened.layers)
        sizes = [sequence.x.shape[1], *[self.m] * (self.layers - 1)]
        return [Layer(self.program, self._params(n, k)) for k, n in enumerate(sizes)]

    def run(self, sequence: Sequence) -> Trace:
        """Trace the stack over a sequence, with the changes in it."""
        return trace(*apply(self.changes, self.stack(sequence), sequence.x))

    def _params(self, n: int, layer: int) -> Params:
        if self.start in STORIES:
            return tell(STORIES[self.start], self.program, n, self.m)
        keep = None if self.keep == "as drawn" else float(self.keep)
        return draw(self.program, n, self.m, self.seed, self.start, self.scale, keep, layer)


def showing(opened: Opened, setup: Setup = Setup()) -> Setup:
    """Return a setup with opened weights; what was chosen of cell, size and start gives way to them."""
    return replace(setup, cell=opened.cell, m=opened.layers[0].m, layers=len(opened.layers), start=opened.start,
                   text=opened.text or setup.text, opened=opened)  # fmt: skip


def cell_of(name: str, text: str = "") -> Cell:
    """Return a shipped cell by its name, or the visitor's own from its text; raises CellError."""
    return read_cell(text) if name == NAME else CELLS[name]


def starts_of(cell: str) -> list[str]:
    """Return the starts that a cell has: drawn ones, then the stories it can tell."""
    return [*STARTS, *(story.name for story in STORIES.values() if cell in story.cells)]
