"""The example model: a shipped run, shown on Your model until a file is uploaded."""

from functools import lru_cache

import numpy as np

from explainer.runs.loading import DEFAULT_RUN, load_checkpoint, nearest_step
from explainer.torch_models.model import Model
from explainer.ui.session_models import SessionModel


@lru_cache(maxsize=1)
def example() -> SessionModel:
    """Return a shipped run as a model, with its probe sequence as its own input."""
    weights = load_checkpoint(DEFAULT_RUN, nearest_step(DEFAULT_RUN, None))
    x = np.asarray(weights.problem.dense(weights.problem.probe)[:, :, 0], dtype=np.float64)  # (T, n)
    parts = tuple((dict(layer.params),) for layer in weights.layers)
    return SessionModel((Model(DEFAULT_RUN, weights.cell, parts, "Gatescope", x=x),), weights.fingerprint, "")
