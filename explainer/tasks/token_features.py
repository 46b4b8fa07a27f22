"""Numbers of tokens that any text has: positions, brackets, capitals; each is that after its token is read."""

import unicodedata
from collections.abc import Callable, Sequence

Tokens = Sequence[str]
Numbers = Sequence[float]
OPENING, CLOSING = "([{", ")]}"
VOWELS = frozenset("aeiouαεηιουωаеиоуыэюя")


def bracket_depth(tokens: Tokens) -> Numbers:
    """Return how many brackets are open; an empty line closes all."""
    depth, found = 0, []
    for k, token in enumerate(tokens):
        depth += (token in OPENING) - (token in CLOSING)
        depth = 0 if is_empty_line(tokens, k) else max(0, depth)
        found.append(depth)
    return found


def inside_brackets(tokens: Tokens) -> Numbers:
    """Return 1 where a bracket is open."""
    return [float(depth > 0) for depth in bracket_depth(tokens)]


def indentation(tokens: Tokens) -> Numbers:
    """Return how many spaces and tabs the line began with, as far as it is read."""
    count, at_start, found = 0, True, []
    for token in tokens:
        if is_line_end(token):
            count, at_start = 0, True
        else:
            at_start = at_start and token in " \t"
            count += at_start
        found.append(count)
    return found


def position_in_line(tokens: Tokens) -> Numbers:
    """Return how many tokens of the line are read; 0 after a line end."""
    return _positions(tokens, lambda token: not is_line_end(token))


def position_in_word(tokens: Tokens) -> Numbers:
    """Return how many letters and digits in a row are read; 0 after any other character."""
    return _positions(tokens, lambda token: token[0].isalnum() or token == "_")


def position_in_sentence(tokens: Tokens) -> Numbers:
    """Return how many tokens of the sentence are read; 0 after its end."""
    return _positions(tokens, lambda token: token not in (".", "!", "?", "…"))


def after_space(tokens: Tokens) -> Numbers:
    """Return 1 at each token that follows a space."""
    return [float(k > 0 and tokens[k - 1] == " ") for k in range(len(tokens))]


def vowel(tokens: Tokens) -> Numbers:
    """Return 1 at a vowel, of either case, with or without an accent; the Greek and Cyrillic ones too."""
    return [float(unicodedata.normalize("NFD", token)[0].lower() in VOWELS) for token in tokens]


def upper_case(tokens: Tokens) -> Numbers:
    """Return 1 at each token that begins with a capital."""
    return [float(token[0].isupper()) for token in tokens]


def is_line_end(token: str) -> bool:
    """Tell whether a token ends a line."""
    return token in ("\n", "\r\n", "\r")


def is_empty_line(tokens: Tokens, k: int) -> bool:
    """Tell whether token k ends a line that is empty."""
    return k > 0 and is_line_end(tokens[k]) and is_line_end(tokens[k - 1])


def _positions(tokens: Tokens, counts: Callable[[str], bool]) -> Numbers:
    """Return how many tokens in a row, up to each, are such that count."""
    position, found = 0, []
    for token in tokens:
        position = position + 1 if counts(token) else 0
        found.append(position)
    return found
