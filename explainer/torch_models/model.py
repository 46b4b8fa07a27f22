"""The model: a stack of recurrent layers that came from elsewhere, in our letters, whatever it was written in."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.primitives import Array
from explainer.cells.program import Program, lower
from explainer.numerics.layer import Layer

PROJECTION = "P"  # the name of an LSTM's projection (p, m) among its parameters, where it has one
DIRECTIONS = ("forward", "reverse")


class ModelError(ValueError):
    """A file or a model that cannot be used; the message says what is wrong, where, and what would be right."""


@dataclass(frozen=True, eq=False)
class Model:
    """A recurrent stack: its parameters per layer and direction, by our letters, float64.

    `parts[k]` has one entry, or two where the model reads both ways: forward, then reverse. `name` says where in its
    file it lies, `cell` is a key of CELLS, `origin` who wrote it ("PyTorch", "Keras", "ONNX"), `dtype` the kind of
    number it was kept in, and `notes` are sentences about what was converted. An LSTM with a projection has the matrix
    "P" (p, m) beside its letters, and matrices U (m, p) that act on what was projected. `x` (T, n) is an input that
    came with the model, and `starts` what its states are before the first step, per layer and direction.
    """

    name: str
    cell: str
    parts: tuple[tuple[Mapping[str, Array], ...], ...]
    origin: str = "PyTorch"
    dtype: str = "float32"
    notes: tuple[str, ...] = ()
    x: Array | None = None
    starts: tuple[tuple[Mapping[str, Array], ...], ...] = ()

    @property
    def program(self) -> Program:
        """The program of its cell."""
        return lower(CELLS[self.cell])

    @property
    def n(self) -> int:
        """How many numbers it reads at each step."""
        return int(next(array for name, array in self.parts[0][0].items() if name[0] == "W").shape[1])

    @property
    def m(self) -> int:
        """Number of hidden units."""
        return int(next(array for name, array in self.parts[0][0].items() if name[0] == "b").shape[0])

    @property
    def directions(self) -> tuple[str, ...]:
        """The ways it reads: forward, or both."""
        return DIRECTIONS[: len(self.parts[0])]

    def layer(self, layer: int = 0, direction: int = 0) -> Layer:
        """Return one layer in one direction, as a layer of our own.

        A projection is folded in: what it does to h is done by the matrices that read h (U P), so this layer's h is
        the one before the projection, and every gate and the memory are those of the model. A start of h that was
        projected (p,) becomes the smallest h that is projected onto it.
        """
        params = self.parts[layer][direction]
        starts = self.starts[layer][direction] if self.starts else {}
        return Layer(self.program, folded(params), unfolded(params, starts))


def folded(params: Mapping[str, Array]) -> dict[str, Array]:
    """Return parameters without a projection: each U (m, p) becomes U P (m, m)."""
    if PROJECTION not in params:
        return dict(params)
    matrix = params[PROJECTION]
    return {
        name: np.asarray(value @ matrix) if name[0] == "U" else value
        for name, value in params.items()
        if name != PROJECTION
    }


def unfolded(params: Mapping[str, Array], starts: Mapping[str, Array]) -> Mapping[str, Array]:
    """Return the states before the first step as a layer without the projection has them: h (m,), least squares."""
    if PROJECTION not in params or "h" not in starts:
        return starts
    return {**starts, "h": np.asarray(np.linalg.lstsq(params[PROJECTION], starts["h"])[0], float)}


def shown(params: Mapping[str, Array], h: Array) -> Array:
    """Return what a layer hands on of its h (…, m): itself, or what its projection makes of it, (…, p)."""
    return np.asarray(h @ params[PROJECTION].T) if PROJECTION in params else h
