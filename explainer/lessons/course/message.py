"""A message: a text to be translated, and the numbers that are put into it afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def gettext_noop(text: str) -> str:
    """Return a text as it is; the mark by which the catalogues of translations find it."""
    return text


@dataclass(frozen=True)
class Message:
    """A text with fields as `str.format` has them, "half is gone after {steps:.1f} steps", and their values.

    The text is the key of its translation, so it is marked with `gettext_noop` where it is written.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
