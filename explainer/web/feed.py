"""The feed of running trainings as server-sent events, and the download of a run."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from explainer.runs.limits import LIMITS, RunError
from explainer.runs.run_log import Message, RunLog
from explainer.runs.service import RUN_NAME, RunService

HEARTBEAT = 10.0  # seconds; a proxy closes a connection that is silent for long
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
LAST_EVENT = b"id: end\n"  # a browser that reconnects sends this id back, and is refused for good


class FeedReader:
    """One page that follows some runs: `wake` announces news, and it reads at its own pace."""

    def __init__(self, service: RunService, runs: list[str]) -> None:
        self.service, self.runs = service, runs
        self.loop, self.news = asyncio.get_running_loop(), asyncio.Event()
        self.run_logs: dict[str, RunLog] = {}
        self.position: dict[str, int] = {}  # number of the next message of each run

    def wake(self) -> None:
        """Announce news; may be called from any thread."""
        try:
            self.loop.call_soon_threadsafe(self.news.set)
        except RuntimeError:
            return  # the server is shutting down

    def messages(self) -> tuple[list[Message], bool]:
        """Return new messages, and whether more may come; a reader that has fallen behind gets the whole history."""
        found: list[Message] = []
        with self.service.registry.lock:
            for run in self.runs:
                run_log = self.run_logs.setdefault(run, self.run_logs.get(run) or self.service.registry.run_log(run))
                new = run_log.messages_since(self.position[run]) if run in self.position else None
                found += run_log.history() if new is None else new
                self.position[run] = run_log.message_count
            return found, any(not run_log.row.has_ended for run_log in self.run_logs.values())


async def events(service: RunService, runs: list[str], open_feeds: set[FeedReader]) -> AsyncIterator[bytes]:
    """Yield the history of some runs, then new messages, until all have ended."""
    reader = FeedReader(service, runs)
    open_feeds.add(reader)
    service.registry.listeners.add(reader.wake)
    try:
        more = True
        while more:
            reader.news.clear()
            found, more = reader.messages() if reader.position else await to_thread.run_sync(reader.messages)
            yield b"".join(b"data: %s\n\n" % message for message in found) or b": nothing new\n\n"
            if more:
                try:
                    await asyncio.wait_for(reader.news.wait(), HEARTBEAT)
                except TimeoutError:
                    continue
        yield LAST_EVENT + b"data: %s\n\n" % json.dumps({"kind": "over"}).encode()
    except RunError as error:
        yield LAST_EVENT + b"data: %s\n\n" % json.dumps({"kind": "over", "sentence": str(error)}).encode()
    finally:
        service.registry.listeners.discard(reader.wake)
        open_feeds.discard(reader)


def feed_routes(run_service: Callable[[], RunService]) -> list[BaseRoute]:
    """Return the routes of the feed and of the download; `run_service` is called on each request, not before."""
    open_feeds: set[FeedReader] = set()

    async def feed(request: Request) -> Response:
        names = request.path_params.get("run") or request.query_params.get("runs", "")
        runs = list(dict.fromkeys(names[:200].split(",")))
        if request.headers.get("last-event-id") == "end":
            return Response(status_code=204)
        if not all(RUN_NAME.fullmatch(run) for run in runs):
            return PlainTextResponse("A feed needs the names of runs, like “a1b2c3d4e5”.", 404)
        for key, count in (("runs in one feed", len(runs)), ("feeds", len(open_feeds) + 1)):
            if count > LIMITS[key].most:
                return PlainTextResponse(str(LIMITS[key].refuse()), 429)
        try:
            for run in runs:
                await to_thread.run_sync(run_service().row, run)
        except RunError as error:
            return PlainTextResponse(str(error), 404)
        return StreamingResponse(
            events(run_service(), runs, open_feeds), media_type="text/event-stream", headers=HEADERS
        )

    async def download(request: Request) -> Response:
        run = request.path_params["run"]
        try:
            data = await to_thread.run_sync(lambda: run_service().export(run))
        except RunError as error:
            return PlainTextResponse(str(error), 404)
        headers = {"content-disposition": f'attachment; filename="gatescope-{run}.zip"', "cache-control": "no-store"}
        return Response(data, media_type="application/zip", headers=headers)

    return [
        Route("/gatescope-runs/feed", feed),
        Route("/gatescope-runs/{run}/feed", feed),
        Route("/gatescope-runs/{run}/download", download),
    ]
