"""A browser of somebody in a room, as the routes see it: requests with a cookie, and streams, without a network."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette

from explainer.runs.service import RunService
from explainer.web.cookie import COOKIE
from explainer.web.room.room_registry import RoomRegistry
from explainer.web.room.routes import room_routes

EMPTY = ("ready", "closed", "replaced")  # events without data
HOST = "127.0.0.1:8501"
TEACHER, ANN, BEN, STRANGER = ("0a" * 16, "0b" * 16, "0c" * 16, "0d" * 16)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def no_service() -> RunService:
    raise AssertionError("no run is started here")


def make_app(registry: RoomRegistry, run_service: Any = no_service) -> Starlette:
    return Starlette(routes=room_routes(registry, run_service))


class Client:
    """A browser with a visitor's cookie; `bytes` is everything that it was ever sent."""

    def __init__(self, app: Starlette, visitor: str, address: str = "10.0.0.1") -> None:
        self.app, self.visitor, self.address = app, visitor, address
        self.received = b""

    def scope(self, method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
        usual = {"host": HOST, "content-type": "application/json", "origin": f"http://{HOST}",
                 "sec-fetch-site": "same-origin", "cookie": f"{COOKIE}={self.visitor}"}  # fmt: skip
        pairs = [(key.encode(), value.encode()) for key, value in (usual | headers).items() if value]
        return {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
                "root_path": "", "headers": pairs, "client": (self.address, 50000)}  # fmt: skip

    async def request(
        self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Send a request; return the status and the JSON of the response."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        messages = [{"type": "http.request", "body": raw, "more_body": False}]
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        await self.app(self.scope(method, path, headers or {}), receive, send)
        text = b"".join(message.get("body", b"") for message in sent)
        self.received += text + repr(sent[0].get("headers")).encode()
        return sent[0]["status"], json.loads(text) if text.startswith(b"{") else text.decode()

    async def post(self, path: str, body: object, **headers: str) -> tuple[int, Any]:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return await self.request("POST", f"/gatescope-rooms/{path}", body, named)

    @asynccontextmanager
    async def stream(self, path: str) -> Any:
        """Open a stream; the parts that have arrived are read with `Parts`."""
        leave, arrived = asyncio.Event(), Parts()

        async def receive() -> dict[str, Any]:
            await leave.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            arrived.status = message.get("status", arrived.status)
            body = message.get("body", b"")
            self.received += body
            arrived.add(body)

        scope = self.scope("GET", f"/gatescope-rooms/{path}", {"content-type": ""})
        task = asyncio.create_task(self.app(scope, receive, send))
        try:
            yield arrived
        finally:
            leave.set()
            await task


class Parts:
    """What a stream has brought: the last state of each part by its name."""

    def __init__(self) -> None:
        self.status, self.text, self.count = 0, b"", 0
        self.news = asyncio.Event()

    def add(self, body: bytes) -> None:
        self.text += body
        self.count += body.count(b"event: ") - body.count(b"event: beat")
        self.news.set()

    def items(self) -> Iterator[tuple[str, Any]]:
        for block in self.text.decode().split("\n\n"):
            lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line and line[0] != ":")
            if "event" in lines:
                yield lines["event"], json.loads(lines["data"])

    def __getitem__(self, name: str) -> Any:
        return dict(self.items()).get(name)

    async def until(self, name: str, test: Any = lambda part: True, seconds: float = 20.0) -> Any:
        """Wait until a part is there and passes a test, and return it; “ready” and “closed” have nothing in them."""
        async with asyncio.timeout(seconds):
            while not self.passes(name, test):
                self.news.clear()
                await self.news.wait()
        return self[name]

    def passes(self, name: str, test: Any) -> bool:
        found = dict(self.items())
        return name in found and (name in EMPTY or (found[name] is not None and bool(test(found[name]))))
