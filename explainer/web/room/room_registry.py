"""All rooms of a server, in memory alone: at most MOST_ROOMS, one of each teacher, for at most LIFETIME seconds."""

import threading
import time
from collections.abc import Callable, Collection
from functools import cache

from explainer.web.room import transitions
from explainer.web.room.channel import Channel
from explainer.web.room.guesses import Guesses
from explainer.web.room.limits import LIFETIME, MOST_ROOMS, NO_ROOM, TOO_MANY_GUESSES, TOO_MANY_ROOMS, RoomError
from explainer.web.room.room import Room
from explainer.web.room.room_code import new_code, read_code

Transition = Callable[[Room], Room]


class RoomRegistry:
    """The rooms by their codes; every call may come from any thread. `clock` returns seconds.

    With `timers` a room ends in time even if nobody asks for any room.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, timers: bool = False) -> None:
        self.clock, self.timers, self.lock = clock, timers, threading.RLock()
        self.by_code: dict[str, Room] = {}
        self.channels: dict[str, Channel] = {}
        self.guesses = Guesses()
        self.on_close: list[Callable[[Room], None]] = []

    def open(self, teacher: str) -> Room:
        """Return the teacher's room, a new one where none is open; raises RoomError where there are too many."""
        with self.lock:
            if known := self.of_teacher(teacher):
                return known
            if len(self.by_code) >= MOST_ROOMS:
                raise RoomError(TOO_MANY_ROOMS, 429, most=MOST_ROOMS)
            code = next(one for one in iter(new_code, "") if one not in self.by_code)
            self.channels[code] = Channel(teacher)
            self.by_code[code] = Room(code, teacher, self.clock())
            if self.timers:
                timer = threading.Timer(LIFETIME + 1, self.close_expired)
                timer.daemon = True
                timer.start()
            return self.by_code[code]

    def find(self, code: str) -> Room | None:
        """Return the room with a code; None where there is none, or none any more."""
        with self.lock:
            self.close_expired()
            return self.by_code.get(code)

    def of_teacher(self, teacher: str) -> Room | None:
        """Return the open room of a teacher."""
        with self.lock:
            self.close_expired()
            return next((room for room in self.by_code.values() if teacher and room.teacher == teacher), None)

    def of_student(self, visitor: str) -> Room | None:
        """Return the room that a visitor has joined last, of those that are open."""
        with self.lock:
            self.close_expired()
            return next((room for room in reversed(self.by_code.values()) if visitor in room.students), None)

    def search(self, typed: object, address: str) -> Room:
        """Return the room with a typed code; raises RoomError, and counts the guess of this address, without one."""
        with self.lock:
            now = self.clock()
            if self.guesses.refuses(address, now):
                raise RoomError(TOO_MANY_GUESSES, 429)
            room = self.find(read_code(typed))
            if room is None:
                self.guesses.note_wrong(address, now)
                raise RoomError(NO_ROOM, 404)
            return room

    def change(self, code: str, transition: Transition, wake: Collection[str] | None = None) -> Room | None:
        """Replace a room by what a transition makes of it, and wake some visitors or all; None where it is closed."""
        with self.lock:
            room = self.find(code)
            if room is None:
                return None
            self.by_code[code] = changed = transition(room)
            if changed is not room:
                self.channels[code].wake(wake)
            return changed

    def close(self, code: str) -> None:
        """Close a room: everything that it held is forgotten, and its followers are told."""
        with self.lock:
            room, channel = self.by_code.pop(code, None), self.channels.pop(code, None)
        if room and channel:
            channel.wake()
            for listener in self.on_close:
                listener(room)

    def close_expired(self) -> None:
        """Close the rooms that are too old."""
        with self.lock:
            now, all_rooms = self.clock(), list(self.by_code.values())
        for room in [one for one in all_rooms if transitions.has_expired(one, now)]:
            self.close(room.code)


@cache
def room_registry() -> RoomRegistry:
    """Return the rooms of this server."""
    return RoomRegistry(timers=True)
