"""The gradients of a loss of a model's output: of every value of the recurrent modules inside, and of all weights."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from explainer.torch_models.modules.gradients import ModuleGradients, backward_pass
from explainer.torch_models.modules.model_run import ModelRun
from explainer.torch_models.modules.module_spec import TorchModuleError
from explainer.torch_models.modules.nested_tensors import map_tensors, tensors_in
from explainer.torch_models.modules.output_gradients import required_arguments
from explainer.torch_models.modules.reference_run import leaf
from explainer.torch_models.modules.sequence_gradients import sequence_gradients


@dataclass(frozen=True, eq=False, repr=False)
class ModelGradients(Mapping[str, ModuleGradients]):
    """The gradients of a loss, by the path of a recurrent module: `gradients["encoder"]["f_l0"]`.

    `weights` are those of all parameters of the model, by its own names, as loss.backward() would leave them in .grad;
    `inputs` those of the tensors of real numbers that the model was called with, by their names.
    """

    loss: float
    modules: Mapping[str, ModuleGradients]
    weights: Mapping[str, Tensor]
    inputs: Mapping[str, Tensor]

    def __getitem__(self, path: str) -> ModuleGradients:
        """Return the gradients of one module, or of one of its sequences."""
        return self.modules[path]

    def __iter__(self) -> Iterator[str]:
        """Name the paths."""
        return iter(self.modules)

    def __len__(self) -> int:
        """Count the paths."""
        return len(self.modules)

    def __repr__(self) -> str:
        """Return the loss and the modules."""
        return f"<gradients of a model: loss {self.loss:.4g}, {', '.join(self.modules)}>"


def model_gradients(run: ModelRun, loss: Any) -> ModelGradients:
    """Return every gradient of a loss(output), or from the gradients of the output; raises TorchModuleError."""
    if run.no_gradients:
        raise TorchModuleError(f"This model cannot run with a graph, so there are no gradients: {run.no_gradients}")
    with torch.inference_mode(False), torch.enable_grad():
        value, grads = _output_gradients(run.output, loss) if callable(loss) else _as_passed(run.output, loss)
    parameters = {name: one for name, one in run.model.named_parameters() if one.requires_grad}
    calls = [call for inner in run.runs.values() for call in inner.calls]
    wanted = [*parameters.values(), *run.inputs.values(), *(one for call in calls for one in call.tensors)]
    wanted = list({id(one): one for one in wanted if one.requires_grad}.values())
    roots = [(one, grad) for one, grad in grads if one.requires_grad]
    if not roots:
        raise TorchModuleError("The model's output does not depend on its weights: its forward runs without gradients, "
                               "or returns integers.")  # fmt: skip
    outputs, weights = zip(*roots, strict=True)
    found = torch.autograd.grad(outputs, wanted, weights, retain_graph=True, allow_unused=True)
    by_id = {id(one): grad for one, grad in zip(wanted, found, strict=True)}

    def grad_of(tensor: Tensor) -> Tensor | None:
        return by_id.get(id(tensor))

    modules = {path: backward_pass(one.run, sequence_gradients(one.run, one.calls, grad_of, value))
               for path, one in run.runs.items()}  # fmt: skip
    named = [{name: grad for name, one in tensors.items() if (grad := grad_of(one)) is not None}
             for tensors in (parameters, run.inputs)]  # fmt: skip
    return ModelGradients(value, modules, *named)


def _output_gradients(output: Any, loss_of: Callable[..., Any]) -> tuple[float, list[tuple[Tensor, Tensor]]]:
    """Call a loss function on the output, and differentiate it by the tensors of the output alone."""
    leaves: list[Tensor] = []

    def as_leaf(tensor: Tensor) -> Tensor:
        if not tensor.is_floating_point():
            return tensor
        leaves.append(leaf(tensor))
        return leaves[-1]

    copied = map_tensors(output, as_leaf)
    apart = type(copied) is tuple and len(copied) == required_arguments(loss_of) > 1
    loss = loss_of(*copied) if apart else loss_of(copied)
    if not isinstance(loss, Tensor) or loss.numel() != 1 or not loss.requires_grad:
        raise TorchModuleError("The loss is to be one number that depends on the model's output, as a tensor.")
    grads = torch.autograd.grad(loss.sum(), leaves, allow_unused=True)
    originals = [one for one in tensors_in(output) if one.is_floating_point()]
    return loss.item(), [(one, grad) for one, grad in zip(originals, grads, strict=True) if grad is not None]


def _as_passed(output: Any, grads: Any) -> tuple[float, list[tuple[Tensor, Tensor]]]:
    """Match gradients with the tensors of the output; the loss is their product."""
    outputs, found = [one for one in tensors_in(output) if one.is_floating_point()], tensors_in(grads)
    if [one.shape for one in outputs] != [one.shape for one in found]:
        shapes = ", ".join(str(tuple(one.shape)) for one in outputs)
        raise TorchModuleError(f"The gradient of the output is to have the output's shapes: {shapes}.")
    pairs = [(one, grad.to(one.dtype)) for one, grad in zip(outputs, found, strict=True)]
    return float(sum((one.detach() * grad).sum() for one, grad in pairs)), pairs
