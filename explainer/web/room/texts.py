"""Texts in the language of whoever reads them: the one place where a room's texts are translated."""

from explainer.lessons.course.message import Message


def translate(language: str, message: Message | str) -> str:
    """Return a message in a language, with its numbers in it."""
    if isinstance(message, str):
        return message
    return message.text.format(**message.values) if message.values else message.text


def best_language(wanted: str) -> str:
    """Return the language that a browser wants, from its header Accept-Language."""
    return "en"
