"""A visitor's regular expression: where it matches a text, within a limit of length, time and memory."""

import re
from typing import Any

from explainer.inputs.sequence import InputError

MOST_PATTERN = 200  # characters
MOST_SECONDS = 1.0
ESCAPED = re.compile(r"\\.", re.DOTALL)
CALL = re.compile(r"\(\?(?:R|[+-]?\d+\)|&|P>)")  # a pattern that calls itself could fill the memory
EXAMPLE = "“th|sh” would be right"


def pattern_spans(pattern: str, text: str, seconds: float = MOST_SECONDS) -> list[tuple[int, int]]:
    """Return where a regular expression matches a text: start and stop of each match, in characters from 0.

    `^` and `$` match at the ends of each line; matches of nothing are left out. The search is stopped after so many
    seconds. Raises InputError, which quotes the pattern.
    """
    compiled = _compiled(pattern)
    try:
        found = [match.span() for match in compiled.finditer(text, timeout=seconds)]  # other threads run meanwhile
    except TimeoutError:
        raise InputError(
            f"“{_quoted(pattern)}” was stopped after {seconds:g} s on this text; a simpler one would be right, "
            "without a repeated group that repeats something itself."
        ) from None
    except MemoryError:
        raise InputError(f"“{_quoted(pattern)}” needs too much memory on this text; make it simpler.") from None
    return [(start, stop) for start, stop in found if stop > start]


def _compiled(pattern: str) -> Any:
    """Compile a pattern with the library regex, which the first pattern loads (30 ms); raises InputError."""
    import regex

    if not pattern:
        raise InputError(f"There is no regular expression yet; {EXAMPLE}.")
    if len(pattern) > MOST_PATTERN:
        raise InputError(f"The regular expression has {len(pattern):,} characters; {MOST_PATTERN} is the most.")
    if CALL.search(ESCAPED.sub("", pattern)):
        raise InputError(f"“{_quoted(pattern)}” calls itself or one of its groups, which is not allowed; {EXAMPLE}.")
    try:
        return regex.compile(pattern, regex.MULTILINE)
    except regex.error as error:
        where = "" if error.pos is None else f" at character {error.pos + 1}"
        raise InputError(f"“{_quoted(pattern)}” is not a regular expression: {error.msg}{where}; {EXAMPLE}.") from None


def _quoted(pattern: str) -> str:
    return pattern if len(pattern) <= 60 else f"{pattern[:57]}…"
