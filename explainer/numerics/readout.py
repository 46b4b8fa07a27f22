"""The output layer of a trained network: the last layer's hidden state becomes scores of classes, or numbers."""

from dataclasses import dataclass

import numpy as np

from explainer.cells.primitives import Array


@dataclass(frozen=True, eq=False, repr=False)
class Readout:
    """The output layer, V h + a, on the last layer's h, with V (k, m) and a (k,).

    `classes` names its k outputs where each is the score (logit) of a class; there are none where outputs are numbers.
    """

    weights: Array
    bias: Array
    classes: tuple[str, ...] = ()

    def predict(self, h: Array) -> Array:
        """Return the predictions for h (…, m), as (…, k)."""
        return np.asarray(h @ self.weights.T + self.bias)

    def probabilities(self, h: Array) -> Array:
        """Return the softmax of the scores for h (…, m), as (…, k)."""
        scores = self.predict(h)
        exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
        return np.asarray(exponentials / exponentials.sum(axis=-1, keepdims=True))

    def __repr__(self) -> str:
        """Describe it by its shapes."""
        k, m = self.weights.shape
        return f"Readout(weights={self.weights.dtype} {(k, m)}, bias={self.bias.dtype} {(k,)})"
