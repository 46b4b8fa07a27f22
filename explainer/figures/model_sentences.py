"""The sentences: what a model is, as a row of a table, and what its weights make likely before it has read anything."""

from collections.abc import Mapping

import numpy as np

from explainer.cells.memory import keep_biases
from explainer.numerics.gradient_flow import radius
from explainer.numerics.layer import Layer
from explainer.torch_models.model import PROJECTION, Model

MOST_RADIUS = 128  # units up to which eigenvalues are a matter of milliseconds


def row(model: Model) -> Mapping[str, str | int]:
    """Return what was found of a model, as a row of a table."""
    projected = model.parts[0][0].get(PROJECTION)
    return {
        "name": model.name,
        "cell": model.cell,
        "layers": len(model.parts),
        "reads": "both ways" if len(model.directions) == 2 else "forward",
        "inputs n": model.n,
        "units m": model.m,
        "projected to": "" if projected is None else str(len(projected)),
        "numbers": f"{sum(array.size for parts in model.parts for params in parts for array in params.values()):,}",
        "kept as": model.dtype,
        "written by": model.origin,
    }


def of_layer(layer: Layer) -> str:
    """Return sentences about a layer's weights: what its keep gate leans to, and how its recurrent matrices stretch."""
    return " ".join(filter(None, (_of_keeping(layer), _of_radii(layer))))


def _of_keeping(layer: Layer) -> str:
    biases = keep_biases(layer.program)
    if not biases:
        return f"{layer.program.cell.name} has no gate that keeps by a bias of its own."
    whole = np.sum([sign * layer.params[name] for name, sign in biases], axis=0)  # (m,)
    named = " + ".join(f"{'' if sign > 0 else '−'}{name}" for name, sign in biases)
    mean, spread = float(whole.mean()), float(whole.std())
    share = float((1.0 / (1.0 + np.exp(-whole))).mean())
    return (
        f"The keep bias {named} is {_signed(mean)} on average (spread {spread:.2f}): with nothing read and nothing "
        f"shown a unit would keep {share:.0%} of its memory per step."
    )


def _of_radii(layer: Layer) -> str:
    names = [name for name, shape in layer.program.params.items() if shape == ("m", "m")]
    if layer.m > MOST_RADIUS or not names:
        return ""
    found = {name: radius(layer.params[name]) for name in names}
    most = max(found, key=lambda name: found[name])
    listed = ", ".join(f"{name} {value:.2f}" for name, value in found.items())
    if found[most] > 1:
        return f"Spectral radii: {listed}; above 1, what {most} is given again and again can grow."
    return f"Spectral radii: {listed}; none is above 1, so what any of them is given again and again fades."


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
