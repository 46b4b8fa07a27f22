"""The example: a shipped run as a model, so that the page of models is never blank."""

from functools import lru_cache

import numpy as np

from explainer.runs.loading import FIRST, nearest, open_at
from explainer.torch_models.model import Model
from explainer.ui.session_models import Kept


@lru_cache(maxsize=1)
def example() -> Kept:
    """Return a shipped run as a model, with its probe as the input that came with it."""
    weights = open_at(FIRST, nearest(FIRST, None))
    x = np.asarray(weights.problem.probe.x[:, :, 0], dtype=np.float64)  # (T, n)
    parts = tuple((dict(layer.params),) for layer in weights.layers)
    return Kept((Model(FIRST, weights.cell, parts, "Gatescope", x=x),), weights.mark, "")
