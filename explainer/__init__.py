"""Gatescope: gated recurrent cells as named equations, with every number kept; each public name is loaded when used."""

from importlib import import_module
from typing import Any

PUBLIC = {
    "Cells": {
        "CELLS": "cells.catalogue", "Cell": "cells.catalogue", "Equation": "cells.catalogue",
        "lower": "cells.lowering", "Program": "cells.program", "CellError": "cells.program",
    },
    "Numbers": {
        "Layer": "numerics.layer", "init_params": "numerics.initialisation",
        "trace": "numerics.trace", "Trace": "numerics.trace", "LayerTrace": "numerics.layer",
        "make_loss": "numerics.losses", "evaluate_loss": "numerics.losses", "LossError": "numerics.losses",
        "backward": "numerics.backward", "Gradients": "numerics.backward", "LayerGradients": "numerics.backward",
        "jacobians": "numerics.jacobians",
        "saturation": "numerics.measures", "keep_per_step": "numerics.measures", "half_life": "numerics.measures",
        "replaced_share": "numerics.measures", "remaining_of_first_step": "numerics.measures",
    },
    "Training": {
        "TASKS": "tasks.catalogue", "make_problem": "tasks.catalogue", "Recipe": "training.recipe",
        "default_recipe": "training.recipe",
        "sweep": "runs.sweep", "SweepResult": "runs.sweep", "SweepError": "runs.sweep_plan",
        "train": "training.loop", "Order": "training.records", "Ended": "training.records",
        "layers_from_weights": "torch_models.weights", "readout_from_weights": "torch_models.weights",
    },
    "Torch modules": {
        "trace_module": "module_trace", "ModuleTrace": "module_trace",
        "ModelTrace": "torch_models.modules.model_trace",
        "gate_weights": "torch_models.modules.gate_weights",
        "set_forget_bias": "torch_models.modules.biases", "set_keep_bias": "torch_models.modules.biases",
        "open_run": "runs.open_run",
    },
    "Notebooks": {"show": "web.standalone.show", "save_html": "web.standalone.save_html"},
    "Files": {
        "open_model": "torch_models.files.open_model", "Model": "torch_models.model",
        "ModelError": "torch_models.model", "state_dict": "torch_models.files.state_dict_export",
        "read_table": "inputs.table_file", "Table": "inputs.table", "InputError": "inputs.sequence",
    },
}  # fmt: skip
"""What the package offers, by topic, and the module below it that has it."""
_MODULES = {name: module for names in PUBLIC.values() for name, module in names.items()}
__all__ = list(_MODULES)


def __getattr__(name: str) -> Any:
    """Import a public name when it is asked for."""
    if name in _MODULES:
        return getattr(import_module(f"explainer.{_MODULES[name]}"), name)
    raise AttributeError(f"module “explainer” has no “{name}”")


def __dir__() -> list[str]:
    """List the public names."""
    return __all__
