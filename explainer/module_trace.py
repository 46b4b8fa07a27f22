"""Trace a torch module: every gate, state and sum of any nn.RNN, nn.LSTM or nn.GRU, as the module itself ran."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from explainer.torch_models.modules.gradients import ModuleGradients, compute_gradients
from explainer.torch_models.modules.jacobian_norms import jacobian_norms
from explainer.torch_models.modules.layer_direction import LayerDirection
from explainer.torch_models.modules.module_input import Input, State, largest
from explainer.torch_models.modules.module_run import ModuleRun, run_module

TOLERANCES = {torch.float64: 1e-10, torch.float32: 1e-4, torch.float16: 1e-2, torch.bfloat16: 1e-1}
"""By dtype, the difference from the module above which a warning is given, times its largest number where above 1."""


class TraceWarning(UserWarning):
    """Something about a module that its trace does not show, or shows differently."""


@dataclass(frozen=True, eq=False, repr=False)
class ModuleTrace:
    """Every value of a module's run: its own `output` and `state`, and `directions`, one per layer and direction.

    `trace["f"]` is a gate of a module with one layer in one direction, `trace["f_l1_reverse"]` one of any other, in the
    layout of the module's output. `max_abs_diff` is the largest difference of the h and the last states that are
    computed from these values from the module's own.
    """

    run: ModuleRun
    max_abs_diff: float
    tolerance: float

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


def trace_module(module: nn.Module, x: Input, state: State = None) -> ModuleTrace:
    """Run a recurrent module and return every value of its run.

    The module is an nn.RNN, nn.LSTM, nn.GRU or one of their Cell classes, and `x` and `state` are what it takes; a Cell
    takes steps (T, B, n) too. It runs by itself, in evaluation mode, layers below the last one once more for their h,
    and is not changed: not its mode, gradients, hooks or random numbers. From its h, all other values are computed by
    the cell's equations, for all steps at once; `max_abs_diff` says how far their result is from the module's. Raises
    TorchModuleError for other modules and for what is no input; warns (TraceWarning) where the difference is above
    `tolerance` or dropout is left out.
    """
    run = run_module(module, x, state)
    top = float(largest(run.reference.hidden[-1]))
    dtype = next(run.spec.module.parameters()).dtype
    trace = ModuleTrace(run, run.difference, TOLERANCES.get(dtype, 1e-4) * max(1.0, top))
    for sentence in _warnings(trace):
        warnings.warn(sentence, TraceWarning, stacklevel=2)
    return trace


def _warnings(trace: ModuleTrace) -> list[str]:
    """Return the sentences that a user must know about a trace."""
    dropout = getattr(trace.module, "dropout", 0.0)
    sentences = []
    if trace.module.training and dropout and trace.run.spec.num_layers > 1:
        sentences.append(f"The module is in training mode with dropout {dropout:g} between its layers; the trace is as "
                         "in evaluation, without dropout.")  # fmt: skip
    if not trace.max_abs_diff <= trace.tolerance:
        sentences.append(f"What is computed from the gates differs from the module's own output by "
                         f"{trace.max_abs_diff:.1e}, more than {trace.tolerance:.0e}; on a GPU, TensorFloat-32 may be "
                         "the cause.")  # fmt: skip
    return sentences
