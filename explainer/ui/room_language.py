"""The language of a room's texts on the teacher's pages."""


def language() -> str:
    """Return the language of this visit."""
    return "en"
