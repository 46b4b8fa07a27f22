"""The streams: what follows what, that a slow screen skips, and that one that comes back has everything."""

import asyncio
from functools import partial

from explainer.web.room import transitions
from explainer.web.room.free_question import number_question
from explainer.web.room.room import Cursor, Figure
from explainer.web.room.room_registry import RoomRegistry
from tests.web.room.client import ANN, BEN, TEACHER, Client, make_app

PARTS = ("view", "figures", "cursor", "question", "training")


def show(registry: RoomRegistry, code: str, t: int) -> None:
    """Let the teacher go to a step of the stage."""
    figure = Figure("stage", "stage", f"digest {t // 10}", f"text {t // 10}")
    registry.change(code, lambda room: transitions.show_figure(room, figure, 10))
    registry.change(code, lambda room: transitions.show_view(room, "cell", "Cell", f"/?t={t}", ["stage"]))
    registry.change(code, lambda room: transitions.move_cursor(room, Cursor(t, 1, 1)))


def joined_room() -> tuple[RoomRegistry, str]:
    registry = RoomRegistry()
    code = registry.open(TEACHER).code
    for visitor in (ANN, BEN):
        registry.change(code, partial(transitions.join, visitor=visitor))
    return registry, code


def test_a_follower_that_comes_back_is_where_the_others_are():
    async def play():
        registry, code = joined_room()
        app = make_app(registry)
        show(registry, code, 1)
        ann, ben = Client(app, ANN), Client(app, BEN)
        async with ann.stream(f"{code}/events") as others:
            async with ben.stream(f"{code}/events") as before:
                assert (await before.until("cursor"))["t"] == 1
            for t in range(2, 40):
                show(registry, code, t)
            registry.change(code, lambda room: transitions.ask(room, number_question("How many?", 0, 9)))
            await others.until("question")
            await others.until("cursor", lambda part: part["t"] == 39)
            async with ben.stream(f"{code}/events") as after:
                await after.until("ready")
                assert {name: after[name] for name in PARTS} == {name: others[name] for name in PARTS}
                assert after["cursor"]["t"] == 39 and after["figures"][0]["text"] == "text 3"

    asyncio.run(play())


def test_a_screen_that_is_slow_gets_the_last_state_and_not_every_one():
    async def play():
        registry, code = joined_room()
        app = make_app(registry)
        ann = Client(app, ANN)
        async with ann.stream(f"{code}/events") as parts:
            await parts.until("ready")
            for t in range(1, 500):  # the stream is not read in between
                registry.change(code, partial(transitions.move_cursor, cursor=Cursor(t)))
            await parts.until("cursor", lambda part: part["t"] == 499)
            assert sum(name == "cursor" for name, _ in parts.items()) < 5

    asyncio.run(play())


def test_only_what_has_changed_is_sent_and_once_for_all():
    async def play():
        registry, code = joined_room()
        app = make_app(registry)
        ann, ben = Client(app, ANN), Client(app, BEN)
        async with ann.stream(f"{code}/events") as one, ben.stream(f"{code}/events") as two:
            await one.until("ready")
            await two.until("ready")
            before = one.count
            show(registry, code, 1)
            await one.until("cursor")
            await two.until("cursor")
            assert one.count <= before + 3 + 2  # view, figures and cursor, perhaps in several wakes
            encoded = registry.channels[code].encoded
            assert set(encoded) == {(name, "en") for name in PARTS}
            await ann.post(f"{code}/answer", {"question": 1, "answer": 1})
            assert two.count == one.count

    asyncio.run(play())


def test_a_visitors_fourth_stream_ends_the_first():
    async def play():
        registry, code = joined_room()
        ann = Client(make_app(registry), ANN)
        async with ann.stream(f"{code}/events") as first, ann.stream(f"{code}/events"), ann.stream(f"{code}/events"):
            await first.until("ready")
            async with ann.stream(f"{code}/events") as fourth:
                await fourth.until("ready")
                await first.until("replaced")
                assert len(registry.channels[code].followers) == 3 and registry.channels[code].here() == 1

    asyncio.run(play())


def test_the_teacher_sees_who_is_here_and_the_bars_grow():
    async def play():
        registry, code = joined_room()
        app = make_app(registry)
        ann, teacher = Client(app, ANN), Client(app, TEACHER)
        registry.change(code, lambda room: transitions.ask(room, number_question("How many?", 0, 100, "", 50)))
        async with teacher.stream(f"{code}/teacher-events") as parts:
            assert (await parts.until("count"))["here"] == 0
            async with ann.stream(f"{code}/events"):
                await parts.until("count", lambda part: part["here"] == 1)
                await ann.post(f"{code}/answer", {"question": 1, "answer": 15})
                assert (await parts.until("count", lambda part: part["answered"] == 1))["joined"] == 2
                bars = await parts.until("bars", lambda part: any(bar["count"] for bar in part))
                assert [bar["count"] for bar in bars] == [0, 1, *[0] * 8]
            await parts.until("count", lambda part: part["here"] == 0)
            await teacher.post(f"{code}/steer", {"do": "reveal"})
            shown = await parts.until("question", lambda part: part["revealed"])
            assert shown["truth"] == 50 and shown["score"] == "0 of 1 were right."

    asyncio.run(play())
