"""What a user must know about a trace: dropout that is left out, NaN, a difference from the module itself."""

import torch

from explainer.torch_models.modules.dropout_factors import has_dropout
from explainer.torch_models.modules.module_input import largest
from explainer.torch_models.modules.module_run import ModuleRun
from explainer.torch_models.modules.not_a_number import not_a_number

TOLERANCES = {torch.float64: 1e-10, torch.float32: 1e-4, torch.float16: 1e-2, torch.bfloat16: 1e-1}
"""By dtype, the difference from the module above which a warning is given, times its largest number where above 1."""


class TraceWarning(UserWarning):
    """Something about a module that its trace does not show, or shows differently."""


def autocast_dtype(kind: str) -> torch.dtype | None:
    """Return the dtype that autocast computes in on a kind of device, "cpu" or "cuda"; None where it is off."""
    return torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else None


def tolerance_of(run: ModuleRun, autocast: torch.dtype | None) -> float:
    """Return the difference that rounding explains, in the least precise dtype that the module computed in."""
    dtype = run.spec.parameter.dtype
    dtype = dtype if autocast is None or dtype == torch.float64 else autocast  # autocast leaves float64 as it is
    return TOLERANCES.get(dtype, 1e-4) * max(1.0, float(largest(run.reference.hidden[-1])))


def dropout_warnings(run: ModuleRun) -> list[str]:
    """Say that dropout between the layers is left out, where the module has some in the mode that it is in."""
    if not has_dropout(run.spec):
        return []
    return [f"The module is in training mode with dropout {run.spec.module.dropout:g} between its layers; the trace is "
            "as in evaluation, without dropout."]  # fmt: skip


def difference_warnings(run: ModuleRun, difference: float, tolerance: float) -> list[str]:
    """Say what is NaN, or that the values differ from the module's, where they do."""
    if difference <= tolerance:
        return []
    found = not_a_number(run) if difference != difference else ""
    return [found or f"What is computed from the gates differs from the module's own output by {difference:.1e}, more "
                     f"than {tolerance:.0e}; on a GPU, TensorFloat-32 may be the cause."]  # fmt: skip
