"""A trace of the library as a component shows a run: its weights, its labelled input, and the layer on the screen."""

from collections.abc import Sequence as Labels
from dataclasses import dataclass, replace
from typing import Any

from explainer.inputs.sequence import InputError, Sequence, counted
from explainer.numerics.layer import Layer
from explainer.numerics.loaded_weights import MODEL, LoadedWeights
from explainer.numerics.setup import Setup
from explainer.numerics.trace import Trace
from explainer.torch_models import model_view
from explainer.torch_models.model import DIRECTIONS
from explainer.web.standalone.labelled import labelled


@dataclass(frozen=True)
class ShownRun:
    """A setup with the weights of a trace, the sequence that they read, and the layer that is shown, from 1."""

    setup: Setup
    sequence: Sequence
    layer: int = 1

    @property
    def title(self) -> str:
        """What is shown: LSTM reads “the cat sat”."""
        return f"{self.setup.cell} reads {self.sequence.title()}"


def shown_run(
    trace: Any, labels: Labels[str] = (), sequence: int = 1, layer: int = 1, direction: str = "forward"
) -> ShownRun:
    """Return a `Trace` or a `ModuleTrace` as a run that a component can show.

    `labels` are the texts of the steps, such as tokens; `sequence` and `layer` count from 1. Of a bidirectional module
    one layer in one `direction` is shown, of any other the whole stack. Raises InputError for what does not exist or
    what no component can show, and TypeError for what is no trace.
    """
    if direction not in DIRECTIONS:
        raise InputError(f"There is no direction “{direction}”; there are {' and '.join(DIRECTIONS)}.")
    if isinstance(trace, Trace):
        return _of_trace(trace, labels, sequence, layer)
    return _of_module(trace, labels, sequence, layer, DIRECTIONS.index(direction))


def _of_trace(run: Trace, labels: Labels[str], sequence: int, layer: int) -> ShownRun:
    """Return one sequence of a numpy trace; its layers keep their held values."""
    x, layers = run.x, [one.layer for one in run.layers]
    if x.ndim == 3:
        _check(sequence, x.shape[1], "sequence")
        x, layers = x[:, sequence - 1], [_of_batch(one, sequence - 1) for one in layers]
    _check(layer, len(layers), "layer")
    cell = layers[0].program.cell.name
    weights = LoadedWeights(MODEL, "", cell, tuple(layers), f"the {cell} of a trace")
    return ShownRun(_setup(weights), labelled(x, labels), layer)


def _of_batch(layer: Layer, k: int) -> Layer:
    """Return a layer with the initial states of one sequence of the batch."""
    states = {name: layer.initial_state(name) for name in layer.state}
    return replace(layer, state={name: state[k] if state.ndim == 2 else state for name, state in states.items()})


def _of_module(trace: Any, labels: Labels[str], sequence: int, layer: int, direction: int) -> ShownRun:
    """Return one sequence of a traced module; torch is imported here, for a module that needs it alone."""
    from explainer.torch_models.modules.as_model import model_of
    from explainer.torch_models.modules.module_run import ModuleRun

    run = getattr(trace, "run", None)
    if not isinstance(run, ModuleRun):
        raise TypeError(f"“{type(trace).__name__}” is no trace; give what trace_module() or trace() returns.")
    model = model_of(run, sequence)
    _check(layer, len(model.params), "layer")
    _check(direction + 1, len(model.directions), "direction")
    index, whole = (layer - 1, direction), len(model.directions) == 1
    assert model.x is not None
    read = model_view.layer_input(model, index, labelled(model.x, labels))
    return ShownRun(_setup(model_view.loaded_weights(model, "", index)), read, layer if whole else 1)


def _setup(weights: LoadedWeights) -> Setup:
    return Setup(weights.cell, weights.layers[0].m, len(weights.layers), init=MODEL, loaded=weights)


def _check(wanted: int, most: int, what: str) -> None:
    """Raise InputError where something counted from 1 does not exist."""
    if not 1 <= wanted <= most:
        raise InputError(f"There is no {what} {wanted}; the trace has {counted(most, what)}, counted from 1.")
