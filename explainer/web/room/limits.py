"""The limits of rooms and of what is typed in them, and the errors with their sentences."""

import unicodedata

from explainer.lessons.course.message import Message, gettext_noop

MOST_ROOMS = 60  # open at the same time
MOST_STUDENTS = 200  # of one room
MOST_STREAMS = 3  # of one student: a phone, a laptop, and one that is being closed
LIFETIME = 6 * 3600.0  # seconds
NICKNAME = 24  # characters
QUESTION = 300
OPTION = 80
OPTIONS = (2, 5)
LINK = 6000
TITLE = 200
SENTENCE = 400
FIGURE_BYTES = 1_000_000  # of one figure, before it is compressed
MOST_FIGURES = 3
MOST_MAGNITUDE = 1e6  # of a free question's numbers
INVISIBLE = ("Cc", "Cf", "Co", "Cs")  # control, format (such as a change of the direction), private, half characters
JOINERS = "\u200c\u200d"  # that some scripts, and some emoji, need


class RoomError(Exception):
    """A request about a room that cannot be done; `message` says why, `status` is the one of the response."""

    def __init__(self, text: str, status: int = 409, **values: object) -> None:
        super().__init__(text.format(**values) if values else text)
        self.message, self.status = Message(text, values), status


NO_ROOM = gettext_noop("There is no room with this code. Look at the code on the teacher's screen and type it again.")
TOO_MANY_GUESSES = gettext_noop("Too many wrong codes came from this network. Wait a minute, then try again.")
ROOM_IS_FULL = gettext_noop("This room is full: {most} students are in it.")
TOO_MANY_ROOMS = gettext_noop("{most} rooms are open on this server; try again when one is closed.")
TOO_LONG = gettext_noop("This text has {count:,} characters; {most} is the most.")
EMPTY = gettext_noop("A question needs a text.")


def clean(text: object, most: int) -> str:
    """Return a text from outside on one line, without invisible characters; raises RoomError where it is too long."""
    if not isinstance(text, str):
        return ""
    if len(text) > 4 * most:
        raise RoomError(TOO_LONG, 400, count=len(text), most=most)
    visible = (one for one in text if one in JOINERS or one.isspace() or unicodedata.category(one) not in INVISIBLE)
    cleaned = " ".join("".join(visible).split())
    if len(cleaned) > most:
        raise RoomError(TOO_LONG, 400, count=len(cleaned), most=most)
    return cleaned


def cut(text: str, most: int) -> str:
    """Return a text of the app itself, cut where it is too long."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
