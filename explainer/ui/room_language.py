"""The language of a room's texts on the teacher's pages."""

from explainer.web.room.texts import translate


def language() -> str:
    """Return the language of this visit."""
    return "en"


def _(text: str) -> str:
    """Return a text in the language of the visit."""
    return translate(language(), text)
