"""The dropout between the layers of a module in training mode, drawn once more from the same random numbers."""

from typing import Any

import torch
from torch import Tensor
from torch.nn.utils.rnn import PackedSequence

from explainer.torch_models.modules.module_input import Input, ModuleInput
from explainer.torch_models.modules.module_spec import ModuleSpec


def has_dropout(spec: ModuleSpec) -> bool:
    """Tell whether a module drops values between its layers when it runs."""
    return spec.module.training and bool(getattr(spec.module, "dropout", 0.0)) and spec.num_layers > 1


def random_state(device: torch.device) -> Tensor:
    """Return the state of a device's random numbers."""
    found: Tensor = (
        torch.get_rng_state() if device.type == "cpu" else torch.get_device_module(device).get_rng_state(device)
    )
    return found


def set_random_state(device: torch.device, state: Tensor) -> None:
    """Set the state of a device's random numbers."""
    if device.type == "cpu":
        torch.set_rng_state(state)
    else:
        torch.get_device_module(device).set_rng_state(state, device)


def dropout_factors(spec: ModuleSpec, inputs: ModuleInput, output: Any, before: Tensor) -> tuple[Input, ...]:
    """Return what each layer's output but the last was multiplied with, 0 or 1 / (1 - p), in the output's form.

    PyTorch draws them layer by layer, in time-major order; `before` is the state of the random numbers before the run.
    """
    device = inputs.x.device
    after = random_state(device)
    set_random_state(device, before)
    packed = isinstance(output, PackedSequence)
    shape = output.data.shape if packed else inputs.to_time_major(output).shape
    ones = torch.ones(shape, dtype=output.data.dtype, device=device)
    p = float(spec.module.dropout)  # type: ignore[arg-type]
    with torch.no_grad():
        drawn = [torch.dropout(ones, p, True) for _ in range(spec.num_layers - 1)]
    set_random_state(device, after)
    if packed:
        return tuple(output._replace(data=one) for one in drawn)
    return tuple(inputs.to_module_layout(one) for one in drawn)
