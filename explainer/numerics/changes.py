"""Numbers that a visitor has set by hand, as text in a link and applied to a run."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from explainer.cells.formula import number
from explainer.cells.primitives import Array
from explainer.numerics.trace import Hold, Layer

MOST_CHANGES = 200
LARGEST = 1e6
WRITTEN = re.compile(
    r"(?:(?P<layer>[1-9])/)?(?P<name>[A-Za-z]\w{0,20})"
    r"(?:@(?P<since>\d{1,4})|\.(?P<row>\d{1,4})(?:\.(?P<column>\d{1,4}))?)"
    r":(?P<value>-?\d{1,7}(?:\.\d{1,17})?(?:e-?\d{1,3})?)",
    re.ASCII,
)


class ChangeError(ValueError):
    """A text that does not describe a change; the message quotes it and says what would be right."""


@dataclass(frozen=True)
class Change:
    """One number set by hand in one layer, counted from 0.

    `name` is a parameter, "x", or an initial state such as "c_prev". `at` is its index: (unit,), (row, column),
    (step, channel) of x; for a held value, the first held step.
    """

    name: str
    at: tuple[int, ...]
    value: float
    held: bool = False
    layer: int = 0


def parse_changes(text: str) -> tuple[Change, ...]:
    """Read changes from a link, "U_f.3.1:-0.8 f@4:1", counted from 1; raises ChangeError."""
    words = text.split()
    if len(words) > MOST_CHANGES:
        raise ChangeError(f"The link holds {len(words):,} changes; {MOST_CHANGES} is the most.")
    return tuple(_parse_change(word) for word in words)


def format_changes(changes: Sequence[Change]) -> str:
    """Write changes as a link has them; the inverse of `parse_changes`."""
    return " ".join(map(_format_change, changes))


def apply_changes(changes: Sequence[Change], layers: Sequence[Layer], x: Array) -> tuple[list[Layer], Array]:
    """Return the layers and x (T, n) with those changes that fit them; the others are ignored."""
    if not changes:
        return list(layers), x
    changed, x = [_copy(layer) for layer in layers], np.array(x)
    for change in changes:
        if not fits(change, layers, x):
            continue
        layer = changed[change.layer]
        if change.held:
            changed[change.layer] = replace(layer, holds=(*layer.holds, Hold(change.name, change.at[0], change.value)))
        else:
            _array(change, layer, x)[change.at] = change.value
    return changed, x


def fits(change: Change, layers: Sequence[Layer], x: Array) -> bool:
    """Tell whether a run has the number that a change sets."""
    if change.layer >= len(layers):
        return False
    layer = layers[change.layer]
    if change.held:
        return change.at[0] < len(x) and change.name in {line.name for line in layer.program.cell.equations}
    names = [*layer.program.params, *_pasts(layer), *(["x"] if change.layer == 0 else [])]
    shape = _array(change, _copy(layer), x).shape if change.name in names else ()
    return len(shape) == len(change.at) and all(k < size for k, size in zip(change.at, shape, strict=True))


def describe(change: Change, stack: Sequence[Layer], x: Array) -> str:
    """Describe a change as the stage does, counted from 1: "U_f[3,1] 0.31 → −0.80"."""
    where = f" in layer {change.layer + 1}" if change.layer else ""
    value = number(change.value)
    if change.held:
        return f"{change.name} held at {value} from step {change.at[0] + 1} on{where}"
    before = number(float(_array(change, _copy(stack[change.layer]), x)[change.at]))
    if change.name == "x":
        return f"x at step {change.at[0] + 1}, channel {change.at[1] + 1}: {before} → {value}"
    name = change.name.replace("_prev", " before step 1")
    return f"{name}[{','.join(str(k + 1) for k in change.at)}] {before} → {value}{where}"


def _pasts(layer: Layer) -> list[str]:
    return [f"{state}_prev" for state in layer.program.cell.state]


def _copy(layer: Layer) -> Layer:
    """Return the layer with arrays of its own, the initial states among them."""
    states: Mapping[str, Array] = {state: np.array(layer.initial_state(state)) for state in layer.program.cell.state}
    return replace(layer, params={name: np.array(array) for name, array in layer.params.items()}, state=states)


def _array(change: Change, layer: Layer, x: Array) -> Array:
    if change.name == "x":
        return x
    past = change.name.removesuffix("_prev")
    return layer.state[past] if past != change.name else layer.params[change.name]


def _parse_change(word: str) -> Change:
    found = WRITTEN.fullmatch(word)
    indices = [int(found[key]) - 1 for key in ("since", "row", "column") if found[key]] if found else [-1]
    if not found or min(indices) < 0 or not abs(float(found["value"])) <= LARGEST:
        shown = word if len(word) <= 30 else f"{word[:27]}…"
        raise ChangeError(
            f"The link has the change “{shown}”, which cannot be read; “U_f.3.1:-0.8” or “f@4:1” would be right."
        )
    return Change(
        found["name"], tuple(indices), float(found["value"]), found["since"] is not None, int(found["layer"] or 1) - 1
    )


def _format_change(change: Change) -> str:
    layer = f"{change.layer + 1}/" if change.layer else ""
    indices = "".join(f"{'@' if change.held else '.'}{k + 1}" for k in change.at)
    value = f"{change.value:.15g}".replace("e+", "e")
    return f"{layer}{change.name}{indices}:{value}"
