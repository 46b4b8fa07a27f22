"""The feed: what runs tell, as server-sent events, to any number of readers; and a run as a file."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from explainer.runs.limits import LIMITS, RunError
from explainer.runs.run_log import Ledger, Message
from explainer.runs.service import Desk

HEARTBEAT = 10.0  # seconds; a proxy closes what is silent for long
NAME = re.compile(r"[a-z0-9]{1,20}", re.ASCII)
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
LAST = b"id: end\n"  # a browser that connects again says so, and is sent away for good


class Reader:
    """One page that watches some runs: it is woken when there is news, and goes at its own pace."""

    def __init__(self, desk: Desk, runs: list[str]) -> None:
        self.desk, self.runs = desk, runs
        self.loop, self.news = asyncio.get_running_loop(), asyncio.Event()
        self.ledgers: dict[str, Ledger] = {}
        self.read: dict[str, int] = {}

    def wake(self) -> None:
        """Say that there is news; may be called from any thread."""
        try:
            self.loop.call_soon_threadsafe(self.news.set)
        except RuntimeError:
            return  # the server is about to end

    def messages(self) -> tuple[list[Message], bool]:
        """Return what is new, and whether more may come; a reader that has fallen behind is told everything anew."""
        found: list[Message] = []
        with self.desk.book.lock:
            for run in self.runs:
                ledger = self.ledgers.setdefault(run, self.ledgers.get(run) or self.desk.book.ledger(run))
                new = ledger.since(self.read[run]) if run in self.read else None
                found += ledger.history() if new is None else new
                self.read[run] = ledger.told
            return found, any(not ledger.row.has_ended for ledger in self.ledgers.values())


async def events(desk: Desk, runs: list[str], open_feeds: set[Reader]) -> AsyncIterator[bytes]:
    """Yield the history of some runs, then what comes, until all have ended."""
    reader = Reader(desk, runs)
    open_feeds.add(reader)
    desk.book.listeners.add(reader.wake)
    try:
        going = True
        while going:
            reader.news.clear()
            found, going = reader.messages() if reader.read else await to_thread.run_sync(reader.messages)
            yield b"".join(b"data: %s\n\n" % message for message in found) or b": nothing new\n\n"
            if going:
                try:
                    await asyncio.wait_for(reader.news.wait(), HEARTBEAT)
                except TimeoutError:
                    continue
        yield LAST + b"data: %s\n\n" % json.dumps({"kind": "over"}).encode()
    except RunError as error:
        yield LAST + b"data: %s\n\n" % json.dumps({"kind": "over", "sentence": str(error)}).encode()
    finally:
        desk.book.listeners.discard(reader.wake)
        open_feeds.discard(reader)


def feed_routes(desk: Callable[[], Desk]) -> list[BaseRoute]:
    """Return the routes of the feed and of the download; `desk` is asked for when the first visitor comes."""
    open_feeds: set[Reader] = set()

    async def feed(request: Request) -> Response:
        given = request.path_params.get("run") or request.query_params.get("runs", "")
        runs = list(dict.fromkeys(given[:200].split(",")))
        if request.headers.get("last-event-id") == "end":
            return Response(status_code=204)
        if not all(NAME.fullmatch(run) for run in runs):
            return PlainTextResponse("A feed is asked for by the names of runs, like “a1b2c3d4e5”.", 404)
        for key, count in (("runs in one feed", len(runs)), ("feeds", len(open_feeds) + 1)):
            if count > LIMITS[key].most:
                return PlainTextResponse(str(LIMITS[key].refuse()), 429)
        try:
            for run in runs:
                await to_thread.run_sync(desk().row, run)
        except RunError as error:
            return PlainTextResponse(str(error), 404)
        return StreamingResponse(events(desk(), runs, open_feeds), media_type="text/event-stream", headers=HEADERS)

    async def download(request: Request) -> Response:
        run = request.path_params["run"]
        try:
            data = await to_thread.run_sync(lambda: desk().export(run))
        except RunError as error:
            return PlainTextResponse(str(error), 404)
        named = {"content-disposition": f'attachment; filename="gatescope-{run}.zip"', "cache-control": "no-store"}
        return Response(data, media_type="application/zip", headers=named)

    return [
        Route("/gatescope-runs/feed", feed),
        Route("/gatescope-runs/{run}/feed", feed),
        Route("/gatescope-runs/{run}/download", download),
    ]
