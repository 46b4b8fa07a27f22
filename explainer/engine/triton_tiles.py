"""How a kernel divides its work: the padded number of units, sequences in a tile, matrices held or read in pieces."""

from dataclasses import dataclass

SMALLEST = 16  # the smallest side of a tile that Triton multiplies
MOST_HELD = 64 * 1024  # bytes of recurrent matrices that one program holds
PRECISIONS = ("ieee", "tf32x3", "bf16")
EXACT_UP_TO = 64  # units up to which products are exact by default
MOST_UNITS = 256
LARGEST_PIECE = 32  # columns of a matrix that are read at once
MANY_UNITS = 64  # from there on 8 warps: with 4 the compiler runs out of registers


@dataclass(frozen=True)
class Tiles:
    """The sizes of a kernel that are known when it is compiled, and how many warps work on one tile."""

    units: int
    columns: int = SMALLEST
    piece: int = SMALLEST
    pieces: bool = False
    warps: int = 4


def choose_tiles(m: int, matrices: int, precision: str) -> Tiles:
    """Choose the tiles of a cell with so many recurrent matrices (m, m)."""
    units = padded(m)
    number_bytes = 2 if precision == "bf16" else 4
    held = matrices * units * units * number_bytes <= MOST_HELD
    return Tiles(units, SMALLEST, min(units, LARGEST_PIECE), not held, 8 if units >= MANY_UNITS else 4)


def padded(m: int) -> int:
    """Return the smallest power of two that holds m units and that Triton multiplies."""
    return max(SMALLEST, 1 << (m - 1).bit_length())


def default_precision(m: int) -> str:
    """Return the precision of float32 products where none was chosen."""
    return "ieee" if m <= EXACT_UP_TO else "tf32x3"
