"""The check: that a model fits its cell and itself, whoever has made it, before anything is computed with it."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainer.cells.catalogue import CELLS
from explainer.cells.primitives import Array
from explainer.torch_models.files.limits import LIMITS, short
from explainer.torch_models.model import PROJECTION, Model, ModelError

Parts = tuple[tuple[Mapping[str, Array], ...], ...]


def all_checked(models: Sequence[Model], whole: str) -> tuple[Model, ...]:
    """Return the models of one file if each is good and all together are not too large; raises ModelError."""
    LIMITS["numbers"].check(sum(map(size, models)), whole)
    return tuple(checked(model) for model in models)


def size(model: Model) -> int:
    """Return how many numbers a model holds, its starts among them."""
    return sum(np.size(array) for one in (*_flat(model.parts), *_flat(model.starts)) for array in one.values())


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
    for found, states in zip(_flat(model.parts), _flat(model.starts), strict=False):
        _check_starts(model, found, states)
    return model


def _flat(stack: Parts) -> list[Mapping[str, Array]]:
    return [one for row in stack for one in row]


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


def _check_starts(model: Model, params: Mapping[str, Array], states: Mapping[str, Array]) -> None:
    m = len(next(array for name, array in params.items() if name[0] == "b"))
    for state, array in states.items():
        wanted = (len(params[PROJECTION]) if state == "h" and PROJECTION in params else m,)
        if state not in model.program.cell.state or np.shape(array) != wanted or not np.isfinite(array).all():
            raise ModelError(
                f"The start of “{short(state)}” in “{short(model.name)}” has the shape {np.shape(array)}; {wanted} "
                f"finite numbers of {' or '.join(model.program.cell.state)} would be right."
            )
