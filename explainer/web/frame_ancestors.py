"""The sites that may show pages of this server in a frame of theirs: a setting, checked when the server starts."""

import os
import re
from collections.abc import Mapping

VARIABLE = "GATESCOPE_FRAME_ANCESTORS"  # the environment variable with the setting
DEFAULT = "'self'"
KEYWORDS = ("'self'", "'none'")
HOST = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
ORIGIN = re.compile(rf"(https://{HOST}|http://(localhost|127\.0\.0\.1))(:(?P<port>[1-9]\d{{0,4}}))?", re.ASCII)
MOST_LETTERS = 2000
MOST_PORT = 65535
RIGHT = (
    "use 'self', 'none', or origins separated by blanks, each like https://moodle.example.org or http://127.0.0.1:8080"
)


class FrameAncestorsError(ValueError):
    """The setting cannot be used; the message quotes what is wrong in it."""


def frame_ancestors(environment: Mapping[str, str] = os.environ) -> str:
    """Return the sources of the directive frame-ancestors (Content Security Policy Level 3, 6.4.2).

    Raises FrameAncestorsError for a setting with anything else than 'self', 'none' and origins: a letter too many in
    this header could allow every site.
    """
    text = environment.get(VARIABLE, "")
    sources = list(dict.fromkeys(text.split())) or [DEFAULT]
    if len(text) > MOST_LETTERS:
        raise FrameAncestorsError(f"{VARIABLE} has {len(text):,} letters; it may have up to {MOST_LETTERS:,}.")
    for source in sources:
        if not is_source(source):
            raise FrameAncestorsError(f"{VARIABLE} has “{source[:60]}”, which is no origin; {RIGHT}.")
    if "'none'" in sources and len(sources) > 1:
        raise FrameAncestorsError(f"{VARIABLE} has “{text.strip()[:60]}”; 'none' stands alone.")
    return " ".join(sources)


def frame_ancestors_or_exit() -> str:
    """Return the same for this process's environment; a setting that cannot be used stops it with the sentence."""
    try:
        return frame_ancestors()
    except FrameAncestorsError as error:
        raise SystemExit(str(error)) from None


def is_source(text: str) -> bool:
    """Tell whether a word of the setting is a keyword or an origin: https, or http of this machine itself."""
    origin = ORIGIN.fullmatch(text)
    return text in KEYWORDS or bool(origin and int(origin["port"] or 0) <= MOST_PORT)
