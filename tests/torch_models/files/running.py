"""A model run whole, both ways and through all layers: what tests compare with the libraries that wrote it."""

import numpy as np

from explainer.numerics.trace import trace
from explainer.torch_models.model import Model, shown


def run(model: Model, x: np.ndarray) -> np.ndarray:
    """Return what the last layer hands on, (T, B, k p), of a batch x (T, B, n)."""
    for layer in range(len(model.parts)):
        ways = []
        for direction, params in enumerate(model.parts[layer]):
            step = -1 if direction else 1
            h = trace([model.layer(layer, direction)], x[::step]).output[::step]
            ways.append(shown(params, h))
        x = np.concatenate(ways, axis=-1)
    return x
