"""The conventions of the GRU: what its update gate does, where its reset gate acts, and how far that changes h."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from explainer.cells.catalogue import CELLS, Cell, Equation
from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.cells.torch_layout import gate_letters
from explainer.inputs.sequence import Sequence
from explainer.numerics.setup import Setup
from explainer.numerics.trace import Layer, trace
from explainer.torch_models.files.keras_cells import ORDERS

UPDATE, CANDIDATE, STATE = "z", "n", "h"
WRITES = Equation(UPDATE, "", "write", "update gate: how much of the candidate to write")


@dataclass(frozen=True)
class Convention:
    """How a source writes the GRU: `cell` has its reset gate where the source has it, `keeps` if z multiplies h_prev.

    `order` is that of the gates in stacked matrices, empty for a paper, and `candidate` the source's letter for n.
    """

    source: str
    cell: str
    keeps: bool
    candidate: str
    order: tuple[str, ...] = ()

    @property
    def equations(self) -> Cell:
        """The cell with the equations of the source."""
        return CELLS[self.cell] if self.keeps else exchange_update(CELLS[self.cell])


CONVENTIONS = {
    "PyTorch": Convention("torch.nn.GRU", "GRU", True, "n", tuple(gate_letters(lower(CELLS["GRU"])))),
    "Keras": Convention("keras.layers.GRU", "GRU", True, "hh", ORDERS["GRU"]),
    "Keras, reset_after=False": Convention("keras.layers.GRU", "GRU-Cho", True, "hh", ORDERS["GRU"]),
    "Cho et al. 2014": Convention("Cho et al. 2014, equations 5 to 8", "GRU-Cho", True, "h̃"),
    "Chung et al. 2014": Convention("Chung, Gulcehre, Cho & Bengio 2014, section 3.2", "GRU-Cho", False, "h̃"),
}
"""The conventions by the name that stands in a link."""


def exchange_update(cell: Cell) -> Cell:
    """Return a GRU whose update gate writes where it kept: z and 1 - z have changed places."""
    places = {CANDIDATE: f"{STATE}_prev", f"{STATE}_prev": CANDIDATE}
    lines = {line.name: line for line in cell.equations}
    blend = re.sub(r"\w+", lambda found: places.get(found[0], found[0]), lines[STATE].text)
    changed = {
        UPDATE: replace(WRITES, text=lines[UPDATE].text),
        STATE: replace(lines[STATE], text=blend),
    }
    return replace(cell, equations=tuple(changed.get(line.name, line) for line in cell.equations))


def copied_params(params: Mapping[str, Array], convention: Convention) -> dict[str, Array]:
    """Return PyTorch's parameters under the names of a convention; where it has one bias, that is the sum of both."""
    wanted = lower(convention.equations).params
    return {name: _bias(params, name) if f"d_{name[2:]}" not in wanted else params[name] for name in wanted}


def converted_params(params: Mapping[str, Array], convention: Convention) -> dict[str, Array]:
    """Return the copied parameters; where z writes, its own have the other sign, since σ(−a) = 1 − σ(a)."""
    copied = copied_params(params, convention)
    sign = 1.0 if convention.keeps else -1.0
    return {name: sign * value if name[2:] == UPDATE else value for name, value in copied.items()}


def _bias(params: Mapping[str, Array], name: str) -> Array:
    return params[name] + params[f"d_{name[2:]}"] if name[0] == "b" else params[name]


@dataclass(frozen=True)
class Difference:
    """The largest differences of any h at any step: to PyTorch's GRU with the same weights, copied and converted.

    `relabelled` is that between the equations of the source, with weights converted, and the same with z keeping.
    """

    copied: float
    converted: float
    relabelled: float


def compare_conventions(setup: Setup, sequence: Sequence) -> dict[str, Difference]:
    """Return for each convention how far its h is from that of PyTorch's GRU with the weights of a setup."""
    layer = replace(setup, cell="GRU", layers=1).stack(sequence)[0]
    return {name: _difference(convention, layer, sequence.x) for name, convention in CONVENTIONS.items()}


def _difference(convention: Convention, layer: Layer, x: Array) -> Difference:
    reference = trace([layer], x).output  # (T, m)
    copied = run_convention(convention, copied_params(layer.params, convention), x)
    converted = run_convention(convention, converted_params(layer.params, convention), x)
    same_cell = replace(convention, keeps=True)
    keeping = run_convention(same_cell, copied_params(layer.params, same_cell), x)
    return Difference(*(_largest(one, other) for one, other in (
        (copied, reference), (converted, reference), (converted, keeping)
    )))  # fmt: skip


def _largest(one: Array, other: Array) -> float:
    return float(np.abs(one - other).max())


def run_convention(convention: Convention, params: Mapping[str, Array], x: Array) -> Array:
    """Run the equations of a convention over x (T, n) and return h, (T, m)."""
    return trace([Layer(lower(convention.equations), params)], x).output


def keep_factor(convention: Convention, z: float) -> float:
    """Return how much of its old state a unit keeps where its update gate has the value z."""
    return z if convention.keeps else 1.0 - z
