"""The example models, shown on Your model until a file is uploaded: a shipped run, and one with two dead gates."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.resources import files

import numpy as np

from explainer.lessons.course.message import gettext_noop
from explainer.runs.loading import DEFAULT_RUN, load_checkpoint, nearest_step
from explainer.torch_models.files import bundle
from explainer.torch_models.model import Model
from explainer.ui.session_models import SessionModel

FOLDER = files("explainer") / "data" / "models"
DEAD_GATES = "dead-gates"


def example(name: str = DEFAULT_RUN) -> SessionModel:
    """Return an example, one of EXAMPLES, with a sequence as its own input."""
    return EXAMPLES[name]()


@lru_cache(maxsize=1)
def _shipped() -> SessionModel:
    """Return a shipped run as a model."""
    weights = load_checkpoint(DEFAULT_RUN, nearest_step(DEFAULT_RUN, None))
    x = np.asarray(weights.problem.dense(weights.problem.probe)[:, :, 0], dtype=np.float64)  # (T, n)
    parts = tuple((dict(layer.params),) for layer in weights.layers)
    return SessionModel((Model(DEFAULT_RUN, weights.cell, parts, "Gatescope", x=x),), weights.fingerprint, "")


@lru_cache(maxsize=1)
def _dead_gates() -> SessionModel:
    """Return the prepared model."""
    return SessionModel((bundle.read((FOLDER / f"{DEAD_GATES}.safetensors").read_bytes()),), DEAD_GATES, "")


EXAMPLES: Mapping[str, Callable[[], SessionModel]] = {DEFAULT_RUN: _shipped, DEAD_GATES: _dead_gates}
ABOUT: Mapping[str, str] = {
    DEFAULT_RUN: gettext_noop("The example below is a shipped model, shown until you upload a file."),
    DEAD_GATES: gettext_noop(
        "The example below is a trained model in which two gates were broken on purpose. Which ones?"
    ),
}
