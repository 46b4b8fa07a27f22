"""The room as a Streamlit component: the whole room on the teacher's page, a strip on the others."""

from collections.abc import Callable

import segno

from explainer.lessons.course.message import gettext_noop
from explainer.web.component import component
from explainer.web.room.room import Room
from explainer.web.translations import translate

TEXTS = {
    "room": gettext_noop("Room"),
    "here": gettext_noop("{here} here"),
    "answered": gettext_noop("{answered} answered"),
    "reveal": gettext_noop("Reveal"),
    "next": gettext_noop("Next →"),
    "close": gettext_noop("Close room"),
    "close_surely": gettext_noop("Press again to close"),
    "nicknames": gettext_noop("With a nickname"),
    "invitation": gettext_noop("How students join"),
    "qr": gettext_noop("QR code of the link to this room"),
    "open_link": gettext_noop("Scan the code, or open"),
    "or_code": gettext_noop("or go to {join} and type"),
    "promise": gettext_noop(
        "No accounts. Answers and nicknames are gone when the room closes, after six hours at most."
    ),
    "answers": gettext_noop("Answers of this room"),
    "answer": gettext_noop("Answer"),
    "count": gettext_noop("Students"),
    "step": gettext_noop("Step"),
    "means": gettext_noop("mean of each curve"),
    "drawn": gettext_noop("{count} curves of this room"),
    "failed": gettext_noop("That did not arrive. Check the connection, then try again."),
    "train": gettext_noop("Train together"),
    "train_intro": gettext_noop(
        "Each student starts a small network with a seed of its own; the class is the ensemble."
    ),
    "cell": gettext_noop("Cell"),
    "offer": gettext_noop("Let the class start networks"),
    "train_now": gettext_noop("Train them now"),
    "put_away": gettext_noop("Put away"),
    "phase_gathering": gettext_noop("{cell} on “{title}”: {members} networks are ready. They begin together."),
    "phase_training": gettext_noop(
        "Update {step} of {updates}: {solved} of {count} networks have solved it. A guess is right in {baseline} %."
    ),
    "phase_ended": gettext_noop(
        "All are trained: {solved} of {count} networks have solved it. A guess is right in {baseline} %."
    ),
    "scores": gettext_noop("Scores of the networks"),
    "share": gettext_noop("Right answers"),
    "scale": gettext_noop("{label}, from {low} to {high}"),
    "as_table": gettext_noop("As a table"),
    "networks": gettext_noop("Networks"),
    "following": gettext_noop("{count} following"),
    "stop": gettext_noop("Stop showing"),
    "show": gettext_noop("Show this to the room"),
    "ask": gettext_noop("Ask the room"),
    "back": gettext_noop("To the room"),
    "let_go": gettext_noop("You explore on your own."),
    "follow_again": gettext_noop("Follow room {code} again"),
}
"""The texts of the component by their names in its scripts; a {field} is filled in there."""


def show_teacher(room: Room, origin: str, language: str, key: str, on_closed: Callable[[], None]) -> None:
    """Show the whole room to its teacher; `origin` is where students reach this server."""
    link = f"{origin}/room/{room.code}"
    qr = segno.make(link, error="m").svg_data_uri(scale=8, border=3)
    data = {"kind": "teacher", "code": room.code, "link": link, "qr": qr, "texts": _texts(language)}
    component("room")(key=key, data=data, on_closed_change=on_closed)


def show_strip(room: Room, page: str, language: str, can_ask: bool, on_ask: Callable[[], None]) -> None:
    """Show the strip above a teacher's page; with `can_ask` it offers to ask the room what the page's lesson asks."""
    data = {"kind": "strip", "code": room.code, "page": page, "can_ask": can_ask, "texts": _texts(language)}
    rerun = {f"on_{name}_change": lambda: None for name in ("closed", "revealed")}
    component("room")(key="room_strip_component", data=data, on_ask_change=on_ask, **rerun)


def show_return_link(room: Room, language: str) -> None:
    """Show a student who has let go of a room the link to it."""
    data = {"kind": "student", "code": room.code, "texts": _texts(language)}
    component("room")(key="room_return_link", data=data)


def _texts(language: str) -> dict[str, str]:
    return {name: translate(language, text) for name, text in TEXTS.items()}
