"""The arrays of a file by name, before they are known to be of use, and their numbers in float64."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainer.cells.primitives import Array
from explainer.torch_models.files.limits import short
from explainer.torch_models.model import ModelError

REAL = ("float16", "bfloat16", "float32", "float64")


@dataclass(frozen=True, eq=False)
class Entry:
    """An array from a file; `dtype` is the file's, which numpy need not know ("bfloat16")."""

    array: NDArray[Any]
    dtype: str

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape."""
        return self.array.shape


Entries = Mapping[str, Entry]


def entry_of(array: NDArray[Any]) -> Entry:
    """Return a numpy array as an entry."""
    return Entry(array, str(array.dtype))


def shaped(entries: Entries, key: str, shape: tuple[int | str, ...]) -> Entry:
    """Return the entry called `key`; raises ModelError where it is missing or has another shape.

    A letter in `shape` stands for any size.
    """
    wanted = f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
    if key not in entries:
        raise ModelError(f"“{short(key)}” is missing; an array of the shape {wanted} would be right.")
    found = entries[key].shape
    if len(found) != len(shape) or any(a != b for a, b in zip(found, shape, strict=True) if not isinstance(b, str)):
        raise ModelError(f"“{short(key)}” has the shape {found}; here {wanted} would be right.")
    return entries[key]


def numbers(entries: Entries, key: str, shape: tuple[int | str, ...]) -> Array:
    """Return the entry called `key` in float64; raises ModelError where it is no float array, or not finite."""
    found = shaped(entries, key, shape)
    if found.dtype not in REAL:
        raise ModelError(f"“{short(key)}” holds {short(found.dtype)}; {', '.join(REAL)} would be right.")
    with np.errstate(invalid="ignore"):  # a signalling NaN, which a damaged file can hold, makes numpy warn
        array = np.array(found.array, dtype=np.float64)
    if not np.isfinite(array).all():
        count = int((~np.isfinite(array)).sum())
        raise ModelError(
            f"“{short(key)}” holds {count:,} entries that are not finite (NaN or infinite); none is right."
        )
    return array


def precision_note(dtype: str) -> tuple[str, ...]:
    """Return the note about a dtype of 16 bits; none for others."""
    note = f"Its numbers are {dtype}; they are read as they are, and computed with in float64."
    return (note,) if dtype in ("float16", "bfloat16") else ()
