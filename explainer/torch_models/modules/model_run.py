"""The run of a model that holds recurrent modules: what it returned, and the run of each of these by its path."""

import inspect
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor, nn

from explainer.engine.short_repr import ShortRepr
from explainer.inputs.sequence import counted
from explainer.torch_models.modules.call_recorder import Recording, recorded
from explainer.torch_models.modules.call_sequences import join_calls
from explainer.torch_models.modules.dropout_factors import has_dropout
from explainer.torch_models.modules.module_run import ModuleRun
from explainer.torch_models.modules.module_spec import TorchModuleError, module_spec, recurrent_modules
from explainer.torch_models.modules.nested_tensors import map_tensors, tensors_in
from explainer.torch_models.modules.recorded_call import RecordedCall
from explainer.torch_models.modules.restored_model import restored
from explainer.torch_models.modules.sequence_run import sequence_run
from explainer.torch_models.modules.step_sources import Source, step_sources


@dataclass(frozen=True, eq=False, repr=False)
class InnerRun(ShortRepr):
    """One sequence of a recurrent module inside a model: its calls, its run over all of them, and what led there."""

    calls: tuple[RecordedCall, ...]
    run: ModuleRun
    sources: Mapping[str, Tensor]


@dataclass(frozen=True, eq=False, repr=False)
class ModelRun(ShortRepr):
    """A model's output in autograd's graph, its inputs by name as leaves of it, and the runs of its recurrent modules.

    `notes` are sentences about the run; `no_gradients` says why it ran without a graph, where it did.
    """

    model: nn.Module
    output: Any
    inputs: Mapping[str, Tensor]
    runs: Mapping[str, InnerRun]
    notes: tuple[str, ...]
    no_gradients: str = ""


def run_model(model: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> ModelRun:
    """Run a model as it is called, and compute every value of the recurrent modules inside; the model stays as it was.

    A model that takes numbers out of the graph cannot run with one; it then runs without, and has no gradients.
    """
    if not recurrent_modules(model):
        module_spec(model)  # raises: it says what can be opened
    try:
        return _run(model, args, kwargs, "")
    except RuntimeError as error:
        if "grad" not in str(error):
            raise
        return _run(model, args, kwargs, str(error).splitlines()[0])


def _run(model: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any], no_gradients: str) -> ModelRun:
    inputs: dict[str, Tensor] = {}
    sources: list[Source] = []
    with _as_it_is_called(model, not no_gradients), recorded(model) as recording:
        names = _names(model, args, kwargs)
        args = tuple(_as_leaves(name, one, inputs, sources) for name, one in zip(names, args, strict=False))
        kwargs = {name: _as_leaves(name, one, inputs, sources) for name, one in kwargs.items()}
        recording.sources.extend(sources)
        output = model(*args, **kwargs)
        runs = _runs(recording)
    if not runs:
        raise TorchModuleError(" ".join(["No recurrent module inside was called in this run.", *_notes(recording, {})]))
    return ModelRun(model, output, inputs, runs, tuple(_notes(recording, runs)), no_gradients)


@contextmanager
def _as_it_is_called(model: nn.Module, gradients: bool) -> Iterator[None]:
    """Run eagerly, in any of autograd's modes, and leave the model as it was."""
    with ExitStack() as stack:
        stack.enter_context(restored(model))
        stack.enter_context(torch.inference_mode(False))
        stack.enter_context(torch.set_grad_enabled(gradients))
        if "torch._dynamo" in sys.modules:  # what torch.compile has made calls no hooks
            stack.enter_context(torch.compiler.set_stance("force_eager"))
        if any(map(_needs_plain_kernels, recurrent_modules(model).values())):
            stack.enter_context(torch.backends.cudnn.flags(enabled=False))
        yield


def _needs_plain_kernels(module: nn.Module) -> bool:
    """Tell whether cuDNN would run a module without a backward pass, or with a dropout that cannot be drawn again."""
    on_gpu = next(module.parameters()).device.type == "cuda"
    return on_gpu and (not module.training or has_dropout(module_spec(module)))


def _names(model: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> list[str]:
    """Name the positional arguments as the model's forward does."""
    try:
        bound = inspect.signature(model.forward).bind(*args, **kwargs)
        plain = [inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD]
        names = [name for name in bound.arguments if bound.signature.parameters[name].kind in plain]
    except (TypeError, ValueError):  # the call itself will say what is wrong
        names = []
    return [names[k] if k < len(names) else f"inputs[{k}]" for k in range(len(args))]


def _as_leaves(name: str, value: Any, inputs: dict[str, Tensor], sources: list[Source]) -> Any:
    """Return copies of the tensors of an argument, in the graph where they hold real numbers."""
    several = len(tensors_in(value)) > 1

    def copied(tensor: Tensor) -> Tensor:
        if not (tensor.is_floating_point() and torch.is_grad_enabled()):
            return tensor.clone()
        own = f"{name}[{sum(one.startswith(f'{name}[') for one in inputs)}]" if several else name
        inputs[own] = leaf = tensor.detach().clone().requires_grad_()
        sources.append(Source(own, leaf.clone(), tensor.detach()))
        return sources[-1].tensor

    return map_tensors(value, copied)


def _runs(recording: Recording) -> dict[str, InnerRun]:
    """Return a run per path; where a module ran over several sequences, one for each: "rnn[0]", "rnn[1]"."""
    found: dict[str, InnerRun] = {}
    find = partial(step_sources, recording.sources, known={})
    for path, calls in recording.calls.items():
        sequences = join_calls(calls)
        for k, one in enumerate(sequences):
            name = path if len(sequences) == 1 else f"{path}[{k}]"
            found[name] = InnerRun(tuple(one), sequence_run(one), find(calls=one))
    return found


def _notes(recording: Recording, runs: Mapping[str, InnerRun]) -> Iterator[str]:
    """Say what a reader of the traces must know about the calls."""
    for path, calls in recording.calls.items():
        if path in recording.skipped:
            yield recording.skipped[path]
        elif not calls:
            yield f"“{path}” was not called in this run."
        elif f"{path}[0]" in runs:
            count = sum(one.startswith(f"{path}[") for one in runs)
            yield (f"“{path}” was called {counted(len(calls), 'time')} and its states were not passed on unchanged "
                   f"between {count} sequences, “{path}[0]” to “{path}[{count - 1}]”.")  # fmt: skip
        elif len(calls) > 1:
            yield f"“{path}” was called {counted(len(calls), 'time')}, each with the states of the call before."
