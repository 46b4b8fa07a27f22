"""The texts of the course in the visitor's language, with their numbers filled in."""

from explainer.lessons.course.message import Message
from explainer.ui.language import _


def translated(message: Message) -> str:
    """Return a message as text; raises KeyError, IndexError or ValueError where its values do not fit its fields."""
    return _(message)


def label(text: str) -> str:
    """Return a text without numbers, such as the label of a control."""
    return translated(Message(text))
