"""The cells of a Keras layer: one, or those of RNN([…]), which read each other."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from explainer.torch_models.files.keras_graph import Table, numbered, snake_case

CELL_KINDS = {"LSTMCell": "LSTM", "GRUCell": "GRU", "SimpleRNNCell": "SimpleRNN"}


@dataclass(frozen=True)
class KerasCell:
    """One cell of a layer: its class, its settings, where its arrays are below the layer's, and its own name."""

    kind: str
    settings: Table
    path: str = "cell/vars"
    name: str = ""


def cells_of(kind: str, settings: Table) -> list[KerasCell]:
    """Return the cells of a layer, in the order in which they read each other."""
    if kind != "RNN":
        return [KerasCell(kind, settings)]
    cell = settings["cell"]
    if cell["class_name"] != "StackedRNNCells":
        return [KerasCell(_cell_kind(cell), cell["config"])]
    return list(_stacked(cell["config"]["cells"]))


def _stacked(cells: list[Table]) -> Iterator[KerasCell]:
    classes, names = Counter[str](), Counter[str]()
    for cell in cells:
        part = numbered(snake_case(str(cell["class_name"])), classes)
        name = numbered(str(cell["config"].get("name", part)), names)
        yield KerasCell(_cell_kind(cell), cell["config"], f"cell/cells/{part}/vars", name)


def _cell_kind(cell: Table) -> str:
    return CELL_KINDS.get(str(cell["class_name"]), str(cell["class_name"]))
