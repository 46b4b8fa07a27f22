"""A typed text, read by character or by word."""

import re

from explainer.inputs.sequence import InputError, Sequence, one_hot

UNITS = ("character", "word")
MOST_TYPED = 10_000  # characters looked at, before they are counted as steps


def read_text(text: str, unit: str) -> Sequence:
    """Return a text as a one-hot sequence by "character" or "word"; raises InputError."""
    if len(text) > MOST_TYPED:
        raise InputError(f"The text has {len(text):,} characters; {MOST_TYPED:,} is the most that is looked at.")
    return one_hot(list(text) if unit == "character" else re.findall(r"\w+(?:['’]\w+)*|[^\w\s]", text), unit)
