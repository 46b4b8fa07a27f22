"""A typed text, split into characters or words."""

import re

from explainer.inputs.sequence import InputError, Sequence, one_hot_sequence

UNITS = ("character", "word")
MOST_TYPED = 10_000  # characters, before they are counted as steps


def read_text(text: str, unit: str) -> Sequence:
    """Return a text as a one-hot sequence by "character" or "word"; raises InputError."""
    check_length(text)
    return one_hot_sequence(list(text) if unit == "character" else re.findall(r"\w+(?:['’]\w+)*|[^\w\s]", text), unit)


def check_length(text: str) -> None:
    """Raise InputError for a text that is too long."""
    if len(text) > MOST_TYPED:
        raise InputError(f"The text has {len(text):,} characters; {MOST_TYPED:,} is the most.")


def shortened(word: str) -> str:
    """Return what a message quotes of a word: 20 characters at the most."""
    return word if len(word) <= 20 else f"{word[:17]}…"
