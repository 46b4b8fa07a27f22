"""The trace of a model that holds recurrent modules: a trace of each of them, by its path."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, TypeVar

from torch import Tensor, nn

from explainer.torch_models.modules.model_gradients import ModelGradients, model_gradients
from explainer.torch_models.modules.model_run import ModelRun
from explainer.torch_models.modules.nested_tensors import map_tensors

Trace = TypeVar("Trace")
MOST_SHOWN = 4  # traces in a notebook


@dataclass(frozen=True, eq=False, repr=False)
class ModelTrace(Mapping[str, Trace]):
    """The traces of the recurrent modules of a model by their paths, from one run of it: `trace["encoder.rnn"]["f"]`.

    A module that ran over several sequences, with no states passed on between them, has a trace for each: "rnn[0]",
    "rnn[1]". `notes` says so, and names what was not called. The trace holds autograd's graph of the run.
    """

    run: ModelRun
    traces: Mapping[str, Trace]

    @property
    def model(self) -> nn.Module:
        """The model itself."""
        return self.run.model

    @property
    def output(self) -> Any:
        """What the model returned, without its graph."""
        return map_tensors(self.run.output, Tensor.detach)

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences about the run: how often a module was called, what was not called or not traced."""
        return self.run.notes

    def backward(self, loss: Any) -> ModelGradients:
        """Return dL/d(everything) of a loss(output) of the model, or from dL/d(output), a tensor like the output."""
        return model_gradients(self.run, loss)

    def __getitem__(self, path: str) -> Trace:
        """Return the trace of one module; raises KeyError with the paths there are."""
        if path not in self.traces:
            raise KeyError(f"There is no trace “{path}”; there are {', '.join(self.traces)}.")
        return self.traces[path]

    def __iter__(self) -> Iterator[str]:
        """Name the paths."""
        return iter(self.traces)

    def __len__(self) -> int:
        """Count the paths."""
        return len(self.traces)

    def __repr__(self) -> str:
        """Return the model's class, and a line for each trace and each note."""
        lines = [f"  {path}: {trace!r}" for path, trace in self.traces.items()]
        return "\n".join([f"<{type(self.model).__name__} trace>", *lines, *(f"  {note}" for note in self.notes)])

    def _repr_html_(self) -> str:
        """Show the first traces in a notebook, each under its path."""
        shown = list(self.traces.items())[:MOST_SHOWN]
        parts = [f"<h4>{escape(path)}</h4>{trace._repr_html_()}" for path, trace in shown]  # type: ignore[attr-defined]
        left = [f"<p>… and {escape(', '.join(list(self.traces)[MOST_SHOWN:]))}.</p>"] if len(self) > MOST_SHOWN else []
        return "".join([*parts, *left, *(f"<p>{escape(note)}</p>" for note in self.notes)])
