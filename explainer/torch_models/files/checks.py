"""Checks that a model fits its cell, itself and the limits, before anything is computed with it."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.primitives import Array
from explainer.inputs.sequence import counted
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.model import PROJECTION, Model, ModelError

Stack = tuple[tuple[Mapping[str, Array], ...], ...]


def all_checked(models: Sequence[Model], whole: str) -> tuple[Model, ...]:
    """Return the models of one file if each is valid and all together are not too large; raises ModelError."""
    LIMITS["numbers"].check(sum(map(size, models)), whole)
    return tuple(checked(model) for model in models)


def size(model: Model) -> int:
    """Return how many numbers a model holds, its initial states among them."""
    return sum(np.size(array) for one in (*_flat(model.params), *_flat(model.initial_states)) for array in one.values())


def checked(model: Model) -> Model:
    """Return the model if all its layers fit each other and the limits; raises ModelError."""
    if (model.cell not in CELLS and not model.text) or not model.params or not model.params[0]:
        raise ModelError(f"“{short(model.name)}” has no layer of a known cell; there are {', '.join(CELLS)}.")
    LIMITS["layers"].check(len(model.params), model.name)
    n: int | None = None
    for k, row in enumerate(model.params):
        if len(row) != len(model.params[0]):
            raise ModelError(
                f"Layer {k + 1} of “{short(model.name)}” has {counted(len(row), 'direction')}, the first layer "
                f"{len(model.params[0])}; the same number would be right."
            )
        n = sum([_check(model, k, params, n) for params in row])
    for params, states in zip(_flat(model.params), _flat(model.initial_states), strict=False):
        _check_initial_states(model, params, states)
    return model


def _flat(stack: Stack) -> list[Mapping[str, Array]]:
    return [one for row in stack for one in row]


def _check(model: Model, k: int, params: Mapping[str, Array], inputs: int | None) -> int:
    """Check one layer in one direction, and return its output size."""
    where = f"layer {k + 1} of “{short(model.name)}”"
    missing = [name for name in model.program.params if name not in params]
    if missing:
        raise ModelError(f"“{missing[0]}” is missing in {where}, which {model.cell} has.")
    m = _units(model, params)
    n = np.shape(next(array for name, array in params.items() if name[0] == "W"))[-1] if inputs is None else inputs
    p = len(params[PROJECTION]) if PROJECTION in params else m
    LIMITS["units"].check(m, model.name)
    LIMITS["inputs"].check(n, model.name)
    for name, letters in {**model.program.params, **({PROJECTION: ("p", "m")} if PROJECTION in params else {})}.items():
        wanted = tuple({"m": m, "n": n, "p": p}[letter] for letter in letters)
        wanted = (m, p) if name[0] == "U" else wanted
        if np.shape(params[name]) != wanted or 0 in wanted:
            raise ModelError(f"“{name}” in {where} has the shape {np.shape(params[name])}; {wanted} would be right.")
        if not np.isfinite(params[name]).all():
            raise ModelError(f"“{name}” in {where} holds entries that are not finite (NaN or infinite); none is right.")
    return p


def _units(model: Model, params: Mapping[str, Array]) -> int:
    """Return the number of units: that of a bias, or where there is none the rows of a matrix."""
    vector = next((name for name, shape in model.program.params.items() if shape == ("m",)), None)
    return len(params[vector or next(iter(model.program.params))])


def _check_initial_states(model: Model, params: Mapping[str, Array], states: Mapping[str, Array]) -> None:
    m = _units(model, params)
    for state, array in states.items():
        wanted = (len(params[PROJECTION]) if state == "h" and PROJECTION in params else m,)
        if state not in model.program.cell.state or np.shape(array) != wanted or not np.isfinite(array).all():
            raise ModelError(
                f"The initial state “{short(state)}” in “{short(model.name)}” has the shape {np.shape(array)}; "
                f"{wanted} finite numbers of {' or '.join(model.program.cell.state)} would be right."
            )
