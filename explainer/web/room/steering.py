"""What a teacher's page can order in a room, by the name of the order."""

from collections.abc import Callable, Mapping
from typing import Any

from explainer.lessons.course.message import gettext_noop
from explainer.numerics.changes import ChangeError, parse_changes
from explainer.web.room import class_training, transitions
from explainer.web.room.limits import LINK, RoomError
from explainer.web.room.room import Cursor, Room

MOST_POSITION = 100_000
NO_ORDER = gettext_noop("A room has no such order; there are {orders}.")
BAD_CURSOR = gettext_noop("This is no position of a cursor.")
Order = Mapping[str, Any]


def read_cursor(order: Order) -> Cursor:
    """Return the cursor of an order, as the stage reports it; raises RoomError."""
    found = order.get("cursor")
    if not isinstance(found, dict):
        raise RoomError(BAD_CURSOR, 400)
    places = {name: found.get(name, 0) for name in ("t", "unit", "op")}
    texts = {name: found.get(name, "") for name in ("changes", "pins", "back")}
    whole = all(isinstance(one, int) and 0 <= one <= MOST_POSITION for one in places.values())
    if not whole or not all(isinstance(one, str) and len(one) <= LINK for one in texts.values()):
        raise RoomError(BAD_CURSOR, 400)
    try:
        parse_changes(texts["changes"])
    except ChangeError as error:
        raise RoomError(BAD_CURSOR, 400) from error
    return Cursor(**places, **texts)


def _words(room: Room, order: Order) -> Room:
    heading, sentence = order.get("heading"), order.get("sentence")
    fits = isinstance(heading, str) and isinstance(sentence, str)
    return transitions.show_words(room, str(heading), str(sentence)) if fits else room


ORDERS: Mapping[str, Callable[[Room, Order], Room]] = {
    "cursor": lambda room, order: transitions.move_cursor(room, read_cursor(order)),
    "words": _words,
    "share": lambda room, order: transitions.share(room, order.get("on") is True),
    "reveal": lambda room, order: transitions.reveal(room),
    "next": lambda room, order: transitions.next_question(room),
    "offer": lambda room, order: class_training.offer(room, str(order.get("cell", ""))[:20]),
    "forget": lambda room, order: class_training.forget(room),
}
"""The orders that change nothing but the room; "close" and "train" have routes of their own."""


def steer(room: Room, order: Order) -> Room:
    """Return the room after an order; raises RoomError."""
    name = order.get("do")
    if not isinstance(name, str) or name not in ORDERS:
        raise RoomError(NO_ORDER, 400, orders=", ".join((*ORDERS, "train", "close")))
    return ORDERS[name](room, order)
