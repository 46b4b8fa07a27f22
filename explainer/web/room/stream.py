"""The streams of a room: server-sent events with the parts of its state that the screen has not had yet.

A stream has no queue: it is woken, and sends the present state of what has changed. So a slow phone skips states
instead of lagging behind, and one that comes back after a minute gets everything as it is now.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

from explainer.web.room import parts
from explainer.web.room.channel import Channel, Follower
from explainer.web.room.room import Room
from explainer.web.room.room_registry import RoomRegistry

HEARTBEAT = 10.0  # seconds
TEACHER_PAUSE = 0.1  # seconds between two messages to a teacher, whose counts change with every answer
REPLACED = parts.event("replaced", None)
CLOSED, READY = parts.event("closed", None), parts.event("ready", None)
BEAT = parts.event("beat", None)  # by its absence a screen notices that its network is gone


async def student_events(registry: RoomRegistry, code: str, visitor: str, language: str) -> AsyncIterator[bytes]:
    """Yield what a student's screen shows, until the room is closed."""
    sent: dict[str, Any] = {}
    follower = Follower(visitor)
    async for room, channel in _moments(registry, code, follower):
        yield b"".join(_student_parts(room, channel, visitor, language, sent))
    yield REPLACED if follower.replaced else CLOSED


async def teacher_events(registry: RoomRegistry, code: str, visitor: str, language: str) -> AsyncIterator[bytes]:
    """Yield what the teacher's page shows, until the room is closed; of the truth nothing before it is revealed."""
    sent: dict[str, Any] = {}
    follower = Follower(visitor)
    async for room, channel in _moments(registry, code, follower):
        yield b"".join(_teacher_parts(room, channel, language, sent))
        await asyncio.sleep(TEACHER_PAUSE)
    yield REPLACED if follower.replaced else CLOSED


async def _moments(registry: RoomRegistry, code: str, follower: Follower) -> AsyncIterator[tuple[Room, Channel]]:
    """Yield the room whenever there is news, and every HEARTBEAT seconds; end when it is closed."""
    channel = registry.channels.get(code)
    if channel is None:
        return
    channel.add(follower)
    try:
        while (room := registry.find(code)) and not follower.replaced:
            follower.news.clear()
            yield room, channel
            try:
                await asyncio.wait_for(follower.news.wait(), HEARTBEAT)
            except TimeoutError:
                continue
    finally:
        channel.remove(follower)


def _student_parts(room: Room, channel: Channel, visitor: str, language: str, sent: dict[str, Any]) -> Iterator[bytes]:
    fresh = not sent
    for name in parts.SHARED:
        value = parts.SHARED[name][1](room)
        if name not in sent or sent[name] != value:
            sent[name] = value
            yield shared_event(channel, room, name, language)
    own = parts.own_key(room, visitor)
    if sent.get("own") != own:
        sent["own"] = own
        yield parts.event("own", parts.own(room, visitor, language))
    yield READY if fresh else BEAT


def shared_event(channel: Channel, room: Room, name: str, language: str) -> bytes:
    """Return the event of a part that all students get: it is made once for each language."""
    make, key = parts.SHARED[name]
    value = key(room)
    known = channel.encoded.get((name, language))
    if known is None or known[0] != value:
        known = channel.encoded[name, language] = (value, parts.event(name, make(room, language)))
    return known[1]


def _teacher_parts(room: Room, channel: Channel, language: str, sent: dict[str, Any]) -> Iterator[bytes]:
    found = {
        "room": {"code": room.code, "sharing": room.sharing, "view": parts.view(room, language)},
        "count": parts.count(room, channel.here()),
        "question": parts.question(room, language),
        "bars": parts.bars(room, language),
        "curves": parts.curves(room),
        "training": parts.training(room, language),
    }
    for name, part in found.items():
        if name not in sent or sent[name] != part:
            sent[name] = part
            yield parts.event(name, part)
    yield BEAT
