"""A short printed form for dataclasses that hold tensors or arrays: shapes and dtypes instead of numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

MAX_ITEMS, MAX_LETTERS = 6, 80


class ShortRepr:
    """Prints a dataclass (made with repr=False) in one line: `Layers(h=float32 (5, 1, 8, 4), names=['a', 'b'])`."""

    def __repr__(self) -> str:
        """Return the fields, tensors as their dtype and shape."""
        inner = ", ".join(f"{one.name}={describe(getattr(self, one.name))}" for one in fields(self))  # type: ignore[arg-type]
        return f"{type(self).__name__}({inner})"


def describe(value: Any) -> str:
    """Return a value in a few words: an array or tensor as dtype and shape, of a long collection the first items."""
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return f"{str(value.dtype).removeprefix('torch.')} {tuple(value.shape)}"
    if isinstance(value, Mapping):
        return f"{{{_listed([f'{key!r}: {describe(one)}' for key, one in list(value.items())[:MAX_ITEMS]], value)}}}"
    if isinstance(value, list | tuple):
        opening, closing = "[]" if isinstance(value, list) else "()"
        return f"{opening}{_listed([describe(one) for one in value[:MAX_ITEMS]], value)}{closing}"
    text = " ".join(repr(value).split())
    return text if len(text) <= MAX_LETTERS else f"{text[: MAX_LETTERS - 1]}…"


def _listed(shown: list[str], whole: Mapping[Any, Any] | Sequence[Any]) -> str:
    left = len(whole) - len(shown)
    return ", ".join([*shown, f"… {left} more"] if left else shown)
