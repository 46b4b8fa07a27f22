"""A model from outside: a stack of recurrent layers, with the letters used here, whatever library wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explainer.cells.lowering import lower
from explainer.cells.primitives import Array
from explainer.cells.program import Program
from explainer.engine.short_repr import ShortRepr
from explainer.numerics.layer import Layer
from explainer.numerics.setup import cell_of

PROJECTION = "P"  # the name of an LSTM's projection (p, m) among its parameters, where it has one
DIRECTIONS = ("forward", "reverse")


class ModelError(ValueError):
    """A file or a model that cannot be used; the message says what is wrong, where, and what would be right."""


@dataclass(frozen=True, eq=False, repr=False)
class Model(ShortRepr):
    """A recurrent stack: its parameters per layer and direction, by our letters, float64.

    `params[k]` has one entry, or two in a bidirectional model: forward, then reverse. `name` says where in its file it
    is, `cell` is a key of CELLS, or names a cell of its own with the equations in `text`, `origin` is the library that
    wrote it ("PyTorch", "Keras", "ONNX"), `dtype` that of the file, and `notes` are sentences about what was converted.
    An LSTM with a projection has the matrix "P" (p, m) beside its letters, and matrices U (m, p) on the projected h.
    `x` (T, n) is an input that came with the model, and `initial_states` are the states before the first step, per
    layer and direction.
    """

    name: str
    cell: str
    params: tuple[tuple[Mapping[str, Array], ...], ...]
    origin: str = "PyTorch"
    dtype: str = "float32"
    notes: tuple[str, ...] = ()
    x: Array | None = None
    initial_states: tuple[tuple[Mapping[str, Array], ...], ...] = ()
    text: str = ""

    @property
    def program(self) -> Program:
        """The program of its cell."""
        return lower(cell_of(self.cell, self.text))

    @property
    def n(self) -> int:
        """Number of inputs at each step."""
        return int(next(array for name, array in self.params[0][0].items() if name[0] == "W").shape[1])

    @property
    def m(self) -> int:
        """Number of hidden units."""
        return len(self.params[0][0][next(iter(self.program.params))])  # all have units along their first axis

    @property
    def directions(self) -> tuple[str, ...]:
        """("forward",), or ("forward", "reverse")."""
        return DIRECTIONS[: len(self.params[0])]

    def layer(self, layer: int = 0, direction: int = 0) -> Layer:
        """Return one layer in one direction, as a layer of the numpy trace.

        A projection is folded into the matrices on h (U P), so this layer's h is the one before the projection, and
        every gate and the memory are those of the model. A projected initial h (p,) becomes the smallest h that is
        projected onto it.
        """
        params = self.params[layer][direction]
        states = self.initial_states[layer][direction] if self.initial_states else {}
        return Layer(self.program, fold_projection(params), unproject_states(params, states))


def fold_projection(params: Mapping[str, Array]) -> dict[str, Array]:
    """Return parameters without a projection: each U (m, p) becomes U P (m, m)."""
    if PROJECTION not in params:
        return dict(params)
    matrix = params[PROJECTION]
    return {
        name: np.asarray(value @ matrix) if name[0] == "U" else value
        for name, value in params.items()
        if name != PROJECTION
    }


def unproject_states(params: Mapping[str, Array], states: Mapping[str, Array]) -> Mapping[str, Array]:
    """Return the initial states of a layer without the projection: h (m,), by least squares."""
    if PROJECTION not in params or "h" not in states:
        return states
    return {**states, "h": np.asarray(np.linalg.lstsq(params[PROJECTION], states["h"])[0], float)}


def project(params: Mapping[str, Array], h: Array) -> Array:
    """Return a layer's output from its h (…, m): h itself, or projected where there is a projection, (…, p)."""
    return np.asarray(h @ params[PROJECTION].T) if PROJECTION in params else h
