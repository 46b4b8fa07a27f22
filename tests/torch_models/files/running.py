"""Run a whole model, all layers and directions: tests compare it with the library that wrote it."""

import numpy as np

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
