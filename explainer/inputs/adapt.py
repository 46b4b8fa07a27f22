"""A visitor's own input, encoded as the loaded weights of a run or a model need it."""

import difflib
import re

import numpy as np

from explainer.cells.primitives import Array
from explainer.inputs.input_spec import InputSpec
from explainer.inputs.scaling import Scaling
from explainer.inputs.sequence import MOST_STEPS, InputError, Sequence, check_steps, counted
from explainer.inputs.symbols import BLANK, UNKNOWN
from explainer.inputs.text import check_length, shortened
from explainer.inputs.units import JOIN, SPLIT

STANDS_FOR = {" ": BLANK, ".": BLANK, "_": BLANK}  # what is easier to type than a dot at half height


def adapt_input(spec: InputSpec, sequence: Sequence) -> Sequence:
    """Return an input encoded for a spec: a text in its symbols, numbers in its scaling; raises InputError."""
    if spec.any_numbers:
        return pad_text(spec, sequence) if sequence.kind == "text" else _as_many(spec, sequence)
    if spec.one_hot:
        if sequence.kind != "text":
            raise InputError(
                f"This {spec.name} takes one of {_shown(spec.channels)} at each step, not numbers; type a text."
            )
        return read_symbols(spec, join_symbols(spec, sequence.labels))
    if sequence.kind == "text":
        raise InputError(f"This {spec.name} takes numbers ({', '.join(spec.channels)}), not text; type numbers.")
    return _scaled(spec, _as_many(spec, sequence))


def read_symbols(spec: InputSpec, text: str) -> Sequence:
    """Read a text in a spec's symbols; raises InputError, which quotes what is none of them.

    Symbols of one letter stand side by side; where there are longer ones they are separated by spaces. Words of a known
    vocabulary are split as those of any text, and their capitals do not count.
    """
    check_length(text)
    words = _split(spec, text)
    codes = [_code(spec, word, k) for k, word in enumerate(words)]
    check_steps(len(codes), "word" if spec.known_words else "symbol")
    x = _one_hot(codes, spec.n)  # (T, n)
    labels = tuple(spec.channels[code] for code in codes)
    return Sequence(x, labels, spec.channels, (Scaling(),) * spec.n, "text")


def _split(spec: InputSpec, text: str) -> list[str]:
    if spec.unit:
        words = SPLIT[spec.unit](text)
        return [one for one in words if one != "\n"] if spec.known_words and "\n" not in spec.channels else words
    return re.findall(r"\S+", text) if _separated(spec) else [one for one in text if one not in "\r\n"]


def read_tokens(spec: InputSpec, text: str) -> Sequence:
    """Read token numbers, from 0 to n − 1, as one-hot vectors of n numbers; raises InputError."""
    check_length(text)
    words = re.findall(r"[^\s,;]+", text)
    check_steps(len(words), "token")
    wrong = next((word for word in words if not re.fullmatch(r"\d{1,5}", word, re.ASCII) or int(word) >= spec.n), "")
    if wrong:
        raise InputError(
            f"“{shortened(wrong)}” is no token of this {spec.name}, which takes {spec.n} numbers at each step; "
            f"type whole numbers from 0 to {spec.n - 1}."
        )
    codes = [int(word) for word in words]
    names = tuple(str(k) for k in range(spec.n))
    return Sequence(_one_hot(codes, spec.n), tuple(map(str, codes)), names, (Scaling(),) * spec.n, "text")


def pad_text(spec: InputSpec, sequence: Sequence) -> Sequence:
    """Return a text in n numbers, the first of them its symbols in order; raises InputError where n is too small."""
    n, symbols = spec.n, len(sequence.channels)
    if symbols > n:
        right = "type numbers" if n == 1 else f"shorten it to {n} different ones"
        raise InputError(
            f"The text has {counted(symbols, 'different symbol')}, and this {spec.name} takes "
            f"{counted(n, 'number')} at each step; {right}."
        )
    x = np.pad(sequence.x, ((0, 0), (0, n - symbols)))  # (T, n)
    return Sequence(x, sequence.labels, (*sequence.channels, *[""] * (n - symbols)), (Scaling(),) * n, "text")


def join_symbols(spec: InputSpec, labels: tuple[str, ...]) -> str:
    """Write symbols as a text that `read_symbols` reads."""
    if spec.unit:
        return JOIN[spec.unit](list(labels))
    return (" " if _separated(spec) else "").join(labels)


def _as_many(spec: InputSpec, sequence: Sequence) -> Sequence:
    """Return numbers unchanged; raises InputError where there are not n of them at each step."""
    channels = sequence.x.shape[1]
    if channels != spec.n:
        named = "" if spec.any_numbers else f" ({', '.join(spec.channels)})"
        raise InputError(
            f"The input has {counted(channels, 'channel')}, and this {spec.name} takes {spec.n}{named}; "
            f"give {spec.n} on each line."
        )
    return sequence


def _scaled(spec: InputSpec, sequence: Sequence) -> Sequence:
    """Return numbers in the scaling that a run was trained with."""
    x: Array = np.column_stack([one.apply(column) for one, column in zip(spec.scalings, sequence.raw.T, strict=True)])
    return Sequence(x, sequence.labels, spec.channels, spec.scalings, "numbers")


def _one_hot(codes: list[int], n: int) -> Array:
    """Return one-hot vectors, (T, n)."""
    x = np.zeros((len(codes), n))
    x[np.arange(len(codes)), codes] = 1.0
    return x


def _separated(spec: InputSpec) -> bool:
    return any(len(symbol) > 1 for symbol in spec.channels)


def _code(spec: InputSpec, word: str, position: int) -> int:
    symbol = _known_word(spec, word) if spec.known_words else _symbol(spec, word)
    if symbol not in spec.channels:
        raise InputError(_unknown(spec, word, position))
    if position >= MOST_STEPS:
        raise InputError(f"There are more than {MOST_STEPS} symbols; leave some out.")
    return spec.channels.index(symbol)


def _known_word(spec: InputSpec, word: str) -> str | None:
    """Return the spec's word that a typed one stands for, whatever its capitals; None for an unknown one."""
    found = spec.known_words.get(word.casefold())
    return word if found and word in spec.channels else found


def _symbol(spec: InputSpec, word: str) -> str:
    symbols = spec.channels
    symbol = word if word in symbols or spec.unit else STANDS_FOR.get(word, word)
    symbol = next((one for one in (symbol, symbol.upper(), symbol.lower()) if one in symbols), symbol)
    return UNKNOWN if spec.unit and symbol not in symbols and UNKNOWN in symbols else symbol


def _unknown(spec: InputSpec, word: str, position: int) -> str:
    """Say what is wrong with a symbol, and what would be right: all symbols, or words that are spelled alike."""
    if not spec.known_words:
        return (
            f"“{shortened(word)}”, symbol {position + 1}, is not a symbol of this {spec.name}; "
            f"there are {_shown(spec.channels)}."
        )
    near = difflib.get_close_matches(word.casefold(), spec.known_words, 2, 0.7)
    right = " or ".join(f"“{spec.known_words[one]}”" for one in near)
    return (
        f"Word {position + 1}, “{shortened(word)}”, is not a word of this {spec.name}; "
        f"{f'type {right}' if near else f'an example is {spec.sample.title()}'}."
    )


def _shown(names: tuple[str, ...]) -> str:
    return " ".join(f"“{name}”" for name in names)
