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
from explainer.runs.service import RunService
from explainer.training.recipe import Recipe
from explainer.web import feed as feed_module
from explainer.web.feed import feed_routes
from tests.conftest import Server
from tests.runs.fake_loop import recipe_with_mood
from tests.runs.processes import wait_for

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="forks")]


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    service = RunService(tmp_path_factory.mktemp("home"), "tests.runs.fake_loop")
    service.start_supervisor()
    yield service
    service.close()


@pytest.fixture(scope="module")
def port(service):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=feed_routes(lambda: service)), port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(lambda: server.started)
    yield port
    server.should_exit = True
    thread.join(10)


class FeedClient:
    """A page that reads a feed."""

    def __init__(self, port: int, path: str, **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.connection.request("GET", path, headers=headers)
        self.response = self.connection.getresponse()

    def messages(self) -> Iterator[dict]:
        for line in self.response:
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
        self.response.close()
        self.connection.close()


def steps(messages: list[dict]) -> list[int]:
    """Return the numbers of all updates in some messages; a history starts over."""
    found: list[int] = []
    for message in messages:
        if message["kind"] == "begun":
            found = []
        if message["kind"] == "updates":
            found += range(message["from"], message["to"] + 1, message["stride"])
    return found


def test_a_reader_gets_the_history_then_the_rest_and_the_feed_ends(service, port):
    run = service.start(recipe_with_mood("slow", updates=300, seeds=2), "me")
    wait_for(lambda: service.row(run).step > 50)
    reader = FeedClient(port, f"/gatescope-runs/{run}/feed")
    assert reader.response.headers["content-type"].startswith("text/event-stream")
    assert reader.response.headers["cache-control"] == "no-store"
    messages = list(reader.messages())
    reader.close()
    assert [message["kind"] for message in messages[:3]] == ["state", "begun", "updates"]
    assert [message["kind"] for message in messages[-2:]] == ["ended", "over"]
    assert messages[2]["from"] == 1 and steps(messages)[-1] == 300 and len(messages[2]["loss"][0]) == 2
    assert "values" in [message for message in messages if message["kind"] == "look"][-1]


def test_two_readers_of_one_run_get_the_same(service, port):
    run = service.start(recipe_with_mood("slow", updates=400), "me")
    readers = [FeedClient(port, f"/gatescope-runs/{run}/feed") for _ in range(2)]
    messages = [list(reader.messages()) for reader in readers]
    for reader in readers:
        reader.close()
    ends = [[message for message in one if message["kind"] == "ended"] for one in messages]
    assert ends[0] == ends[1] and len(ends[0]) == 1
    assert steps(messages[0])[-1] == steps(messages[1])[-1] == 400


def test_a_reader_that_does_not_read_blocks_nobody(service, port):
    run = service.start(recipe_with_mood("slow", updates=100_000, m=128), "me")
    lazy = FeedClient(port, f"/gatescope-runs/{run}/feed")
    eager = FeedClient(port, f"/gatescope-runs/{run}/feed")
    before = time.monotonic()
    found = [message for message, _ in zip(eager.messages(), range(40), strict=False)]
    assert time.monotonic() - before < 20 and steps(found)[-1] > 100
    service.order(run, "cancel")
    eager.close()
    assert list(lazy.messages())[-1]["kind"] == "over"
    lazy.close()


def test_one_feed_has_several_runs(service, port):
    runs = [service.start(Recipe(updates=20), "me", "race") for _ in range(3)]
    reader = FeedClient(port, f"/gatescope-runs/feed?runs={','.join(runs)}")
    messages = list(reader.messages())
    reader.close()
    assert {message["run"] for message in messages if message["kind"] == "ended"} == set(runs)


def test_the_feed_of_a_silent_run_has_a_heartbeat(service, port, monkeypatch):
    monkeypatch.setattr(feed_module, "HEARTBEAT", 0.1)
    run = service.start(recipe_with_mood("slow", updates=1000), "me")
    service.order(run, "pause")
    wait_for(lambda: service.row(run).state == "paused")
    time.sleep(0.1)
    reader = FeedClient(port, f"/gatescope-runs/{run}/feed")
    lines = [reader.response.readline() for _ in range(30)]
    assert b": nothing new\n" in lines
    service.delete(run)
    assert list(reader.messages())[-1]["kind"] == "over"
    reader.close()


def test_a_name_of_no_run_is_refused_with_a_sentence(service, port):
    many = ",".join("abcdefgh")
    for path, status in [("nobody/feed", 404), ("A.B/feed", 404), ("feed", 404), (f"feed?runs={many}", 429),
                         ("nobody/download", 404)]:  # fmt: skip
        reader = FeedClient(port, f"/gatescope-runs/{path}")
        assert reader.response.status == status and reader.response.read().decode().endswith(".")
        reader.close()


def test_readers_are_limited_and_one_that_has_read_everything_is_refused(service, port, monkeypatch):
    run = service.start(Recipe(updates=2), "me")
    wait_for(lambda: service.row(run).has_ended)
    again = FeedClient(port, f"/gatescope-runs/{run}/feed", **{"Last-Event-ID": "end"})
    assert again.response.status == 204
    again.close()
    monkeypatch.setitem(LIMITS, "feeds", type(LIMITS["feeds"])(0, LIMITS["feeds"].sentence))
    reader = FeedClient(port, f"/gatescope-runs/{run}/feed")
    assert reader.response.status == 429
    reader.close()


def test_a_run_is_downloaded(service, port):
    run = service.start(Recipe(updates=2), "me")
    wait_for(lambda: service.row(run).has_ended)
    reader = FeedClient(port, f"/gatescope-runs/{run}/download")
    assert run in reader.response.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(reader.response.read())) as archive:
        assert "weights/step-000002.safetensors" in archive.namelist()
    reader.close()


def test_the_server_of_the_app_shows_a_run_that_ended_before_it_was_started(tmp_path):
    service = RunService(tmp_path, "tests.runs.fake_loop")
    run = service.start(Recipe(updates=2000), "me")
    wait_for(lambda: service.row(run).has_ended)
    service.close()
    server = Server(home=str(tmp_path))
    try:
        reader = FeedClient(server.port, f"/gatescope-runs/{run}/feed")
        messages = reader.until("over")
        reader.close()
    finally:
        server.stop()
    assert steps(messages)[0] == 1 and steps(messages)[-1] == 2000 and len(steps(messages)) <= 1500
    assert [message["reason"] for message in messages if message["kind"] == "ended"] == ["done"]
