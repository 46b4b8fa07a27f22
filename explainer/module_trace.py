"""The trace of a module: every gate, state and sum of any nn.RNN, nn.LSTM or nn.GRU, as the module itself ran."""

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from explainer.torch_models.modules.gradients import Felt, feel
from explainer.torch_models.modules.jacobian_norms import jacobian_norms
from explainer.torch_models.modules.layer_direction import Part
from explainer.torch_models.modules.module_input import Input, State, largest
from explainer.torch_models.modules.module_run import Run, run

TOLERANCES = {torch.float64: 1e-10, torch.float32: 1e-4, torch.float16: 1e-2, torch.bfloat16: 1e-1}
"""By kind of number the difference to the module above which a warning is given, times its largest number above 1."""


class TraceWarning(UserWarning):
    """Something about a module that its trace does not show, or shows otherwise."""


@dataclass(frozen=True, eq=False)
class ModuleTrace:
    """Everything that happened in a module: its own `output` and `state`, and `parts`, one per layer and direction.

    `trace["f"]` is a gate of a module with one layer that reads one way, `trace["f_l1_reverse"]` one of any other, laid
    out as the module lays out its output. `max_abs_diff` is the largest difference of the h and the last states that
    follow from these values to what the module itself answers.
    """

    run: Run
    max_abs_diff: float
    tolerance: float

    @property
    def module(self) -> nn.Module:
        """The module, as it was given."""
        return self.run.anatomy.module

    @property
    def cell(self) -> str:
        """The key of its cell in CELLS."""
        return self.run.anatomy.cell

    @property
    def parts(self) -> tuple[Part, ...]:
        """Each layer in each direction, in PyTorch's order."""
        return self.run.parts

    @property
    def output(self) -> Input:
        """What the module returns, as it returns it."""
        return self.run.answer.output

    @property
    def state(self) -> Any:
        """The last states that the module returns."""
        return self.run.answer.state

    @property
    def lengths(self) -> Tensor | None:
        """How long the sequences of a packed input are, (B,)."""
        return self.run.given.lengths

    @property
    def names(self) -> tuple[str, ...]:
        """Name everything that can be asked for: "f_l0", "c_l0", …, "W_f @ x_l0"."""
        return tuple(f"{name}_{part.suffix}" for part in self.parts for name in part.names)

    def __contains__(self, name: object) -> bool:
        """Tell whether there is a value of that name."""
        return name in self.names or (len(self.parts) == 1 and name in self.parts[0].names)

    def __iter__(self) -> Iterator[str]:
        """Name everything that can be asked for."""
        return iter(self.names)

    def __getitem__(self, name: str) -> Tensor:
        """Return a value as the module lays out its output; raises InsideError where there is no such name."""
        k, inner = self.run.find(name)
        return self.run.given.arrange(self.parts[k].value(inner))

    def backward(self, loss: Callable[..., Tensor]) -> Felt:
        """Return dL/d(everything) of a loss(output) or loss(output, state), by one way back and without a graph."""
        return feel(self.run, loss)

    def jacobian_norms(self, of: str = "h", part: int = -1) -> Tensor:
        """Return the Frobenius norms of d(last state)/d(state at each step) within one part, (T, B)."""
        return jacobian_norms(self.parts[part], of)

    def to_frame(self, names: Sequence[str] = ()) -> Any:
        """Return gates and states, or what `names` says, as a pandas frame with one number per row."""
        from explainer.figures.module_tables import frame

        return frame(self.run, names)

    def to_npz(self, path: str | Path, names: Sequence[str] = ()) -> None:
        """Write values and weights into an npz file: "l0/f" is (T, B, m), "l0/W_f" (m, n)."""
        from explainer.figures.module_tables import npz

        Path(path).write_bytes(npz(self.run, names))

    def figure(self, what: str = "gates", sequence: int = 1, felt: Felt | None = None) -> Any:
        """Return a plotly figure of one sequence: "gates", "states", "norms" (of what was `felt`), or one name."""
        from explainer.figures.module_figures import figure

        return figure(self.run, what, sequence, felt)

    def open(self, sequence: int = 1, wait: bool = False) -> Any:
        """Open one sequence of the trace in the app, in the browser of this machine; `wait` until the app is closed."""
        from explainer.web.notebook import open_in_app

        return open_in_app(self.run, sequence, wait)

    def _repr_html_(self) -> str:
        """Show the gates in a notebook."""
        from explainer.figures.module_html import html

        return html(self.run, self.tolerance)

    def __repr__(self) -> str:
        """Say what it is in one line."""
        T, B = self.run.given.x.shape[:2]
        kind = type(self.module).__name__
        return f"<trace of {kind}, {T} steps, {B} at once, {len(self.parts)} parts, within {self.max_abs_diff:.0e}>"


def trace_module(module: nn.Module, x: Input, state: State = None) -> ModuleTrace:
    """Run a recurrent module and return everything that happened in it.

    The module is an nn.RNN, nn.LSTM, nn.GRU or one of their Cell classes, and `x` and `state` are what it takes; a Cell
    takes steps (T, B, n) too. It runs by itself, in evaluation mode, layers below the last one once more to show their
    h, and is not changed: not its mode, gradients, hooks or random numbers. From each h that it shows all else follows
    by its cell's equations, for all steps at once; `max_abs_diff` says how far what follows is from what the module
    says. Raises InsideError for other modules and for what is no input; warns (TraceWarning) where the difference is
    above `tolerance` or dropout is left out.
    """
    done = run(module, x, state)
    top = float(largest(done.answer.shown[-1]))
    kind = next(done.anatomy.module.parameters()).dtype
    found = ModuleTrace(done, done.difference, TOLERANCES.get(kind, 1e-4) * max(1.0, top))
    for sentence in _warnings(found):
        warnings.warn(sentence, TraceWarning, stacklevel=2)
    return found


def _warnings(found: ModuleTrace) -> list[str]:
    """Return what must be said of a trace."""
    share = getattr(found.module, "dropout", 0.0)
    said = []
    if found.module.training and share and found.run.anatomy.layers > 1:
        said.append(f"The module is in training mode with dropout {share:g} between its layers; the trace is as in "
                    "evaluation, without dropout.")  # fmt: skip
    if not found.max_abs_diff <= found.tolerance:
        said.append(f"What follows from the gates differs from the module's own output by {found.max_abs_diff:.1e}, "
                    f"more than {found.tolerance:.0e}; on a GPU, TensorFloat-32 may be the cause.")  # fmt: skip
    return said
