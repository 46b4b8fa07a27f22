"""The directory of a zip file, read with limits, before anything is unpacked."""

import io
import zipfile
from collections.abc import Callable

DAMAGED = (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError)
"""What Python raises for a directory that is damaged or cut off."""


class LimitedReads(io.BytesIO):
    """The bytes of a zip file, of which no long piece is read at once, and so no long directory.

    `check` is called with the length of each piece, and raises where it is too long.
    """

    def __init__(self, data: bytes, check: Callable[[int], None]) -> None:
        super().__init__(data)
        self.check = check

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as usual, after the check."""
        self.check(size or 0)
        return super().read(size)
