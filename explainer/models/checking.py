"""The check: that a model fits its cell and itself, whoever has made it, before anything is computed with it."""

from collections.abc import Mapping

import numpy as np

from explainer.cells import CELLS
from explainer.models.limits import LIMITS, short
from explainer.models.model import PROJECTION, Model, ModelError
from explainer.ops import Array


def checked(model: Model) -> Model:
    """Return the model if all its layers fit each other and the limits; raises ModelError."""
    if model.cell not in CELLS or not model.parts or not model.parts[0]:
        raise ModelError(f"“{short(model.name)}” has no layer of a known cell; there are {', '.join(CELLS)}.")
    LIMITS["layers"].check(len(model.parts), model.name)
    reads: int | None = None
    for k, row in enumerate(model.parts):
        if len(row) != len(model.parts[0]):
            raise ModelError(
                f"Layer {k + 1} of “{short(model.name)}” reads {len(row)} ways, the first one more or less."
            )
        shown = [_check(model, k, params, reads) for params in row]
        reads = sum(shown)
    for row in model.starts:
        for states in row:
            _check_starts(model, states)
    return model


def _check(model: Model, k: int, params: Mapping[str, Array], reads: int | None) -> int:
    """Check one layer in one direction, and return how many numbers it hands on."""
    where = f"layer {k + 1} of “{short(model.name)}”"
    missing = [name for name in model.program.params if name not in params]
    if missing:
        raise ModelError(f"“{missing[0]}” is missing in {where}, which {model.cell} has.")
    m = len(next(array for name, array in params.items() if model.program.params.get(name) == ("m",)))
    n = np.shape(next(array for name, array in params.items() if name[0] == "W"))[-1] if reads is None else reads
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


def _check_starts(model: Model, states: Mapping[str, Array]) -> None:
    for state, array in states.items():
        if np.ndim(array) != 1 or not np.isfinite(array).all() or state not in model.program.cell.state:
            raise ModelError(f"The start of “{short(state)}” in “{short(model.name)}” is no row of numbers.")
