import http.client
import io
import json
import socket
import sys
import threading
import time
import zipfile
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette

from explainer.runs.limits import LIMITS
from explainer.runs.service import Desk
from explainer.training.recipe import Recipe
from explainer.web import feed as feeding
from explainer.web.feed import feed_routes
from tests.conftest import Server
from tests.runs.fake_loop import moody
from tests.runs.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="forks")]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("home"), "tests.runs.fake_loop")
    desk.warm()
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def port(desk):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=feed_routes(lambda: desk)), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(lambda: server.started)
    yield port
    server.should_exit = True
    thread.join(10)


class Reader:
    """A page that reads a feed."""

    def __init__(self, port: int, path: str, **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.connection.request("GET", path, headers=headers)
        self.answer = self.connection.getresponse()

    def messages(self) -> Iterator[dict]:
        for line in self.answer:
            if line.startswith(b"data: "):
                yield json.loads(line[6:])

    def until(self, kind: str) -> list[dict]:
        found = []
        for message in self.messages():
            found.append(message)
            if message["kind"] == kind:
                return found
        raise AssertionError(f"the feed ended without “{kind}”")

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


def steps(messages: list[dict]) -> list[int]:
    """Return the numbers of all updates that were told, those of a history anew."""
    found: list[int] = []
    for message in messages:
        if message["kind"] == "begun":
            found = []
        if message["kind"] == "updates":
            found += range(message["from"], message["to"] + 1, message["stride"])
    return found


def test_a_reader_hears_the_history_then_the_rest_and_the_feed_ends(desk, port):
    run = desk.start(moody("slow", updates=300, seeds=2), "me")
    wait_for(lambda: desk.row(run).step > 50)
    reader = Reader(port, f"/gatescope-runs/{run}/feed")
    assert reader.answer.headers["content-type"].startswith("text/event-stream")
    assert reader.answer.headers["cache-control"] == "no-store"
    told = list(reader.messages())
    reader.close()
    assert [message["kind"] for message in told[:3]] == ["state", "begun", "updates"]
    assert [message["kind"] for message in told[-2:]] == ["ended", "over"]
    assert told[2]["from"] == 1 and steps(told)[-1] == 300 and len(told[2]["loss"][0]) == 2
    assert "values" in [message for message in told if message["kind"] == "look"][-1]


def test_two_readers_of_one_run_hear_the_same(desk, port):
    run = desk.start(moody("slow", updates=400), "me")
    readers = [Reader(port, f"/gatescope-runs/{run}/feed") for _ in range(2)]
    told = [list(reader.messages()) for reader in readers]
    for reader in readers:
        reader.close()
    ends = [[message for message in one if message["kind"] == "ended"] for one in told]
    assert ends[0] == ends[1] and len(ends[0]) == 1
    assert steps(told[0])[-1] == steps(told[1])[-1] == 400


def test_a_reader_that_does_not_read_holds_nobody_up(desk, port):
    run = desk.start(moody("slow", updates=100_000, m=128), "me")
    lazy = Reader(port, f"/gatescope-runs/{run}/feed")
    eager = Reader(port, f"/gatescope-runs/{run}/feed")
    before = time.monotonic()
    found = [message for message, _ in zip(eager.messages(), range(40), strict=False)]
    assert time.monotonic() - before < 20 and steps(found)[-1] > 100
    desk.order(run, "cancel")
    eager.close()
    assert list(lazy.messages())[-1]["kind"] == "over"
    lazy.close()


def test_one_feed_tells_of_several_runs(desk, port):
    runs = [desk.start(Recipe(updates=20), "me", "race") for _ in range(3)]
    reader = Reader(port, f"/gatescope-runs/feed?runs={','.join(runs)}")
    told = list(reader.messages())
    reader.close()
    assert {message["run"] for message in told if message["kind"] == "ended"} == set(runs)


def test_a_silent_run_is_kept_open_by_a_heartbeat(desk, port, monkeypatch):
    monkeypatch.setattr(feeding, "HEARTBEAT", 0.1)
    run = desk.start(moody("slow", updates=1000), "me")
    desk.order(run, "pause")
    wait_for(lambda: desk.row(run).state == "paused")
    time.sleep(0.1)
    reader = Reader(port, f"/gatescope-runs/{run}/feed")
    lines = [reader.answer.readline() for _ in range(30)]
    assert b": nothing new\n" in lines
    desk.delete(run)
    assert list(reader.messages())[-1]["kind"] == "over"
    reader.close()


def test_what_is_no_run_is_refused_in_a_sentence(desk, port):
    many = ",".join("abcdefgh")
    for path, status in [("nobody/feed", 404), ("A.B/feed", 404), ("feed", 404), (f"feed?runs={many}", 429),
                         ("nobody/download", 404)]:  # fmt: skip
        reader = Reader(port, f"/gatescope-runs/{path}")
        assert reader.answer.status == status and reader.answer.read().decode().endswith(".")
        reader.close()


def test_there_is_a_most_of_readers_and_one_that_has_heard_all_is_sent_away(desk, port, monkeypatch):
    run = desk.start(Recipe(updates=2), "me")
    wait_for(lambda: desk.row(run).has_ended)
    again = Reader(port, f"/gatescope-runs/{run}/feed", **{"Last-Event-ID": "end"})
    assert again.answer.status == 204
    again.close()
    monkeypatch.setitem(LIMITS, "feeds", type(LIMITS["feeds"])(0, LIMITS["feeds"].sentence))
    reader = Reader(port, f"/gatescope-runs/{run}/feed")
    assert reader.answer.status == 429
    reader.close()


def test_a_run_is_downloaded(desk, port):
    run = desk.start(Recipe(updates=2), "me")
    wait_for(lambda: desk.row(run).has_ended)
    reader = Reader(port, f"/gatescope-runs/{run}/download")
    assert run in reader.answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(reader.answer.read())) as archive:
        assert "weights/step-000002.safetensors" in archive.namelist()
    reader.close()


def test_the_server_of_the_app_shows_a_run_that_ended_before_it_was_started(tmp_path):
    desk = Desk(tmp_path, "tests.runs.fake_loop")
    run = desk.start(Recipe(updates=2000), "me")
    wait_for(lambda: desk.row(run).has_ended)
    desk.close()
    server = Server(home=str(tmp_path))
    try:
        reader = Reader(server.port, f"/gatescope-runs/{run}/feed")
        told = reader.until("over")
        reader.close()
    finally:
        server.stop()
    assert steps(told)[0] == 1 and steps(told)[-1] == 2000 and len(steps(told)) <= 1500
    assert [message["reason"] for message in told if message["kind"] == "ended"] == ["done"]
