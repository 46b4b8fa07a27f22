"""Gatescope: gated recurrent cells as named equations, with every number kept; each public name is loaded when used."""

from importlib import import_module
from typing import Any

PUBLIC = {
    "CELLS": "cells.catalogue", "Cell": "cells.catalogue", "Equation": "cells.catalogue",
    "CellError": "cells.program", "Program": "cells.program", "lower": "cells.program",
    "Gradients": "numerics.backward", "backward": "numerics.backward", "jacobians": "numerics.jacobians",
    "ask": "numerics.losses", "read": "numerics.losses", "draw": "numerics.initialisation",
    "Layer": "numerics.trace", "Trace": "numerics.trace", "trace": "numerics.trace",
    "gate_weights": "torch_models.modules.gate_weights", "open_run": "runs.open_run",
    "set_forget_bias": "torch_models.modules.biases", "set_keep_bias": "torch_models.modules.biases",
    "trace_module": "module_trace",
}  # fmt: skip
"""What the package offers, and the module below it that has it."""
__all__ = list(PUBLIC)


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for."""
    if name in PUBLIC:
        return getattr(import_module(f"explainer.{PUBLIC[name]}"), name)
    raise AttributeError(f"module “explainer” has no “{name}”")
