"""The backward pass: what every value of a run did to a loss, by the chain rule, step by step from the last.

Backpropagation through time (Werbos 1990) over a program's steps. Only what depends on the past is
walked one time step after the other; the rest follows for all steps at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from explainer.cells.memory import recurrent
from explainer.cells.primitives import Array
from explainer.numerics.backward_steps import order, shared, walk
from explainer.numerics.trace import LayerTrace, Trace
from explainer.numerics.vjp import arrives, felt, uses


@dataclass(frozen=True, eq=False)
class LayerGradients:
    """One layer's gradients: dL/d of every value over time, (T, m) or (T, n), and of every parameter in total."""

    run: LayerTrace
    values: Mapping[str, Array]
    params: Mapping[str, Array]
    seeds: Mapping[str, Array]  # what the loss, or the layer above, reads by itself

    def terms(self, param: str) -> Array:
        """Return what each time step adds to a parameter's gradient, (T, *shape): the terms of the BPTT sum."""
        terms: Array = np.zeros((len(self.values["x"]), *np.shape(self.run.layer.params[param])))
        with np.errstate(over="ignore", invalid="ignore"):
            for step, k in uses(self.run.program, param):
                if terms.ndim == 3:
                    vector = self.run.value(step.args[1])  # (T, n), or (n,) where it is a parameter itself
                    terms += felt(self.run, step, self.values)[:, :, None] * vector[..., None, :]  # (T, m, n)
                else:
                    terms += arrives(self.run, step, k, self.values)  # (T, m)
        return terms


@dataclass(frozen=True, eq=False)
class Gradients:
    """The gradients of a stack of layers, the first one nearest to the input."""

    layers: tuple[LayerGradients, ...]

    @property
    def x(self) -> Array:
        """What the loss feels of each number that was read, (T, n)."""
        return self.layers[0].values["x"]


def backward(trace: Trace, seeds: Mapping[str, Array], layer: int = -1) -> Gradients:
    """Send a loss backward through a run.

    `seeds` is what the loss reads by itself in one layer (the last unless given): dL/d of a value by
    name, (T, m), as if nothing followed from it. Layers above that one have gradients of 0.
    """
    found: list[LayerGradients] = []
    first = range(len(trace.layers))[layer]
    for k in reversed(range(len(trace.layers))):
        from_above = _handed_down(found[-1]) if found else {}
        found.append(_back(trace.layers[k], seeds if k == first else from_above if k < first else {}))
    return Gradients(tuple(reversed(found)))


def arriving(gradients: LayerGradients) -> Mapping[str, Array]:
    """Return what each state feels of the loss within its own step, (T, m): as if nothing were carried on."""
    run = gradients.run
    found = {name: np.zeros_like(array) for name, array in run.values.items()}
    for name, seed in gradients.seeds.items():
        found[name] += seed
    with np.errstate(over="ignore", invalid="ignore"):
        for step in reversed(run.program.steps):
            for k, arg in enumerate(step.args):
                if arg in found:
                    found[arg] += arrives(run, step, k, found)
    return {state: found[state] for state in run.program.cell.state}


def _handed_down(above: LayerGradients) -> dict[str, Array]:
    """Return what a layer's states feel of the layer above: as its input, and as what it finds below."""
    felt = {"h": above.values["x"]}
    for state in above.run.program.below:
        below = above.values[f"{state}_below"]
        felt[state] = felt[state] + below if state in felt else below
    return felt


def _back(run: LayerTrace, seeds: Mapping[str, Array]) -> LayerGradients:
    begun = {*seeds, *run.program.cell.state}
    same = shared(run, begun)
    values: dict[str, Array] = {}
    for name in order(run.program):
        values[name] = values[same[name]] if name in same else np.zeros_like(run.values[name])
    for name, seed in seeds.items():
        values[name] += seed
    with np.errstate(over="ignore", invalid="ignore"):
        rows = {name: list(values[name]) for name in recurrent(run.program) | set(run.program.cell.state)}
        walk(run, rows, begun)
        for step in reversed(run.program.steps):
            for k, arg in enumerate(step.args):
                if arg in values and arg not in recurrent(run.program) and arg not in same:
                    values[arg] += arrives(run, step, k, values)
        params = {name: _total(run, name, values) for name in run.program.params}
    for array in (*values.values(), *params.values()):
        array.setflags(write=False)
    return LayerGradients(run, MappingProxyType(values), MappingProxyType(params), seeds)


def _total(run: LayerTrace, param: str, values: Mapping[str, Array]) -> Array:
    total: Array = np.zeros_like(run.layer.params[param])
    for step, k in uses(run.program, param):
        if total.ndim == 2:
            vectors = np.broadcast_to(run.value(step.args[1]), (len(values["x"]), total.shape[1]))
            total += felt(run, step, values).T @ vectors  # (m, T) @ (T, n)
        else:
            total += arrives(run, step, k, values).sum(axis=0)
    return total
