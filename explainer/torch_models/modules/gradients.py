"""The gradients of a module's run: dL/d(everything), for any loss of the module's output and last states."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from explainer.torch_models.modules.direction_gradients import DirectionGradients, direction_gradients, input_gradient
from explainer.torch_models.modules.module_run import ModuleRun, full_precision
from explainer.torch_models.modules.output_gradients import OutputGradients, output_gradients


@dataclass(frozen=True, eq=False, repr=False)
class ModuleGradients:
    """All gradients of a loss: `directions` as in the run, and those of the weights, of x and of the initial states."""

    run: ModuleRun
    loss: float
    directions: tuple[DirectionGradients, ...]

    @cached_property
    def weights(self) -> Mapping[str, Tensor]:
        """The gradient of each weight and bias, by the module's names."""
        spec = self.run.spec
        found = (spec.by_module_name(one.suffix, one.params) for one in self.directions)
        return {name: value for grads in found for name, value in grads.items()}

    @property
    def x(self) -> Tensor:
        """The gradient of the input, in the input's layout; of a packed one, padded."""
        return self.run.inputs.to_module_layout(input_gradient(self.directions[: self.run.spec.num_directions]))

    @property
    def state(self) -> tuple[Tensor, ...]:
        """The gradients of the states before the first step, h and then c, (L D, B, m) each."""
        names = self.run.spec.program.cell.state
        return tuple(torch.stack([one.initial_states[name] for one in self.directions]) for name in names)

    def __repr__(self) -> str:
        """Return the kind of module, the loss and the sizes."""
        return f"<{self.run.kind} gradients: loss {self.loss:.4g}, {self.run.sizes}>"

    def __getitem__(self, name: str) -> Tensor:
        """Return the gradient of a value, in the layout of the module's output."""
        k, inner = self.run.find(name)
        return self.run.inputs.to_module_layout(self.directions[k].value(inner))

    def norms(self, name: str) -> Tensor:
        """Return the norm of a value's gradient at each step, over the batch, (T,)."""
        k, inner = self.run.find(name)
        norms: Tensor = torch.linalg.vector_norm(self.directions[k].value(inner).flatten(1), dim=1)
        return norms


def compute_gradients(run: ModuleRun, loss_of: Callable[..., Tensor]) -> ModuleGradients:
    """Return every gradient of a loss of the module's output, or of output and state, by one backward pass."""
    return backward_pass(run, output_gradients(run, loss_of))


def backward_pass(run: ModuleRun, outer: OutputGradients) -> ModuleGradients:
    """Return every gradient of a module's run from those of its output and states, the last layer first."""
    spec, each = run.spec, run.spec.num_directions
    found: list[DirectionGradients] = []
    with torch.inference_mode(False), torch.no_grad(), full_precision(run.inputs.x):  # buffers are used again
        grad = outer.output
        for layer in reversed(range(spec.num_layers)):
            if layer + 1 < spec.num_layers:
                grad = input_gradient(found[-each:])
                grad = grad * run.reference.dropout[layer] if run.reference.dropout else grad
            for direction, output_grad in enumerate(torch.tensor_split(grad, each, dim=2)):
                k = layer * each + direction
                last, between = ([None if one is None else one[k] for one in grads]
                                 for grads in (outer.state, outer.between))  # fmt: skip
                found.append(direction_gradients(run.directions[k], output_grad, last, between))
    return ModuleGradients(run, outer.loss, tuple(sorted(found, key=lambda one: spec.suffixes.index(one.suffix))))
