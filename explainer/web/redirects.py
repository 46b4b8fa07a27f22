"""Redirects from the addresses that pages had before to those that they have now, with the query kept."""

from collections.abc import Mapping, Set
from urllib.parse import parse_qsl

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

CELL = "/cell"
MOVED: Mapping[str, str] = {
    "/own": "/write-a-cell",
    "/model": "/your-model",
    "/cells": "/cell-library",
    "/laboratory": "/vanishing-gradients",
    "/cliff": "/clipping",
    "/valley": "/gradient-descent",
    "/by_hand": "/by-hand",
}


class Redirects:
    """ASGI middleware that answers a moved page's old address with its new one; everything else passes.

    The Cell page was the first one, at "/": there, a query with any of `entries`, those of its links, leads to it.
    """

    def __init__(self, app: ASGIApp, entries: Set[str] = frozenset()) -> None:
        self.app, self.entries = app, entries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        target = self.target(scope) if scope["type"] == "http" else None
        if target is None:
            await self.app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        await RedirectResponse(f"{target}?{query}" if query else target)(scope, receive, send)

    def target(self, scope: Scope) -> str | None:
        """Return the path that a request is sent to; None where it has the right one."""
        if scope["path"] != "/":
            return MOVED.get(scope["path"].rstrip("/"))
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        return CELL if self.entries & set(query) else None
