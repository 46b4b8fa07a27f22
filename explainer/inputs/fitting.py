"""The fitting: a visitor's own input, read as a run has learnt to read, or in as many numbers as a model has."""

import re

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.reader import Reader
from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import MOST_STEPS, InputError, Sequence, check_steps, counted
from explainer.inputs.symbols import BLANK
from explainer.inputs.text import MOST_TYPED

STANDS_FOR = {" ": BLANK, ".": BLANK, "_": BLANK}  # what is easier to type than a dot at half height


def fitting(reader: Reader, sequence: Sequence) -> Sequence:
    """Return an input as it is read: a text in the reader's symbols, numbers in its scaling; raises InputError."""
    if reader.free:
        return padded(reader, sequence) if sequence.kind == "text" else _as_many(reader, sequence)
    if reader.symbols:
        if sequence.kind != "text":
            raise InputError(
                f"This {reader.name} reads one of {_shown(reader.channels)} at each step, not numbers; type a text."
            )
        return read_symbols(reader, joined(reader, sequence.labels))
    if sequence.kind == "text":
        raise InputError(f"This {reader.name} reads numbers ({', '.join(reader.channels)}), not text; type numbers.")
    return _scaled(reader, _as_many(reader, sequence))


def read_symbols(reader: Reader, text: str) -> Sequence:
    """Read a text in a reader's symbols; raises InputError that quotes what is none of them.

    Symbols of one letter stand side by side; where there are longer ones they are parted by spaces.
    """
    check_typed(text)
    words = re.findall(r"\S+", text) if _parted(reader) else [one for one in text if one not in "\r\n"]
    codes = [_code(reader, word, k) for k, word in enumerate(words)]
    check_steps(len(codes), "symbol")
    x = _hot(codes, reader.n)  # (T, n)
    labels = tuple(reader.channels[code] for code in codes)
    return Sequence(x, labels, reader.channels, (Scaling(),) * reader.n, "text")


def read_tokens(reader: Reader, text: str) -> Sequence:
    """Read token numbers, from 0 to n − 1, as one 1 among n numbers at each step; raises InputError."""
    check_typed(text)
    words = re.findall(r"[^\s,;]+", text)
    check_steps(len(words), "token")
    wrong = next((word for word in words if not re.fullmatch(r"\d{1,5}", word, re.ASCII) or int(word) >= reader.n), "")
    if wrong:
        raise InputError(
            f"“{_short(wrong)}” is no token of this {reader.name}; it reads {reader.n} numbers, so whole numbers from "
            f"0 to {reader.n - 1} would be right."
        )
    codes = [int(word) for word in words]
    names = tuple(str(k) for k in range(reader.n))
    return Sequence(_hot(codes, reader.n), tuple(map(str, codes)), names, (Scaling(),) * reader.n, "text")


def padded(reader: Reader, sequence: Sequence) -> Sequence:
    """Return a text in n numbers, the first of them its symbols in order; raises InputError where n is too small."""
    n, symbols = reader.n, len(sequence.channels)
    if symbols > n:
        right = "type numbers" if n == 1 else f"shorten it to {n} different ones"
        raise InputError(
            f"The text has {counted(symbols, 'different symbol')}, and this {reader.name} reads "
            f"{counted(n, 'number')} at each step; {right}."
        )
    x = np.pad(sequence.x, ((0, 0), (0, n - symbols)))  # (T, n)
    return Sequence(x, sequence.labels, (*sequence.channels, *[""] * (n - symbols)), (Scaling(),) * n, "text")


def joined(reader: Reader, labels: tuple[str, ...]) -> str:
    """Write symbols as a text that `read_symbols` reads."""
    return (" " if _parted(reader) else "").join(labels)


def check_typed(text: str) -> None:
    """Raise InputError for a text that is too long to be looked at."""
    if len(text) > MOST_TYPED:
        raise InputError(f"The text has {len(text):,} characters; {MOST_TYPED:,} is the most that is looked at.")


def _as_many(reader: Reader, sequence: Sequence) -> Sequence:
    """Return numbers as they came, once there are n of them at each step."""
    channels = sequence.x.shape[1]
    if channels != reader.n:
        named = "" if reader.free else f" ({', '.join(reader.channels)})"
        raise InputError(
            f"The input has {counted(channels, 'channel')}, and this {reader.name} reads {reader.n}{named}; "
            f"give {reader.n} on each line."
        )
    return sequence


def _scaled(reader: Reader, sequence: Sequence) -> Sequence:
    """Return numbers in the scaling that a run has learnt with."""
    x: Array = np.column_stack([one.apply(column) for one, column in zip(reader.scalings, sequence.raw.T, strict=True)])
    return Sequence(x, sequence.labels, reader.channels, reader.scalings, "numbers")


def _hot(codes: list[int], n: int) -> Array:
    """Return one 1 among n numbers at each step, (T, n)."""
    x = np.zeros((len(codes), n))
    x[np.arange(len(codes)), codes] = 1.0
    return x


def _parted(reader: Reader) -> bool:
    return any(len(symbol) > 1 for symbol in reader.channels)


def _code(reader: Reader, word: str, place: int) -> int:
    known = reader.channels
    symbol = word if word in known else STANDS_FOR.get(word, word)
    symbol = symbol if symbol in known else symbol.upper() if symbol.upper() in known else symbol
    if symbol not in known:
        raise InputError(
            f"“{_short(word)}”, symbol {place + 1}, is none that this {reader.name} reads; there are {_shown(known)}."
        )
    if place >= MOST_STEPS:
        raise InputError(f"There are more than {MOST_STEPS} symbols; leave some out.")
    return known.index(symbol)


def _short(word: str) -> str:
    return word if len(word) <= 20 else f"{word[:17]}…"


def _shown(names: tuple[str, ...]) -> str:
    return " ".join(f"“{name}”" for name in names)
