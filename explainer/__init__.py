"""Gatescope: gated recurrent cells as named equations; each public name is imported when it is first used."""

from importlib import import_module
from typing import Any

PUBLIC = {
    "CELLS": "cells.catalogue", "Cell": "cells.catalogue", "Equation": "cells.catalogue",
    "CellError": "cells.program", "Program": "cells.program", "lower": "cells.lowering",
    "Gradients": "numerics.backward", "backward": "numerics.backward", "jacobians": "numerics.jacobians",
    "make_loss": "numerics.losses", "evaluate_loss": "numerics.losses", "init_params": "numerics.initialisation",
    "Layer": "numerics.trace", "Trace": "numerics.trace", "trace": "numerics.trace",
    "gate_weights": "torch_models.modules.gate_weights", "open_run": "runs.open_run",
    "set_forget_bias": "torch_models.modules.biases", "set_keep_bias": "torch_models.modules.biases",
    "trace_module": "module_trace",
}  # fmt: skip
"""The public names, each with the module that defines it."""
__all__ = list(PUBLIC)


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name in PUBLIC:
        return getattr(import_module(f"explainer.{PUBLIC[name]}"), name)
    raise AttributeError(f"module “explainer” has no “{name}”")
