"""The languages of the pages, and the catalogue of translations of each: gettext's, without a global function."""

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from explainer.lessons.course.message import Message

DOMAIN = "gatescope"
CATALOGUES = Path(__file__).parent.parent / "locale"
LANGUAGES: Mapping[str, str] = {"en": "English", "ru": "Русский"}
"""The name of each language in itself, by its code in a link; the texts in the source are in the first."""


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Return the catalogue of one of LANGUAGES; English, and any other, has none and leaves each text as it is."""
    return gettext.translation(DOMAIN, CATALOGUES, [language], fallback=True)


def translate(language: str, message: Message | str) -> str:
    """Return a message in a language, with its numbers in it; a text that has no translation stays English."""
    if isinstance(message, str):
        return translations(language).gettext(message) if message else ""
    text = translate(language, message.text)
    return text.format(**message.values) if message.values else text


def best_language(wanted: str) -> str:
    """Return which of LANGUAGES a browser wants: “ru-RU”, or a header “de;q=0.9, ru;q=0.8”; English otherwise."""
    ranked = sorted((_quality(part), -place, part) for place, part in enumerate(wanted[:200].split(",")))
    codes = [part.strip().lower().partition(";")[0].partition("-")[0] for quality, _, part in ranked if quality > 0]
    return next((code for code in reversed(codes) if code in LANGUAGES), "en")


def _quality(part: str) -> float:
    """Return the weight of a part of Accept-Language (RFC 9110, section 12.5.4): 1 where none is written."""
    weight = part.partition(";q=")[2]
    try:
        return float(weight) if weight else 1.0
    except ValueError:
        return 0.0
