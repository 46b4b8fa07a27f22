"""The units that a text is read by, characters or words: how each splits a text, and joins it again."""

from collections.abc import Callable

from explainer.inputs.graphemes import split_graphemes
from explainer.inputs.words import join_words, split_words, word_pieces

SPLIT: dict[str, Callable[[str], list[str]]] = {"character": split_graphemes, "word": split_words}
JOIN: dict[str, Callable[[list[str]], str]] = {"character": "".join, "word": join_words}
PIECES: dict[str, Callable[[list[str]], list[str]]] = {"character": list, "word": word_pieces}
"""The pieces of the joined text, one for each token."""
