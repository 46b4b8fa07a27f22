"""What is shown of a model at a time: the whole stack of a unidirectional one, else one layer in one direction."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import Sequence
from explainer.numerics.layer import Layer
from explainer.numerics.loaded_weights import MODEL, LoadedWeights
from explainer.numerics.trace import output
from explainer.torch_models.model import DIRECTIONS, PROJECTION, Model, project
from explainer.torch_models.view_limits import VIEW_LIMITS, too_large

LayerIndex = tuple[int, int]
"""A layer and a direction, counted from 0."""


def loaded_weights(model: Model, fingerprint: str, index: LayerIndex = (0, 0)) -> LoadedWeights:
    """Return what every page shows of a model; `fingerprint` tells its numbers apart from those of others."""
    whole = len(model.directions) == 1
    layers = stacked_layers(model) if whole else (model.layer(*index),)
    where = "" if whole else f", layer {index[0] + 1} of {len(model.params)}, {DIRECTIONS[index[1]]}"
    description = f"the {model.cell} “{model.name}”{where}, written by {model.origin}"
    return LoadedWeights(MODEL, f"{fingerprint} {'' if whole else index}", model.cell, layers, description, model.text)


def stacked_layers(model: Model) -> tuple[Layer, ...]:
    """Return the layers of a unidirectional model, each one reading the h of the one below.

    Where the one below has a projection, it is folded into the matrices on its h: W becomes W P.
    """
    layers = [model.layer(k) for k in range(len(model.params))]
    return (layers[0], *(_fold_input(layer, model.params[k][0]) for k, layer in enumerate(layers[1:])))


def truncated(model: Model, sequence: Sequence) -> tuple[Sequence, str]:
    """Return as many steps of a sequence as a run of a model may have, and a message where that is not all of them."""
    each = model.m * len(model.params) * len(model.directions)
    message = too_large("values of a run", each * len(sequence.x))
    if not message:
        return sequence, ""
    steps = VIEW_LIMITS["values of a run"].most // each
    cut = replace(sequence, x=sequence.x[:steps], labels=sequence.labels[:steps])
    return cut, f"{message} The first {steps} of {len(sequence.x)} steps are read."


def layer_input(model: Model, index: LayerIndex, sequence: Sequence) -> Sequence:
    """Return the input of a layer in a direction, when the model reads a sequence.

    Upper layers read the outputs of both directions of the layer below, and the reverse direction reads from the end.
    For a unidirectional model it is the sequence as it is, since all its layers are shown.
    """
    if len(model.directions) == 1:
        return sequence
    layer, direction = index
    found = sequence if layer == 0 else _output_below(model, layer, sequence)
    return found if direction == 0 else _reversed(found)


def layer_output(model: Model, layer: int, x: Array) -> Array:
    """Return the output of a layer, counted from 0, for x (T, n): its directions side by side, (T, D p)."""
    for k in range(layer + 1):
        x = np.concatenate(
            [_direction_output(model, (k, direction), x) for direction in range(len(model.directions))], axis=1
        )
    return x


def _direction_output(model: Model, index: LayerIndex, x: Array) -> Array:
    step = 1 if index[1] == 0 else -1
    h = output([model.layer(*index)], x[::step])[::step]  # (T, m), in the time of the input
    return project(model.params[index[0]][index[1]], h)


def _output_below(model: Model, layer: int, sequence: Sequence) -> Sequence:
    x = layer_output(model, layer - 1, sequence.x)  # (T, D p)
    names = tuple(
        f"{direction} {k + 1}" for direction in model.directions for k in range(x.shape[1] // len(model.directions))
    )
    name = f"the output of layer {layer} for {sequence.title()}"
    return Sequence(x, sequence.labels, names, (Scaling(),) * len(names), "numbers", name)


def _reversed(sequence: Sequence) -> Sequence:
    name = f"{sequence.title()}, from its end"
    return replace(sequence, x=sequence.x[::-1], labels=sequence.labels[::-1], name=name)


def _fold_input(layer: Layer, lower: Mapping[str, Array]) -> Layer:
    """Return a layer that reads the unprojected h of the one below."""
    if PROJECTION not in lower:
        return layer
    params = {name: value @ lower[PROJECTION] if name[0] == "W" else value for name, value in layer.params.items()}
    return replace(layer, params=params)
