"""Characters as a reader counts them: grapheme clusters of Unicode."""

import re
from functools import lru_cache
from typing import Any


def split_graphemes(text: str) -> list[str]:
    """Split a text into grapheme clusters; joined together they are the text again.

    An emoji made of several code points, a letter with its combining marks, a flag, a Hangul syllable and CR LF each
    stay whole. Source: Unicode Standard Annex 29, section 3.
    """
    joining = _joining_characters(text)
    if not joining:
        return list(text)
    inside = re.escape(joining)
    clusters: list[str] = []
    end = 0
    for part in re.finditer(f"[^{inside}]?(?:[{inside}]+[^{inside}]?)+", text):
        clusters.extend(text[end : part.start()])  # between two characters that never join, a cluster ends
        clusters.extend(_pattern(r"\X").findall(part[0]))
        end = part.end()
    clusters.extend(text[end:])
    return clusters


def _joining_characters(text: str) -> str:
    """Return which characters of a text may form a cluster with a character that stands before or after them."""
    if text.isascii() and "\r" not in text:
        return ""
    alone = _pattern(r"[\p{Grapheme_Cluster_Break=Other}\p{Grapheme_Cluster_Break=Control}\n]")
    return "".join(character for character in sorted(set(text)) if not alone.match(character))


@lru_cache(maxsize=2)
def _pattern(pattern: str) -> Any:
    """Compile a pattern of the library regex, which the first text that needs it loads (30 ms)."""
    import regex

    return regex.compile(pattern)
