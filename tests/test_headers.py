import asyncio

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from explainer.headers import HEADERS, POLICY, Headers


async def get(path: str) -> list[tuple[bytes, bytes]]:
    app = Starlette(routes=[Route("/", lambda request: PlainTextResponse("x"))], middleware=[Middleware(Headers)])
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "http_version": "1.1"}
    await app(scope, receive, send)
    return sent[0]["headers"]


def test_every_answer_says_what_may_be_loaded():
    for path in ("/", "/missing"):
        assert set(HEADERS) <= set(asyncio.run(get(path)))


def test_nothing_from_outside_and_nothing_evaluated():
    assert "http" not in POLICY and "unsafe-eval" not in POLICY and "*" not in POLICY
