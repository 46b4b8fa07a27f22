"""Pairs of strings, a source and its target, for networks that read one and write the other, symbol by symbol."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.sequence import VISIBLE, InputError, counted
from explainer.inputs.symbols import BLANK
from explainer.tasks.test_seed import TEST_SEED

START, END = "▷", "◁"  # before and after a target
RESERVED = (BLANK, START, END)
END_TOKEN = RESERVED.index(END)
HELD_OUT = 10  # one pair in so many is for the test alone

Pair = tuple[str, str]
Tokens = NDArray[np.int64]


class Answer(NamedTuple):
    """The right target of a source, and whether the pair is held out; None where it is in neither part of the data."""

    target: str
    held_out: bool | None


@dataclass(frozen=True, eq=False)
class PairData:
    """Where pairs come from, and the symbols and steps that they need.

    `draw` gives so many training pairs; `test` are pairs of which none is ever drawn, one with the longest target first
    and the others in random order. Symbols are numbered by their place: 0 is padding on both sides, and the target's
    next two are START and END. `source_steps` and `target_steps` are those of the longest string, END included.
    `answer` returns what is right for any source, None where that is not known. `backwards` tells whether the encoder
    reads each source from its end.
    """

    draw: Callable[[np.random.Generator, int], list[Pair]]
    test: tuple[Pair, ...]
    source_symbols: tuple[str, ...]
    target_symbols: tuple[str, ...]
    source_steps: int
    target_steps: int
    answer: Callable[[str], Answer | None]
    backwards: bool = False


class EncodedPairs(NamedTuple):
    """B pairs as tokens: `source` (Ts, B) with its lengths (B,), and the target after START and before END.

    `target_in` (Tt, B) begins with START and `target_out` (Tt, B) ends with END, one step ahead of it; `mask` (Tt, B)
    is 1 at the steps of the target and its END.
    """

    source: Tokens
    source_lengths: Tokens
    target_in: Tokens
    target_out: Tokens
    mask: NDArray[np.float32]


def encode(data: PairData, pairs: Sequence[Pair], backwards: bool = False) -> EncodedPairs:
    """Return pairs as padded tokens; `backwards` reverses each source (Sutskever, Vinyals & Le 2014, section 3.3)."""
    sources = [source[::-1] if backwards else source for source, _ in pairs]
    ended = [[*target, END] for _, target in pairs]
    begun = [[START, *target] for _, target in pairs]
    lengths = np.array([len(target) for target in ended], np.int64)
    return EncodedPairs(
        _tokens(sources, data.source_symbols, data.source_steps),
        np.array([len(source) for source in sources], np.int64),
        _tokens(begun, data.target_symbols, data.target_steps),
        _tokens(ended, data.target_symbols, data.target_steps),
        (np.arange(data.target_steps)[:, None] < lengths).astype(np.float32),
    )


def _tokens(strings: Sequence[Sequence[str]], symbols: tuple[str, ...], steps: int) -> Tokens:
    index = {symbol: k for k, symbol in enumerate(symbols)}
    tokens = np.zeros((steps, len(strings)), np.int64)
    for column, string in enumerate(strings):
        tokens[: len(string), column] = [index[symbol] for symbol in string]
    return tokens


def decode(data: PairData, tokens: Tokens) -> list[str]:
    """Return written tokens (Tt, B) as strings, each up to its first END; padding and START are shown as they are."""
    texts = ("".join(data.target_symbols[token] for token in column) for column in tokens.T)
    return [text.partition(END)[0] for text in texts]


def read_source(data: PairData, text: str) -> str:
    """Return a typed source without spaces around it; raises InputError where the network cannot read it."""
    text = text.strip()
    if not text:
        raise InputError(f"There is no source yet; type up to {counted(data.source_steps, 'character')}.")
    if len(text) > data.source_steps:
        raise InputError(f"The source has {counted(len(text), 'character')}; {data.source_steps} is the most.")
    known = data.source_symbols[1:]
    for position, symbol in enumerate(text, 1):
        if symbol not in known:
            shown = "".join(VISIBLE.get(one, one) for one in known)
            raise InputError(f"Character {position}, “{symbol}”, is in none of the sources; one of {shown} is right.")
    return text


def is_held_out(key: str) -> bool:
    """Tell whether a pair with this key is for the test alone: one key in ten, by a hash that never changes."""
    return hash_number(key) % HELD_OUT == 0


def hash_number(key: str) -> int:
    """Return a number that depends on a key alone, and hardly on how keys resemble each other."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big")


def data_from_pairs(
    training: Sequence[Pair], test: Sequence[Pair], rule: Callable[[str], str | None] = lambda source: None
) -> PairData:
    """Return data that draws from a list of training pairs, and holds out a list of others.

    The answers are those of the pairs; for any other source that of a `rule`, where there is one.
    """

    def draw(rng: np.random.Generator, count: int) -> list[Pair]:
        return [training[k] for k in rng.integers(0, len(training), count)]

    def answer(source: str) -> Answer | None:
        target = rule(source)
        return known.get(source) or (None if target is None else Answer(target, None))

    shuffled = [test[k] for k in np.random.default_rng(TEST_SEED).permutation(len(test))]
    known = {source: Answer(target, held_out=False) for source, target in training}
    known |= {source: Answer(target, held_out=True) for source, target in test}
    sources, targets = zip(*training, *test, strict=True)
    return PairData(
        draw, longest_first(shuffled), (BLANK, *symbols_of(sources)), (*RESERVED, *symbols_of(targets)),
        max(map(len, sources)), max(map(len, targets)) + 1, answer,
    )  # fmt: skip


def longest_first(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """Return pairs with the first of those with the longest target at the beginning, the others in their order."""
    longest = max(range(len(pairs)), key=lambda k: len(pairs[k][1]))
    return (pairs[longest], *pairs[:longest], *pairs[longest + 1 :])


def symbols_of(strings: Iterable[str]) -> tuple[str, ...]:
    """Return all characters of strings, sorted."""
    return tuple(sorted(set().union(*strings)))
