"""Record what the recurrent modules of a model are called with and return, by hooks that are gone after the run."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor, nn

from explainer.engine.short_repr import ShortRepr
from explainer.torch_models.modules.call_arguments import input_and_state, replace_state
from explainer.torch_models.modules.dropout_factors import dropout_factors, has_dropout, random_state
from explainer.torch_models.modules.module_input import prepare_input
from explainer.torch_models.modules.module_spec import ModuleSpec, TorchModuleError, module_spec, recurrent_modules
from explainer.torch_models.modules.nested_tensors import map_tensors, tensors_in
from explainer.torch_models.modules.recorded_call import RecordedCall, data_of
from explainer.torch_models.modules.run_warnings import autocast_dtype
from explainer.torch_models.modules.step_sources import Source

TORCH_FORWARDS = {kind.forward for kind in (nn.RNN, nn.LSTM, nn.GRU, nn.RNNCell, nn.LSTMCell, nn.GRUCell)}


@dataclass(frozen=True, eq=False, repr=False)
class Recording(ShortRepr):
    """The calls of each recurrent module by its path, where the numbers of a run came from, and what to know of it."""

    calls: dict[str, list[RecordedCall]]
    sources: list[Source] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    started: dict[str, list[Any]] = field(default_factory=dict)

    def add_source(self, source: Source) -> Tensor:
        """Remember a tensor of the graph, and return the one that the model goes on with."""
        self.sources.append(source)
        return source.tensor


@contextmanager
def recorded(model: nn.Module) -> Iterator[Recording]:
    """Record the run of a model within; the hooks are removed also after an error."""
    modules = recurrent_modules(model)
    recording = Recording({path: [] for path in modules}, started={path: [] for path in modules})
    handles = []
    try:
        for path, module in modules.items():
            handles += _hooks(recording, path, module)
        for path, module in model.named_modules():
            if isinstance(module, nn.Embedding):
                handles.append(module.register_forward_hook(_embedding_hook(recording, path), with_kwargs=True))
        yield recording
    finally:
        for handle in handles:
            handle.remove()


def _hooks(recording: Recording, path: str, module: nn.Module) -> list[Any]:
    def before(module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return _before(recording, path, module, args, kwargs)

    def after(module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any], returned: Any) -> Any:
        return _after(recording, path, returned)

    return [module.register_forward_pre_hook(before, with_kwargs=True),
            module.register_forward_hook(after, with_kwargs=True, prepend=True)]  # fmt: skip


def _before(recording: Recording, path: str, module: nn.Module, args: Any, kwargs: dict[str, Any]) -> Any:
    """Check and copy what a module is called with; its states become nodes of the graph of their own."""
    try:
        x, state = input_and_state(args, kwargs)
        spec = module_spec(module)
        if spec.is_cell and isinstance(x, Tensor) and x.ndim > 2:
            raise TorchModuleError(f"The input has the shape {tuple(x.shape)}; a Cell reads one step, (n) or (B, n).")
        inputs = prepare_input(spec, x, state)
    except TorchModuleError as error:
        recording.started[path].append(None)
        if type(module).forward in TORCH_FORWARDS:
            raise TorchModuleError(f"“{path}” ({type(module).__name__}): {error}") from None
        recording.skipped[path] = f"“{path}” has a forward of its own that takes other arguments, and is not traced."
        return None
    state = map_tensors(state, _node)
    numbers = random_state(inputs.x.device) if has_dropout(spec) else None
    call = RecordedCall(spec, inputs, x, tuple(tensors_in(state)), None, autocast_dtype(inputs.x.device.type))
    recording.started[path].append((call, numbers))
    return replace_state(args, kwargs, state)


def _after(recording: Recording, path: str, returned: Any) -> Any:
    """Store what a module has returned, and return copies: the model may change those in place."""
    started = recording.started[path].pop()
    if started is None:
        return None
    call, numbers = started
    parts = 2 if call.spec.is_cell and "c" not in call.spec.program.cell.state else 1
    if parts == 1 and not (isinstance(returned, tuple) and len(returned) == 2):
        recording.skipped[path] = f"“{path}” has a forward of its own that returns something else, and is not traced."
        return None
    spec = replace(call.spec, weights=_weights(call.spec))
    call = replace(call, returned=map_tensors(returned, _returned), spec=spec)
    if numbers is not None:
        call = replace(call, dropout=dropout_factors(call.spec, call.inputs, call.output, numbers))
    recording.calls[path].append(call)
    copies = map_tensors(call.returned, torch.clone)
    output = data_of(copies if parts == 2 else copies[0])
    recording.add_source(Source("", output, None, call))
    return copies


def _embedding_hook(recording: Recording, path: str) -> Any:
    def after(module: nn.Module, args: Any, kwargs: Mapping[str, Any], vectors: Tensor) -> Tensor:
        tokens = args[0] if args else kwargs["input"]
        return recording.add_source(Source(path, _returned(vectors).clone(), tokens.detach().clone()))

    return after


def _node(state: Tensor) -> Tensor:
    """Return a tensor of its own in the graph, with a gradient also where weights are frozen."""
    if not torch.is_grad_enabled():
        return state
    return state.view_as(state) if state.requires_grad else state.detach().requires_grad_()


def _returned(value: Tensor) -> Tensor:
    """Return what a module returned as a tensor of its own, whose gradient is that of the model's uses of it alone.

    Within the module, an LSTM's h is computed from the c that it returns.
    """
    return _node(value) if value.is_floating_point() else value


def _weights(spec: ModuleSpec) -> dict[str, Tensor]:
    """Return the weights that the last call of a module used: a parametrisation computes them anew for each."""
    module: Any = spec.module
    if not spec.is_cell:
        return dict(zip(module._flat_weights_names, module._flat_weights, strict=True))
    return {name: getattr(module, name) for name in spec.parameter_names("l0").values()}
