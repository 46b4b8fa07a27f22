"""Training together: seats and seeds, the runs, their scores; with a run service that only notes what it gets."""

import asyncio
import threading
from dataclasses import replace
from functools import partial

import pytest

from explainer.runs.limits import RunError
from explainer.runs.row import Row
from explainer.training.recipe import Recipe
from explainer.web.room import class_training, scores, transitions
from explainer.web.room.limits import RoomError
from explainer.web.room.room import Room
from explainer.web.room.room_registry import RoomRegistry
from tests.web.room.client import ANN, BEN, TEACHER, Client, make_app


class FakeService:
    """A run service whose runs do what the test says."""

    def __init__(self, most: int = 10) -> None:
        self.rows: dict[str, Row] = {}
        self.deleted: list[str] = []
        self.most, self.news = most, threading.Event()

    def start(self, recipe: Recipe, owner: str, group: str = "") -> str:
        if len(self.rows) >= self.most:
            raise RunError("Too many runs are in training.")
        name = f"run{len(self.rows)}"
        self.rows[name] = Row(name, owner, recipe, group)
        return name

    def row(self, run: str) -> Row:
        if run not in self.rows:
            raise RunError("There is no such run.")
        return self.rows[run]

    def delete(self, run: str) -> None:
        self.rows.pop(run, None)
        self.deleted.append(run)
        self.news.set()

    def change(self, run: str, **fields: object) -> None:
        self.rows[run] = replace(self.rows[run], **fields)  # type: ignore[arg-type]


def room_of(count: int) -> Room:
    room = Room("KITE-427-359", TEACHER, 0.0)
    for k in range(count):
        room = transitions.join(room, f"student {k}")
    return room


def with_seats(count: int) -> Room:
    room = class_training.offer(room_of(count), "GRU")
    for visitor in room.students:
        room = class_training.take_part(room, visitor)
    return room


@pytest.mark.parametrize(("students", "sizes"), [(1, [1]), (32, [32]), (33, [32, 1]), (200, [32] * 6 + [8])])
def test_each_student_has_a_seed_of_its_own_in_as_few_runs_as_there_can_be(students, sizes):
    training = with_seats(students).training
    assert training
    recipes = class_training.recipes(training)
    assert [recipe.seeds for recipe in recipes] == sizes
    trained = [recipe.seed + k for recipe in recipes for k in range(recipe.seeds)]
    assert [scores.seed_of(training, visitor) for visitor in training.seats] == trained == list(range(1, students + 1))


def test_the_next_training_has_other_seeds():
    room = class_training.offer(with_seats(5), "LSTM")
    assert room.training and room.training.seed == 6 and not room.training.seats


def test_a_score_belongs_to_its_student():
    room = class_training.begin(with_seats(34))
    room = class_training.note_runs(room, room.training, ("a", "b"))
    first = tuple(k / 32 for k in range(32))
    room = class_training.note_progress(room, ("a", "b"), (first, (None, 1.0)), (10, 20), ended=False)
    assert room.training
    assert scores.own(room.training, "student 3") == {"seed": 4, "score": 3 / 32, "better": 29}
    assert scores.own(room.training, "student 32") == {"seed": 33, "score": None, "better": None}
    assert scores.own(room.training, "student 33") == {"seed": 34, "score": 1.0, "better": 0}
    assert scores.own(room.training, "stranger") is None
    summary = scores.summary(room.training)
    assert summary["count"] == 33 and summary["step"] == 10 and summary["solved"] == 1
    assert sum(bar["count"] for bar in summary["bars"]) == 33 and summary["bars"][9]["count"] == 4


def test_nobody_joins_a_training_that_has_begun_and_it_begins_once():
    room = class_training.begin(with_seats(2))
    room = transitions.join(room, "late")
    with pytest.raises(RoomError, match="begun"):
        class_training.take_part(room, "late")
    assert class_training.take_part(room, "student 0") is room
    with pytest.raises(RoomError, match="begun"):
        class_training.begin(room)
    with pytest.raises(RoomError, match="Nobody"):
        class_training.begin(class_training.offer(room, "RNN"))
    with pytest.raises(RoomError, match="No training"):
        class_training.take_part(room_of(1), "student 0")
    with pytest.raises(RoomError, match="Join"):
        class_training.take_part(class_training.offer(room_of(1), "RNN"), "stranger")


def test_news_of_runs_that_are_not_the_rooms_any_more_is_left_out():
    room = class_training.begin(with_seats(2))
    noted = class_training.note_runs(room, room.training, ("a",))
    assert class_training.note_progress(noted, ("b",), ((1.0,),), (5,), ended=True) is noted
    other = class_training.offer(noted, "RNN")
    assert class_training.note_runs(other, noted.training, ("c",)) is other


async def start(registry: RoomRegistry, service: FakeService, app, code: str) -> Client:
    """Let a teacher and two students begin a training; return the teacher."""
    teacher = Client(app, TEACHER)
    assert (await teacher.post(f"{code}/steer", {"do": "offer", "cell": "GRU"}))[0] == 204
    for visitor in (ANN, BEN):
        registry.change(code, partial(transitions.join, visitor=visitor))
        assert (await Client(app, visitor).post(f"{code}/take-part", {}))[0] == 204
    return teacher


def test_scores_come_to_the_teacher_as_a_distribution_and_to_each_phone_as_its_own():
    async def play():
        registry, service = RoomRegistry(), FakeService()
        app, code = make_app(registry, lambda: service), registry.open(TEACHER).code
        teacher = await start(registry, service, app, code)
        async with teacher.stream(f"{code}/teacher-events") as shown, Client(app, BEN).stream(f"{code}/events") as ben:
            assert (await shown.until("training"))["members"] == 2
            assert (await teacher.post(f"{code}/steer", {"do": "train"}))[0] == 204
            assert (await teacher.post(f"{code}/steer", {"do": "train"}))[0] == 409
            assert [(row.owner, row.recipe.seeds) for row in service.rows.values()] == [(TEACHER, 2)]
            service.change("run0", metric=(0.25, 1.0), step=40)
            await shown.until("training", lambda part: part["count"] == 2)
            own = await ben.until("own", lambda part: part["network"]["score"] is not None)
            assert own["network"] == {"seed": 2, "score": 1.0, "better": 0}
            service.change("run0", metric=(0.5, 1.0), step=150, state="ended", reason="done")
            ended = await shown.until("training", lambda part: part["phase"] == "ended")
            assert ended["solved"] == 1 and ended["step"] == 150
            await teacher.post(f"{code}/steer", {"do": "close"})
        assert await asyncio.to_thread(service.news.wait, 10) and service.deleted == ["run0"]

    asyncio.run(play())


def test_a_training_that_is_put_away_leaves_no_run():
    async def play():
        registry, service = RoomRegistry(), FakeService()
        app, code = make_app(registry, lambda: service), registry.open(TEACHER).code
        teacher = await start(registry, service, app, code)
        await teacher.post(f"{code}/steer", {"do": "train"})
        await teacher.post(f"{code}/steer", {"do": "offer", "cell": "RNN"})
        assert await asyncio.to_thread(service.news.wait, 10) and set(service.deleted) == {"run0"}

    asyncio.run(play())


def test_where_the_runs_cannot_start_the_teacher_reads_why_and_can_try_again():
    async def play():
        registry, service = RoomRegistry(), FakeService(most=0)
        app, code = make_app(registry, lambda: service), registry.open(TEACHER).code
        teacher = await start(registry, service, app, code)
        assert await teacher.post(f"{code}/steer", {"do": "train"}) == (
            409,
            {"error": "Too many runs are in training."},
        )
        room = registry.find(code)
        assert room and room.training and room.training.phase == "gathering"
        service.most = 5
        assert (await teacher.post(f"{code}/steer", {"do": "train"}))[0] == 204

    asyncio.run(play())
