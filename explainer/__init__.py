"""Gatescope: gated recurrent cells as named equations, with every number kept."""

from explainer.cells import CELLS, Cell, Equation
from explainer.program import CellError, Program, lower
from explainer.starts import draw
from explainer.trace import Layer, Trace, trace

__all__ = [
    "CELLS", "Cell", "CellError", "Equation", "Layer", "Program", "Trace", "draw", "lower", "trace",
]  # fmt: skip
