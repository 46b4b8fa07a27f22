"""Gatescope: gated recurrent cells as named equations, with every number kept."""

from importlib import import_module
from typing import Any

from explainer.backward import Gradients, backward
from explainer.cells import CELLS, Cell, Equation
from explainer.jacobians import jacobians
from explainer.losses import ask, read
from explainer.program import CellError, Program, lower
from explainer.starts import draw
from explainer.trace import Layer, Trace, trace

__all__ = [
    "CELLS", "Cell", "CellError", "Equation", "Gradients", "Layer", "Program", "Trace", "ask", "backward", "draw",
    "gate_weights", "jacobians", "lower", "open_run", "read", "set_forget_bias", "set_keep_bias", "trace",
    "trace_module",
]  # fmt: skip
WITH_TORCH = {
    "gate_weights": "weights", "open_run": "kept", "set_forget_bias": "biases", "set_keep_bias": "biases",
    "trace_module": "trace",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import what needs torch when it is asked for."""
    if name in WITH_TORCH:
        return getattr(import_module(f"explainer.inside.{WITH_TORCH[name]}"), name)
    raise AttributeError(f"module “explainer” has no “{name}”")
