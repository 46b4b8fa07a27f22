"""A text as words, punctuation and line ends, and how these are joined again."""

import re
from functools import lru_cache
from typing import Any

CLOSING = frozenset(".,;:!?…)]}")  # no space before these
OPENING = frozenset("([{")  # no space after these
ASCII_WORD = re.compile(r"\n|\w+(?:'\w+)*|[^\w\s]")


def split_words(text: str) -> list[str]:
    """Split a text into words, punctuation marks (each on its own) and line ends; spaces and tabs are left out.

    A word is a run of letters, digits, combining marks and underscores, with apostrophes inside it. Where a language
    writes no spaces, a run of its letters is one word.
    """
    found: list[str] = (ASCII_WORD if text.isascii() else _any_word()).findall(text)
    return found


def join_words(words: list[str]) -> str:
    """Join words with a space, but none beside a line end, before closing punctuation or after an opening bracket."""
    return "".join(word_pieces(words))


def word_pieces(words: list[str]) -> list[str]:
    """Return each word with the space that stands before it where they are joined."""
    pieces = words[:1]
    for left, right in zip(words, words[1:], strict=False):
        close = "\n" in (left, right) or right in CLOSING or left in OPENING
        pieces.append(right if close else f" {right}")
    return pieces


@lru_cache(maxsize=1)
def _any_word() -> Any:
    """Return the pattern of a word in any script; an emoji counts as punctuation and stays whole."""
    import regex

    return regex.compile(r"\n|\w+(?:['’]\w+)*|(?!\s)\X")
