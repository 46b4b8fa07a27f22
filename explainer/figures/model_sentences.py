"""A model as a row of a table, and sentences about a layer's weights."""

import re
from collections.abc import Mapping

import numpy as np

from explainer.cells.memory import keep_biases
from explainer.figures.number_format import decimals
from explainer.numerics.gradient_flow import spectral_radius
from explainer.numerics.layer import Layer
from explainer.torch_models.model import PROJECTION, Model

MOST_RADIUS = 128  # units up to which eigenvalues take milliseconds


def row(model: Model) -> Mapping[str, str | int]:
    """Return a model's sizes and origin as a row of a table."""
    projected = model.params[0][0].get(PROJECTION)
    return {
        "name": model.name,
        "cell": model.cell,
        "layers": len(model.params),
        "direction": "both" if len(model.directions) == 2 else "forward",
        "inputs n": model.n,
        "units m": model.m,
        "projection": "" if projected is None else str(len(projected)),
        "parameters": f"{sum(array.size for parts in model.params for params in parts for array in params.values()):,}",
        "dtype": model.dtype,
        "written by": model.origin,
    }


def of_layer(layer: Layer) -> str:
    """Return sentences about a layer's weights: its keep-gate bias, and the radii of its recurrent matrices."""
    return " ".join(filter(None, (_of_keep_bias(layer), _of_radii(layer))))


def _of_keep_bias(layer: Layer) -> str:
    biases = keep_biases(layer.program)
    if not biases:
        return f"{layer.program.cell.name} has no keep gate with a bias of its own."
    total = np.sum([sign * layer.params[name] for name, sign in biases], axis=0)  # (m,)
    named = " + ".join(f"{'' if sign > 0 else '−'}{name}" for name, sign in biases)
    about = layer.program.equation(biases[0][0].partition("_")[2]).about
    gate = re.split("[:,]", about)[0].removeprefix("the ") or "keep gate"
    mean, spread = float(total.mean()), float(total.std())
    share = float((1.0 / (1.0 + np.exp(-total))).mean())
    return (
        f"The bias of the {gate}, {named}, is {decimals(mean)} on average (standard deviation {spread:.2f}). "
        f"With zero input and zero hidden state, a unit would keep {share:.0%} of its memory per step."
    )


def _of_radii(layer: Layer) -> str:
    names = [name for name, shape in layer.program.params.items() if shape == ("m", "m")]
    if layer.m > MOST_RADIUS or not names:
        return ""
    found = {name: spectral_radius(layer.params[name]) for name in names}
    most = max(found, key=lambda name: found[name])
    listed = ", ".join(f"{name} {value:.2f}" for name, value in found.items())
    if found[most] > 1:
        return f"Spectral radii: {listed}. Repeated multiplication by {most} can grow, because its radius is above 1."
    return f"Spectral radii: {listed}. None is above 1, so repeated multiplication by any of them fades."
