"""Who follows a room now: one flag per follower, set when there is news; each then reads what it has not sent yet."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from explainer.web.room.limits import MOST_STREAMS


class Follower:
    """An open stream of a visitor; `news` is set when the room has changed."""

    def __init__(self, visitor: str) -> None:
        self.visitor = visitor
        self.loop, self.news, self.replaced = asyncio.get_running_loop(), asyncio.Event(), False


@dataclass(eq=False)
class Channel:
    """The open streams of a room, and the texts that were made for them: each is made once for all who get it."""

    teacher: str
    followers: dict[Follower, None] = field(default_factory=dict)
    encoded: dict[tuple[str, str], tuple[Any, bytes]] = field(default_factory=dict)

    def add(self, follower: Follower) -> None:
        """Add a stream; the oldest of a visitor who has too many ends."""
        own = [one for one in self.followers if one.visitor == follower.visitor]
        for oldest in own[: max(0, len(own) + 1 - MOST_STREAMS)]:
            self.remove(oldest)
            oldest.replaced = True
            oldest.news.set()
        self.followers[follower] = None
        self.wake([self.teacher])

    def remove(self, follower: Follower) -> None:
        """Remove a stream that has ended."""
        self.followers.pop(follower, None)
        self.wake([self.teacher])

    def wake(self, visitors: Collection[str] | None = None) -> None:
        """Announce news to the streams of some visitors, or to all; may be called from any thread."""
        for loop in {one.loop for one in list(self.followers)}:
            try:
                loop.call_soon_threadsafe(self._announce, loop, visitors)
            except RuntimeError:
                continue  # the server is shutting down

    def here(self) -> int:
        """Return how many visitors, the teacher left out, have an open stream."""
        return len({one.visitor for one in list(self.followers)} - {self.teacher})

    def _announce(self, loop: asyncio.AbstractEventLoop, visitors: Collection[str] | None) -> None:
        for follower in list(self.followers):
            if follower.loop is loop and (visitors is None or follower.visitor in visitors):
                follower.news.set()
