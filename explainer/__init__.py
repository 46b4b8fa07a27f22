"""Gatescope: gated recurrent cells as named equations, with every number kept."""

from explainer.backward import Gradients, backward
from explainer.cells import CELLS, Cell, Equation
from explainer.jacobians import jacobians
from explainer.losses import ask, read
from explainer.program import CellError, Program, lower
from explainer.starts import draw
from explainer.trace import Layer, Trace, trace

__all__ = [
    "CELLS", "Cell", "CellError", "Equation", "Gradients", "Layer", "Program", "Trace", "ask", "backward", "draw",
    "jacobians", "lower", "read", "trace",
]  # fmt: skip
