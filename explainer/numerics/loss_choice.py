"""The loss that a link or another page has chosen, as far as a run can have it."""

from collections.abc import Mapping

from explainer.cells.primitives import Array
from explainer.numerics.losses import ValuePosition, has_logits, is_one_hot
from explainer.numerics.readout import Readout


def valid_loss_choice(
    name: str,
    error: str,
    position: ValuePosition | None,
    x: Array,
    values: Mapping[str, Array],
    readout: Readout | None = None,
) -> tuple[str, str, ValuePosition | None]:
    """Return the nearest choice of loss, error and position that a run over x with one layer's values can have.

    A position or logit that does not exist becomes the sum at the last step; cross-entropy over numbers becomes squared
    error.
    """
    if name == "logit":
        fits = has_logits(readout) and position is not None and position.t < len(x)
        return (name, "", position) if fits else ("last", "", None)
    if name == "number":
        return (name, "", position) if position and _exists(position, values) else ("last", "", None)
    fits = error != "entropy" or is_one_hot(x)
    return name, error if fits else "squared", None


def _exists(position: ValuePosition, values: Mapping[str, Array]) -> bool:
    """Tell whether a position is in one layer's values, (T, m); x and the past states are no targets."""
    if position.name == "x" or position.name.endswith(("_prev", "_below")) or position.name not in values:
        return False
    steps, units = values[position.name].shape
    return bool(position.t < steps and position.unit < units)
