"""Trace a torch module: every gate, state and sum of any nn.RNN, nn.LSTM or nn.GRU, alone or inside a model."""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, overload

from torch import Tensor, nn

from explainer.torch_models.modules.call_arguments import input_and_state
from explainer.torch_models.modules.gradients import ModuleGradients, compute_gradients
from explainer.torch_models.modules.jacobian_norms import jacobian_norms
from explainer.torch_models.modules.layer_direction import LayerDirection
from explainer.torch_models.modules.model_run import InnerRun, run_model
from explainer.torch_models.modules.model_trace import ModelTrace
from explainer.torch_models.modules.module_input import Input
from explainer.torch_models.modules.module_run import ModuleRun, run_module
from explainer.torch_models.modules.module_spec import is_recurrent, unwrapped
from explainer.torch_models.modules.run_warnings import (
    TraceWarning,
    autocast_dtype,
    difference_warnings,
    dropout_warnings,
    tolerance_of,
)


@dataclass(frozen=True, eq=False, repr=False)
class ModuleTrace:
    """Every value of a module's run: its own `output` and `state`, and `directions`, one per layer and direction.

    `trace["f"]` is a gate of a module with one layer in one direction, `trace["f_l1_reverse"]` one of any other, in the
    layout of the module's output. `max_abs_diff` is the largest difference of the h and the last states that are
    computed from these values from the module's own. For a module inside a model, `sources` are what led to each step,
    (T, B) or (T, B, k), by the path of an embedding or the name of one of the model's inputs.
    """

    run: ModuleRun
    max_abs_diff: float
    tolerance: float
    sources: Mapping[str, Tensor] = field(default_factory=dict)

    @property
    def tokens(self) -> Tensor | None:
        """The integers that an embedding looked up for each step, in the layout of the output; None if unknown."""
        found = [one for one in self.sources.values() if not one.is_floating_point()]
        return self.run.inputs.to_module_layout(found[0]) if found else None

    @property
    def numbers(self) -> Tensor | None:
        """The numbers among the model's inputs that led to each step, in the layout of the output; None if unknown."""
        found = [one for one in self.sources.values() if one.is_floating_point()]
        return self.run.inputs.to_module_layout(found[0]) if found else None

    @property
    def x(self) -> Tensor:
        """What the module itself was called with, in the layout of the output; of a packed input, padded."""
        return self.run.inputs.to_module_layout(self.run.inputs.x)

    @property
    def module(self) -> nn.Module:
        """The module itself."""
        return self.run.spec.module

    @property
    def cell(self) -> str:
        """The key of its cell in CELLS."""
        return self.run.spec.cell

    @property
    def directions(self) -> tuple[LayerDirection, ...]:
        """Each layer in each direction, in PyTorch's order."""
        return self.run.directions

    @property
    def output(self) -> Input:
        """The module's output, as it returns it."""
        return self.run.reference.output

    @property
    def state(self) -> Any:
        """The last states, as the module returns them."""
        return self.run.reference.state

    @property
    def lengths(self) -> Tensor | None:
        """The lengths of the sequences of a packed input, (B,)."""
        return self.run.inputs.lengths

    @property
    def names(self) -> tuple[str, ...]:
        """Name all values: "f_l0", "c_l0", …, "W_f @ x_l0"."""
        return tuple(f"{name}_{direction.suffix}" for direction in self.directions for name in direction.names)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a value of that name."""
        return name in self.names or (len(self.directions) == 1 and name in self.directions[0].names)

    def __iter__(self) -> Iterator[str]:
        """Name all values."""
        return iter(self.names)

    def __getitem__(self, name: str) -> Tensor:
        """Return a value in the layout of the module's output; raises TorchModuleError where there is no such name."""
        k, inner = self.run.find(name)
        return self.run.inputs.to_module_layout(self.directions[k].value(inner))

    def backward(self, loss: Callable[..., Tensor]) -> ModuleGradients:
        """Return dL/d(everything) of a loss(output) or loss(output, state), by one backward pass, without a graph."""
        return compute_gradients(self.run, loss)

    def jacobian_norms(self, of: str = "h", direction: int = -1) -> Tensor:
        """Return the Frobenius norms of d(last state)/d(state at each step) within one of `directions`, (T, B)."""
        return jacobian_norms(self.directions[direction], of)

    def to_frame(self, names: Sequence[str] = ()) -> Any:
        """Return gates and states, or the values called `names`, as a pandas frame with one number per row."""
        from explainer.figures.module_tables import frame

        return frame(self.run, names)

    def to_npz(self, path: str | Path, names: Sequence[str] = ()) -> None:
        """Write values and weights into an npz file: "l0/f" is (T, B, m), "l0/W_f" (m, n)."""
        from explainer.figures.module_tables import npz

        Path(path).write_bytes(npz(self.run, names))

    def figure(self, what: str = "gates", sequence: int = 1, gradients: ModuleGradients | None = None) -> Any:
        """Return a plotly figure of one sequence: "gates", "states", "norms" (of `gradients`, if any), or one name."""
        from explainer.figures.module_figures import figure

        return figure(self.run, what, sequence, gradients)

    def open(self, sequence: int = 1, wait: bool = False) -> Any:
        """Open one sequence of the trace in the app, in the browser of this machine; `wait` until the app is closed."""
        from explainer.web.notebook import open_in_app

        return open_in_app(self.run, sequence, wait)

    def _repr_html_(self) -> str:
        """Show the gates in a notebook."""
        from explainer.figures.module_html import html

        return html(self.run, self.tolerance)

    def __repr__(self) -> str:
        """Return the kind of module, the sizes, and the difference from the module."""
        return f"<{self.run.kind} trace: {self.run.sizes}, within {self.max_abs_diff:.0e} of torch>"


@overload
def trace_module(model: nn.RNNBase | nn.RNNCellBase, *inputs: Any, **kwargs: Any) -> ModuleTrace: ...
@overload
def trace_module(model: nn.Module, *inputs: Any, **kwargs: Any) -> ModelTrace[ModuleTrace]: ...
def trace_module(model: nn.Module, *inputs: Any, **kwargs: Any) -> ModuleTrace | ModelTrace[ModuleTrace]:
    """Run a recurrent module, or a model that holds some, and return every value of the run.

    For an nn.RNN, nn.LSTM, nn.GRU or one of their Cell classes the inputs are `x` and `state`, what it takes; a Cell
    takes steps (T, B, n) too. It runs by itself, in evaluation mode, layers below the last one once more for their h.
    From its h, all other values are computed by the cell's equations, for all steps at once; `max_abs_diff` says how
    far their result is from the module's. The result is a ModuleTrace.

    Any other nn.Module runs as `model(*inputs, **kwargs)`, in the mode it is in, and each recurrent module inside is
    traced with what it was called with. The result is a ModelTrace: a ModuleTrace for each, by its path. Calls that
    pass on their states, as in a loop of a decoder, are the steps of one trace. torch.compile's and DataParallel's
    wrappers are traced as what they wrap.

    Nothing is changed: not modes, gradients, buffers, hooks or random numbers. Raises TorchModuleError where nothing
    recurrent is inside, and for inputs that do not fit; warns (TraceWarning) where the difference is above `tolerance`,
    where something is NaN, and where dropout is left out.
    """
    model = unwrapped(model)
    if is_recurrent(model) or not isinstance(model, nn.Module):
        x, state = input_and_state(inputs, kwargs)
        trace = _checked(run_module(model, x, state))
        _warn(dropout_warnings(trace.run) + _difference(trace))
        return trace
    run = run_model(model, inputs, kwargs)
    traces = {path: _checked(one.run, one) for path, one in run.runs.items()}
    _warn([f"“{path}”: {sentence}" for path, one in traces.items() for sentence in _difference(one)])
    return ModelTrace(run, traces)


def _checked(run: ModuleRun, inner: InnerRun | None = None) -> ModuleTrace:
    """Return the trace of a run, alone or inside a model."""
    autocast = inner.calls[0].precision if inner else autocast_dtype(run.inputs.x.device.type)
    return ModuleTrace(run, run.difference, tolerance_of(run, autocast), inner.sources if inner else {})


def _difference(trace: ModuleTrace) -> list[str]:
    return difference_warnings(trace.run, trace.max_abs_diff, trace.tolerance)


def _warn(sentences: list[str]) -> None:
    for sentence in sentences:
        warnings.warn(sentence, TraceWarning, stacklevel=3)
