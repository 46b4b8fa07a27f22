"""What a visitor has chosen for a cell, and the layers and run that follow from it."""

from dataclasses import dataclass, replace

from explainer.cells.catalogue import CELLS, Cell
from explainer.cells.cell_text import OWN_CELL, read_cell
from explainer.cells.lowering import lower
from explainer.cells.program import Program
from explainer.inputs.sequence import Sequence
from explainer.numerics.changes import Change, apply_changes
from explainer.numerics.embedding import Embedding
from explainer.numerics.initialisation import INITIALISATIONS, Params, init_params
from explainer.numerics.loaded_weights import LoadedWeights
from explainer.numerics.presets import PRESETS, preset_params
from explainer.numerics.readout import Readout
from explainer.numerics.trace import Layer, Trace, trace

MOST_UNITS = 64
MOST_LAYERS = 3
MOST_SEED = 9999
SCALES = (0.1, 8.0)
KEEP_BIASES = ("as drawn", "-2", "0", "1", "2", "3", "5")


@dataclass(frozen=True)
class Setup:
    """A stack of equal cells: which, how large, how its parameters are initialised, and what was then set by hand.

    `text` holds the equations of a cell that the visitor has written. With `loaded` the parameters, and with them
    cell and sizes, are those of a run or of a file: `with_loaded_weights` makes such a setup.
    """

    cell: str = "LSTM"
    m: int = 8
    layers: int = 1
    init: str = "uniform"
    seed: int = 7
    scale: float = 3.0
    keep: str = "1"
    text: str = ""
    changes: tuple[Change, ...] = ()
    loaded: LoadedWeights | None = None

    @property
    def program(self) -> Program:
        """The cell's program; raises CellError where the visitor's own cannot be read."""
        return lower(cell_of(self.cell, self.text))

    @property
    def readout(self) -> Readout | None:
        """The output layer of loaded weights; None where there is none or it is not known."""
        return self.loaded.readout if self.loaded else None

    @property
    def embedding(self) -> Embedding | None:
        """The embedding that is folded into the first of loaded layers; None where there is none."""
        return self.loaded.embedding if self.loaded else None

    def stack(self, sequence: Sequence) -> list[Layer]:
        """Return the layers as they are initialised or loaded, before any change by hand."""
        if self.loaded:
            return list(self.loaded.layers)
        sizes = [sequence.x.shape[1], *[self.m] * (self.layers - 1)]
        return [Layer(self.program, self._params(n, k)) for k, n in enumerate(sizes)]

    def run(self, sequence: Sequence) -> Trace:
        """Trace the stack over a sequence, with the changes in it."""
        return trace(*apply_changes(self.changes, self.stack(sequence), sequence.x))

    def _params(self, n: int, layer: int) -> Params:
        if self.init in PRESETS:
            return preset_params(PRESETS[self.init], self.program, n, self.m)
        keep = None if self.keep == "as drawn" else float(self.keep)
        return init_params(self.program, n, self.m, self.seed, self.init, self.scale, keep, layer)


def with_loaded_weights(loaded: LoadedWeights, setup: Setup = Setup()) -> Setup:
    """Return a setup with loaded weights, which decide its cell, its sizes and its initialisation."""
    return replace(setup, cell=loaded.cell, m=loaded.layers[0].m, layers=len(loaded.layers), init=loaded.source,
                   text=loaded.text or setup.text, loaded=loaded)  # fmt: skip


def cell_of(name: str, text: str = "") -> Cell:
    """Return a shipped cell by its name, or the visitor's own from its text; raises CellError."""
    return read_cell(text) if name == OWN_CELL else CELLS[name]


def initialisations_of(cell: str) -> list[str]:
    """Return the initialisations that a cell has: the random ones, then the presets made for it."""
    return [*INITIALISATIONS, *(preset.name for preset in PRESETS.values() if cell in preset.cells)]
