"""Say where the first NaN of a module's run is: in its input, its initial states or its weights."""

import torch

from explainer.torch_models.modules.module_run import ModuleRun


def not_a_number(run: ModuleRun) -> str:
    """Return a sentence that names what is NaN, and of the input the first step; empty where nothing is."""
    rows = run.inputs.x.isnan().any(-1)  # (T, B)
    if run.inputs.padding is not None:
        rows = rows & ~run.inputs.padding
    if rows.any():
        t, b = (int(one) for one in torch.nonzero(rows)[0])
        where = f" of sequence {b}" if rows.shape[1] > 1 else ""
        return f"The input is NaN at step {t}{where} (counted from 0), and so is what is computed from it."
    for direction in run.directions:
        for name, value in direction.initial_states.items():
            if value.isnan().any():
                return f"The initial state {name} of {direction.suffix} is NaN, and so is what is computed from it."
        for name, value in direction.params.items():
            if value.isnan().any():
                return f"The weights {name} of {direction.suffix} are NaN, and so is what is computed from them."
    return ""
