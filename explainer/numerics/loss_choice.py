"""The loss that a link, another page or a notebook has chosen, as a text and as far as a run can have it."""

import re
from collections.abc import Mapping

from explainer.cells.primitives import Array
from explainer.numerics.losses import ERRORS, ValuePosition, has_logits, is_one_hot
from explainer.numerics.readout import Readout

LOSS_TEXT = re.compile(
    rf"last|each|(recall|predict)\.({'|'.join(ERRORS)})|logit\.[1-9]\d{{0,3}}|[A-Za-z]\w{{0,20}}(\.[1-9]\d{{0,3}}){{2}}",
    re.ASCII,
)


def is_loss_text(text: str) -> bool:
    """Tell whether a text is a loss, such as “recall.squared”, “last”, “logit.12” or “c.3.12”, or empty for none."""
    return not text or bool(LOSS_TEXT.fullmatch(text))


def parse_loss(text: str) -> tuple[str, str, ValuePosition | None]:
    """Parse the text of a loss: a key of LOSSES, one of ERRORS or nothing, and the position where it is of one step."""
    name, *rest = text.split(".")
    if name == "logit":
        return name, "", ValuePosition("h", 0, int(rest[0]) - 1)
    if len(rest) == 2:
        return "number", "", ValuePosition(name, int(rest[0]) - 1, int(rest[1]) - 1)
    return name, rest[0] if rest else "", None


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
