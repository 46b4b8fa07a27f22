"""Backpropagation through time (Werbos 1990): the gradient of a loss with respect to every value of a run.

Only values that depend on the past are computed one time step after the other; the others for all steps at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from explainer.cells.memory import recurrent_values
from explainer.cells.primitives import Array
from explainer.numerics.backward_steps import backward_order, run_backward_steps, shared_gradients
from explainer.numerics.trace import LayerTrace, Trace
from explainer.numerics.vjp import arg_grad, parameter_uses, upstream_grad


@dataclass(frozen=True, eq=False)
class LayerGradients:
    """One layer's gradients: dL/d of every value over time, (T, m) or (T, n), and of every parameter in total."""

    run: LayerTrace
    values: Mapping[str, Array]
    params: Mapping[str, Array]
    grad_outputs: Mapping[str, Array]  # dL/d of what the loss, or the layer above, reads directly

    def terms(self, param: str) -> Array:
        """Return what each time step adds to a parameter's gradient, (T, *shape): the terms of the BPTT sum."""
        terms: Array = np.zeros((len(self.values["x"]), *np.shape(self.run.layer.params[param])))
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            for step, k in parameter_uses(self.run.program, param):
                if terms.ndim == 3:
                    vector = self.run.value(step.args[1])  # (T, n), or (n,) where it is a parameter itself
                    terms += upstream_grad(self.run, step, self.values)[:, :, None] * vector[..., None, :]  # (T, m, n)
                else:
                    terms += arg_grad(self.run, step, k, self.values)  # (T, m)
        return terms


@dataclass(frozen=True, eq=False)
class Gradients:
    """The gradients of a stack of layers, the first one nearest to the input."""

    layers: tuple[LayerGradients, ...]

    @property
    def x(self) -> Array:
        """The gradient of the input, dL/dx, (T, n)."""
        return self.layers[0].values["x"]


def backward(trace: Trace, grad_outputs: Mapping[str, Array], layer: int = -1) -> Gradients:
    """Run backward from a loss through all layers of a run.

    `grad_outputs` is the gradient of what the loss reads directly in one layer (the last unless given): dL/d of a
    value by name, (T, m), as if nothing followed from it. Layers above that one have gradients of 0.
    """
    layers: list[LayerGradients] = []
    first = range(len(trace.layers))[layer]
    for k in reversed(range(len(trace.layers))):
        from_above = _grad_outputs_from(layers[-1]) if layers else {}
        layers.append(_layer_backward(trace.layers[k], grad_outputs if k == first else from_above if k < first else {}))
    return Gradients(tuple(reversed(layers)))


def within_step_gradients(gradients: LayerGradients) -> Mapping[str, Array]:
    """Return the gradient that reaches each state within its own time step, (T, m): as if nothing were carried on."""
    run = gradients.run
    grads = {name: np.zeros_like(array) for name, array in run.values.items()}
    for name, grad in gradients.grad_outputs.items():
        grads[name] += grad
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        for step in reversed(run.program.steps):
            for k, arg in enumerate(step.args):
                if arg in grads:
                    grads[arg] += arg_grad(run, step, k, grads)
    return {state: grads[state] for state in run.program.cell.state}


def _grad_outputs_from(above: LayerGradients) -> dict[str, Array]:
    """Return the gradients that a layer's states get from the layer above, which reads them as x and as `c_below`."""
    grads = {"h": above.values["x"]}
    for state in above.run.program.below:
        below = above.values[f"{state}_below"]
        grads[state] = grads[state] + below if state in grads else below
    return grads


def _layer_backward(run: LayerTrace, grad_outputs: Mapping[str, Array]) -> LayerGradients:
    nonzero = {*grad_outputs, *run.program.cell.state}
    same = shared_gradients(run, nonzero)
    values: dict[str, Array] = {}
    for name in backward_order(run.program):
        values[name] = values[same[name]] if name in same else np.zeros_like(run.values[name])
    for name, grad in grad_outputs.items():
        values[name] += grad
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        rows = {name: list(values[name]) for name in recurrent_values(run.program) | set(run.program.cell.state)}
        run_backward_steps(run, rows, nonzero)
        for step in reversed(run.program.steps):
            for k, arg in enumerate(step.args):
                if arg in values and arg not in recurrent_values(run.program) and arg not in same:
                    values[arg] += arg_grad(run, step, k, values)
        params = {name: _parameter_gradient(run, name, values) for name in run.program.params}
    for array in (*values.values(), *params.values()):
        array.setflags(write=False)
    return LayerGradients(run, MappingProxyType(values), MappingProxyType(params), grad_outputs)


def _parameter_gradient(run: LayerTrace, param: str, values: Mapping[str, Array]) -> Array:
    total: Array = np.zeros_like(run.layer.params[param])
    for step, k in parameter_uses(run.program, param):
        if total.ndim == 2:
            vectors = np.broadcast_to(run.value(step.args[1]), (len(values["x"]), total.shape[1]))
            total += upstream_grad(run, step, values).T @ vectors  # (m, T) @ (T, n)
        else:
            total += arg_grad(run, step, k, values).sum(axis=0)
    return total
