"""Preparing a model with two dead gates: `python -m explainer.runs.prepare_model` makes data/models again.

The weights are those of a shipped run on the latch task. In one unit the bias of the forget gate is so low that it
never opens, in another that of the input gate.
"""

from importlib.resources import files
from pathlib import Path

import numpy as np

from explainer.cells.primitives import Array
from explainer.runs.loading import load_checkpoint, nearest_step
from explainer.torch_models.files import bundle
from explainer.torch_models.model import Model

RUN = "latch-lstm"
NAME = "dead-gates"
FORGETS, NEVER_WRITES = 8, 3  # units, counted from 0
BIAS = -4.0
FILE = Path(str(files("explainer"))) / "data" / "models" / f"{NAME}.safetensors"


def prepare() -> Model:
    """Return the model, with the probe sequence of the run as its input."""
    weights = load_checkpoint(RUN, nearest_step(RUN, None))
    params = {name: np.array(array) for name, array in weights.layers[0].params.items()}
    set_bias(params, "b_f", FORGETS, BIAS)
    set_bias(params, "b_i", NEVER_WRITES, BIAS)
    x = np.asarray(weights.problem.dense(weights.problem.probe)[:, :, 0], np.float64)  # (T, n)
    return Model(NAME, weights.cell, ((params,),), "Gatescope", x=x)


def set_bias(params: dict[str, Array], name: str, unit: int, value: float) -> None:
    """Set the bias of one unit."""
    params[name][unit] = value


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_bytes(bundle.write(prepare()))
    print(FILE, FILE.stat().st_size)
