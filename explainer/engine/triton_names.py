"""How values are called in an emitted kernel, and how sums and comments are written there."""

import re
from collections.abc import Collection
from itertools import count

LONGEST_SUM = 120
LONGEST = 40
WORDS = {"+": " plus ", "-": " minus ", "*": " times ", "/": " over ", "@": " at "}
RESERVED = {
    "T", "S", "B", "M", "UNITS", "COLUMNS", "PIECE", "PRECISION", "tl", "triton", "t", "unit", "column", "seed",
    "is_unit", "inside", "here", "plane", "blocks", "grad_blocks", "zeros", "forward", "backward", "mean", "share",
    "smaller", "larger", "multiply", "product", "product_in_pieces", "read_matrix", "norm_backward", "range", "int",
    "float", "min", "max", "abs", "last",
}  # fmt: skip
PREFIXES = ("grad_", "past_grad_", "input_", "memory_", "matrices_", "sum_of_", "through_")
"""What the kernels' own names begin with."""


def identifier(text: str, taken: Collection[str], longest: int = LONGEST) -> str:
    """Return a free name for a value: its letter, or its text in words."""
    words = re.sub(r"[-+*/@]", lambda sign: WORDS[sign[0]], text)
    base = re.sub(r"\W+", "_", words).strip("_")[:longest].strip("_")
    base = f"value_{base}" if not base[:1].isalpha() or base.startswith(PREFIXES) else base
    tries = (base if k == 1 else f"{base}_{k}" for k in count(1))
    return next(one for one in tries if one not in taken and one not in RESERVED)


def signed_sum(terms: list[tuple[int, str]]) -> str:
    """Write a sum of terms with their signs."""
    terms = sorted(terms, key=lambda term: -term[0])  # one that is subtracted does not begin
    first = "".join(f" {'+' if sign == 1 else '-'} {text}" for sign, text in terms).removeprefix(" + ")
    return f"-{first[3:]}" if first.startswith(" - ") else first


def one_line(text: str) -> str:
    """Return a text that can stand in a comment or a docstring."""
    line = " ".join(text.split()).replace('"', "'").replace("\\", "/")
    return "".join(character for character in line if character.isprintable())


def offset(pointer: str, k: int, size: str) -> str:
    """Write a pointer to the k-th of several things of one size."""
    return pointer if k == 0 else f"{pointer} + {size if k == 1 else f'{k} * {size}'}"
