"""Attacks on a room: a student who wants to steer, answer twice, or read answers; guesses; texts; other sites."""

import asyncio
import gc
import json
import secrets
import weakref

import pytest

from explainer.web.room import transitions
from explainer.web.room.free_question import choice_question, number_question
from explainer.web.room.guesses import OVERALL, PER_ADDRESS
from explainer.web.room.limits import LIFETIME, MOST_STUDENTS, NICKNAME, RoomError, clean
from explainer.web.room.room_code import COMBINATIONS, new_code
from explainer.web.room.room_registry import RoomRegistry
from tests.web.room.client import ANN, BEN, STRANGER, TEACHER, Client, Clock, make_app

TRUTH = 61.25  # a number that nothing else on the screens has


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def registry(clock):
    return RoomRegistry(clock)


@pytest.fixture
def code(registry):
    return registry.open(TEACHER).code


def ask(registry: RoomRegistry, code: str) -> None:
    registry.change(code, lambda room: transitions.ask(room, number_question("How many?", 0, 100, "steps", TRUTH)))


async def join(app, visitor: str, code: str, nickname: str = "", **how) -> Client:
    client = Client(app, visitor, **how)
    assert (await client.post("join", {"code": code, "nickname": nickname}))[0] == 200
    return client


ORDERS = [
    {"do": "reveal"}, {"do": "next"}, {"do": "close"}, {"do": "share", "on": False}, {"do": "train"},
    {"do": "offer", "cell": "GRU"}, {"do": "forget"}, {"do": "cursor", "cursor": {"t": 1, "unit": 1, "op": 1}},
    {"do": "words", "heading": "x", "sentence": "y"}, {"do": "nothing"}, {},
]  # fmt: skip


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: str(order.get("do")))
@pytest.mark.parametrize("visitor", [ANN, STRANGER, "nonsense"])
def test_only_the_teachers_cookie_steers(registry, code, order, visitor):
    async def play():
        app = make_app(registry)
        await join(app, ANN, code)
        ask(registry, code)
        before = registry.find(code)
        status, body = await Client(app, visitor).post(f"{code}/steer", order)
        assert status in (403, 404) and body["error"]
        assert registry.find(code) is before
        assert (await Client(app, TEACHER).post(f"{code}/steer", {"do": "reveal"}))[0] == 204
        assert registry.find(code).poll.revealed

    asyncio.run(play())


@pytest.mark.parametrize("visitor", [ANN, STRANGER, ""])
def test_only_the_teacher_reads_the_teachers_stream(registry, code, visitor):
    async def play():
        app = make_app(registry)
        await join(app, ANN, code)
        status, body = await Client(app, visitor).request("GET", f"/gatescope-rooms/{code}/teacher-events")
        assert status in (403, 404) and "error" in body

    asyncio.run(play())


def test_whoever_has_not_joined_reads_and_sends_nothing(registry, code):
    async def play():
        app = make_app(registry)
        ask(registry, code)
        stranger = Client(app, STRANGER)
        assert (await stranger.request("GET", f"/gatescope-rooms/{code}/events"))[0] == 404
        assert (await stranger.post(f"{code}/answer", {"question": 1, "answer": 5}))[0] == 404
        assert (await stranger.post(f"{code}/take-part", {}))[0] == 404
        known = (await stranger.post("XXXX-222-222/answer", {"question": 1, "answer": 5}))[1]
        assert (await stranger.post(f"{code}/answer", {"question": 1, "answer": 5}))[1] == known  # no code is betrayed
        assert not registry.find(code).poll.answers

    asyncio.run(play())


def test_a_student_answers_once(registry, code):
    async def play():
        ann = await join(make_app(registry), ANN, code)
        ask(registry, code)
        assert (await ann.post(f"{code}/answer", {"question": 1, "answer": 5}))[0] == 204
        both = await asyncio.gather(*(ann.post(f"{code}/answer", {"question": 1, "answer": k}) for k in range(20)))
        assert {status for status, _ in both} == {409} and "already" in both[0][1]["error"]
        await ann.post("join", {"code": code, "nickname": "another"})
        assert (await ann.post(f"{code}/answer", {"question": 1, "answer": 6}))[0] == 409
        assert registry.find(code).poll.answers == {ANN: 5.0}

    asyncio.run(play())


@pytest.mark.parametrize(
    "answer", [-1, 101, "5", None, True, [5], {"a": 1}, float("nan"), float("inf"), "9" * 10_000, 10**400]
)
def test_an_answer_that_does_not_fit_is_refused(registry, code, answer):
    async def play():
        ann = await join(make_app(registry), ANN, code)
        ask(registry, code)
        status, body = await ann.post(f"{code}/answer", {"question": 1, "answer": answer})
        assert status == 400 and body["error"] and not registry.find(code).poll.answers

    asyncio.run(play())


def test_before_the_reveal_no_byte_to_a_student_has_the_truth_or_an_answer_of_others(registry, code):
    """Every byte of every response and stream is looked through; the numbers appear only after the reveal."""

    async def play():
        app = make_app(registry)
        ann, ben = await join(app, ANN, code), await join(app, BEN, code, "Benjamin")
        async with ann.stream(f"{code}/events") as parts:
            await parts.until("ready")
            ask(registry, code)
            await parts.until("question")
            await ben.post(f"{code}/answer", {"question": 1, "answer": 87.25})
            await ann.post(f"{code}/answer", {"question": 1, "answer": 12.5})
            await ann.post(f"{code}/answer", {"question": 1, "answer": 99})
            await ann.request("GET", f"/gatescope-rooms/{code}/teacher-events")
            await ann.post(f"{code}/steer", {"do": "reveal"})
            await ann.request("GET", f"/room/{code}")
            await parts.until("own", lambda part: part and part["answer"] == 12.5)
            for secret in (b"61.25", b"87.25", b"Benjamin", b'"bars"', b'"truth"', b'"right": t', b'"right": f'):
                assert secret not in ann.received, secret
            await Client(app, TEACHER).post(f"{code}/steer", {"do": "reveal"})
            shown = await parts.until("question", lambda part: part["revealed"])
            own = await parts.until("own", lambda part: part["feedback"] is not None)
            assert (
                shown["truth"] == TRUTH
                and "61.25" in shown["true_text"]
                and sum(b["count"] for b in shown["bars"]) == 2
            )
            assert own["feedback"] == {"right": False, "text": "You said 12.5; it is 61.25."}
            assert b"Benjamin" not in ann.received and b"87.25" not in ann.received

    asyncio.run(play())


def test_the_teachers_stream_has_no_truth_before_the_reveal_as_it_stands_on_a_projector(registry, code):
    async def play():
        app = make_app(registry)
        ann, teacher = await join(app, ANN, code), Client(app, TEACHER)
        ask(registry, code)
        async with teacher.stream(f"{code}/teacher-events") as parts:
            await ann.post(f"{code}/answer", {"question": 1, "answer": 12})
            bars = await parts.until("bars", lambda part: part and sum(bar["count"] for bar in part) == 1)
            assert not any(bar["true"] for bar in bars) and b"61.25" not in teacher.received

    asyncio.run(play())


def test_an_answer_after_the_reveal_or_to_another_question_does_not_count(registry, code):
    async def play():
        ann = await join(make_app(registry), ANN, code)
        ask(registry, code)
        for number in (0, 2, "1", None):
            assert (await ann.post(f"{code}/answer", {"question": number, "answer": 5}))[0] == 409
        registry.change(code, transitions.reveal)
        assert (await ann.post(f"{code}/answer", {"question": 1, "answer": 5}))[0] == 409
        assert not registry.find(code).poll.answers

    asyncio.run(play())


def test_ten_thousand_guessed_codes_find_no_room_and_most_are_not_looked_at(registry, clock):
    """Guesses come from ten addresses over ten minutes; sixty rooms are open."""

    async def play():
        app = make_app(registry)
        for k in range(60):
            registry.open(f"{k:032x}")
        guessers = [Client(app, STRANGER, f"10.0.1.{k}") for k in range(10)]
        statuses = []
        for k in range(10_000):
            clock.now = 1000.0 + 600.0 * k / 10_000
            statuses.append((await guessers[k % 10].post("join", {"code": new_code()}))[0])
        assert set(statuses) == {404, 429}
        assert statuses.count(404) <= 11 * OVERALL and not any(room.students for room in registry.by_code.values())

    asyncio.run(play())


def test_guesses_would_find_nothing_even_without_the_limit():
    """The chance that 10,000 guesses hit one open room, and one of sixty."""
    assert 10_000 / COMBINATIONS < 0.0004 and 60 * 10_000 / COMBINATIONS < 0.02


def test_the_limit_is_for_each_address_and_ends_with_the_minute(registry, code, clock):
    async def play():
        app = make_app(registry)
        guesser, other = Client(app, STRANGER, "10.0.0.9"), Client(app, BEN, "10.0.0.8")
        for _ in range(PER_ADDRESS):
            assert (await guesser.post("join", {"code": "ACID-222-222"}))[0] == 404
        status, body = await guesser.post("join", {"code": code})
        assert status == 429 and "minute" in body["error"]
        assert (await guesser.request("GET", f"/gatescope-rooms/{code}/events"))[0] == 404
        assert (await other.post("join", {"code": code}))[0] == 200
        clock.now += 60
        assert (await guesser.post("join", {"code": code}))[0] == 200

    asyncio.run(play())


NASTY = [
    "<script>alert(1)</script>",
    "\u202egnirts",
    "שלום\u2066",
    "a" * 10_000,
    "\x00\x1b[2J",
    "{question} %s {0}",
    "\ud83d",
]


@pytest.mark.parametrize("text", NASTY, ids=["script", "override", "hebrew", "long", "control", "fields", "half"])
def test_texts_that_students_type_stay_text_and_short(registry, code, text):
    async def play():
        app = make_app(registry)
        teacher = Client(app, TEACHER)
        status, body = await Client(app, ANN).post("join", {"code": code, "nickname": text})
        if len(text) > NICKNAME * 4:
            assert status == 400 and "10,000" in body["error"] and not registry.find(code).students
            return
        room = registry.find(code)
        if status == 200:
            nickname = room.students[ANN].nickname
            assert len(nickname) <= NICKNAME and not set(nickname) & set("\u202e\u2066\x00\x1b\ud83d")
            async with teacher.stream(f"{code}/teacher-events") as parts:
                assert (await parts.until("count", lambda part: part["nicknames"] or not nickname))["nicknames"] in (
                    [nickname],
                    [],
                )
        else:
            assert status == 400 and not room.students

    asyncio.run(play())


@pytest.mark.parametrize("text", NASTY, ids=["script", "override", "hebrew", "long", "control", "fields", "half"])
def test_texts_that_teachers_type_stay_text_and_short(text):
    if not clean(text[:80], 80) or len(text) > 300:
        with pytest.raises(RoomError, match="has 10,000 characters|different options"):
            choice_question(text, [text, "b"], 0)
        return
    question = choice_question(text, [text, "b"], 0)
    payload = question.payload("en")
    assert len(payload["question"]) <= 300 and max(map(len, payload["options"])) <= 80
    assert not set(payload["question"]) & set("\u202e\u2066\x00\x1b\ud83d")
    assert json.loads(json.dumps(payload)) == payload


def test_texts_stand_in_no_page_and_no_markup():
    from explainer.web.room.screen import screen

    page = screen("en")
    assert page.count("<script") == 2 and "</script>" not in page.split('id="texts">')[1].split("</script>")[0]


FOREIGN = [
    {"origin": "http://elsewhere.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
]  # fmt: skip


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_requests_of_other_sites_are_refused(registry, code, headers):
    async def play():
        app = make_app(registry)
        await join(app, ANN, code)
        ask(registry, code)
        before = registry.find(code)
        posts = [(TEACHER, "steer", {"do": "reveal"}), (ANN, "answer", {"question": 1, "answer": 5}),
                 (ANN, "take-part", {})]  # fmt: skip
        for visitor, name, body in posts:
            assert (await Client(app, visitor).post(f"{code}/{name}", body, **headers))[0] == 403
        assert (await Client(app, BEN).post("join", {"code": code}, **headers))[0] == 403
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        for visitor, name in ((TEACHER, "teacher-events"), (ANN, "events")):
            status, _ = await Client(app, visitor).request("GET", f"/gatescope-rooms/{code}/{name}", headers=named)
            assert status == 403
        assert registry.find(code) is before

    asyncio.run(play())


@pytest.mark.parametrize(
    ("body", "headers"),
    [(b"not json", {}), (b"[]", {}), (b"[" * 5000, {}), (b'{"code": "' + b"A" * 30_000 + b'"}', {}), (b"\xff", {}),
     (b"{}", {"content_type": "text/plain"}), (b"{}", {"content_type": ""})],
)  # fmt: skip
def test_what_is_no_small_json_object_is_refused(registry, code, body, headers):
    async def play():
        app = make_app(registry)
        await join(app, ANN, code)
        for visitor, path in ((BEN, "join"), (ANN, f"{code}/answer"), (TEACHER, f"{code}/steer")):
            status, answer = await Client(app, visitor).post(path, body, **headers)
            assert status == 400 and answer["error"]

    asyncio.run(play())


def test_a_room_has_at_most_its_number_of_students(registry, code):
    for _ in range(MOST_STUDENTS):
        registry.change(code, lambda room: transitions.join(room, secrets.token_hex(16)))
    with pytest.raises(RoomError, match="full: 200 students"):
        registry.change(code, lambda room: transitions.join(room, ANN))


@pytest.mark.parametrize("how", ["closed", "expired"])
def test_everything_of_a_room_is_gone_from_memory(registry, code, clock, how):
    async def play():
        app = make_app(registry)
        ann, teacher = await join(app, ANN, code, "Zebedee-91"), Client(app, TEACHER)
        ask(registry, code)
        await ann.post(f"{code}/answer", {"question": 1, "answer": 43})
        async with ann.stream(f"{code}/events") as parts, teacher.stream(f"{code}/teacher-events") as shown:
            await parts.until("question")
            await shown.until("bars")
            room, channel = registry.find(code), registry.channels[code]
            held = [weakref.ref(one) for one in (room, room.students[ANN], room.poll, room.poll.question, channel)]
            del room, channel
            if how == "closed":
                assert (await teacher.post(f"{code}/steer", {"do": "close"}))[0] == 204
            else:
                clock.now += LIFETIME
                assert registry.find(code) is None
            await parts.until("closed")
            await shown.until("closed")
        assert (await ann.post(f"{code}/answer", {"question": 1, "answer": 43}))[0] == 404
        return held

    held = asyncio.run(play())
    gc.collect()
    assert [one() for one in held] == [None] * len(held)
    assert not registry.by_code and not registry.channels


def test_a_room_ends_after_six_hours_and_not_before(registry, code, clock):
    clock.now += LIFETIME - 1
    assert registry.find(code)
    clock.now += 1
    assert registry.find(code) is None and registry.of_teacher(TEACHER) is None
