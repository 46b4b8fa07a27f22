"""The part: what of a model is shown at a time: the whole stack where it reads one way, else one layer one way."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import Sequence
from explainer.numerics.layer import Layer
from explainer.numerics.loaded_weights import MODEL, Opened
from explainer.numerics.trace import output
from explainer.torch_models.model import DIRECTIONS, PROJECTION, Model, shown
from explainer.torch_models.view_limits import ROOMS, too_large

Place = tuple[int, int]
"""A layer and a direction, counted from 0."""


def opened(model: Model, mark: str, place: Place = (0, 0)) -> Opened:
    """Return what every page shows of a model; `mark` tells its numbers apart from those of others."""
    one_way = len(model.directions) == 1
    layers = chain(model) if one_way else (model.layer(*place),)
    where = "" if one_way else f", layer {place[0] + 1} of {len(model.parts)}, {DIRECTIONS[place[1]]}"
    said = f"the {model.cell} “{model.name}”{where}, written by {model.origin}"
    return Opened(MODEL, f"{mark} {'' if one_way else place}", model.cell, layers, said)


def chain(model: Model) -> tuple[Layer, ...]:
    """Return the layers of a model that reads one way, each one reading the h of the one below.

    Where the one below projects its h before it hands it on, that is done by the matrices that read it: W becomes W P.
    """
    layers = [model.layer(k) for k in range(len(model.parts))]
    return (layers[0], *(_reading(layer, model.parts[k][0]) for k, layer in enumerate(layers[1:])))


def shortened(model: Model, sequence: Sequence) -> tuple[Sequence, str]:
    """Return as much of a sequence as a run of a model has room for, and what is said where that is not all of it."""
    each = model.m * len(model.parts) * len(model.directions)
    said = too_large("values of a run", each * len(sequence.x))
    if not said:
        return sequence, ""
    steps = ROOMS["values of a run"].most // each
    cut = replace(sequence, x=sequence.x[:steps], labels=sequence.labels[:steps])
    return cut, f"{said} The first {steps} of {len(sequence.x)} steps are read."


def read_by(model: Model, place: Place, sequence: Sequence) -> Sequence:
    """Return what a layer reads in a direction, when the model reads a sequence.

    Upper layers read what both directions of the layer below have shown, and the reverse direction reads from the end.
    A model that reads one way reads the sequence as it is: its layers follow each other.
    """
    if len(model.directions) == 1:
        return sequence
    layer, direction = place
    found = sequence if layer == 0 else _handed_on(model, layer, sequence)
    return found if direction == 0 else _turned(found)


def handed_on(model: Model, layer: int, x: Array) -> Array:
    """Return what a layer, counted from 0, hands on of x (T, n): what each direction shows, side by side (T, D p)."""
    for k in range(layer + 1):
        x = np.concatenate([_one_way(model, (k, direction), x) for direction in range(len(model.directions))], axis=1)
    return x


def _one_way(model: Model, place: Place, x: Array) -> Array:
    turn = 1 if place[1] == 0 else -1
    h = output([model.layer(*place)], x[::turn])[::turn]  # (T, m), in the time of the input
    return shown(model.parts[place[0]][place[1]], h)


def _handed_on(model: Model, layer: int, sequence: Sequence) -> Sequence:
    x = handed_on(model, layer - 1, sequence.x)  # (T, D p)
    names = tuple(f"{way} {k + 1}" for way in model.directions for k in range(x.shape[1] // len(model.directions)))
    called = f"what layer {layer} makes of {sequence.title()}"
    return Sequence(x, sequence.labels, names, (Scaling(),) * len(names), "numbers", called)


def _turned(sequence: Sequence) -> Sequence:
    called = f"{sequence.title()}, from its end"
    return replace(sequence, x=sequence.x[::-1], labels=sequence.labels[::-1], called=called)


def _reading(layer: Layer, lower: Mapping[str, Array]) -> Layer:
    """Return a layer that reads the h of the one below before it is projected."""
    if PROJECTION not in lower:
        return layer
    params = {name: value @ lower[PROJECTION] if name[0] == "W" else value for name, value in layer.params.items()}
    return replace(layer, params=params)
