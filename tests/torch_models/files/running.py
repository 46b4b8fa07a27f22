"""Run a whole model, all layers and directions, both ways: tests compare it with the library that wrote it."""

import numpy as np

from explainer.numerics.backward import backward
from explainer.numerics.trace import trace
from explainer.torch_models.model import Model, project


def run(model: Model, x: np.ndarray) -> np.ndarray:
    """Return the output of the last layer, (T, B, D p), for a batch x (T, B, n)."""
    for layer in range(len(model.params)):
        outputs = []
        for direction, params in enumerate(model.params[layer]):
            step = -1 if direction else 1
            h = trace([model.layer(layer, direction)], x[::step]).output[::step]
            outputs.append(project(params, h))
        x = np.concatenate(outputs, axis=-1)
    return x


def run_back(model: Model, x: np.ndarray, up: np.ndarray) -> tuple[np.ndarray, list[list[dict[str, np.ndarray]]]]:
    """Return dL/dx (T, B, n) and dL/d of each parameter, from dL/d of the output `up` (T, B, D m)."""
    dx = np.zeros_like(x, dtype=np.float64)
    found = [[{key: np.zeros_like(one) for key, one in side.items()} for side in layer] for layer in model.params]
    for b in range(x.shape[1]):
        inputs = [x[:, b], *(run(_below(model, k + 1), x[:, b : b + 1])[:, 0] for k in range(len(found) - 1))]
        grad = up[:, b]
        for k in reversed(range(len(found))):
            sides = np.split(grad, len(found[k]), axis=-1)
            grad = np.zeros_like(inputs[k], dtype=np.float64)
            for direction, side in enumerate(sides):
                step = -1 if direction else 1
                made = backward(trace([model.layer(k, direction)], inputs[k][::step]), {"h": side[::step]})
                grad += made.x[::step]
                for key, one in made.layers[0].params.items():
                    found[k][direction][key] += one
        dx[:, b] = grad
    return dx, found


def _below(model: Model, layers: int) -> Model:
    """Return a model of the first layers of another one."""
    states = model.initial_states[:layers]
    return Model(model.name, model.cell, model.params[:layers], initial_states=states, text=model.text)
