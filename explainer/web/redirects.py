"""Redirects from the addresses that pages had before to those that they have now, with the query kept."""

from collections.abc import Mapping

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

MOVED: Mapping[str, str] = {
    "/cell": "/",
    "/own": "/write-a-cell",
    "/model": "/your-model",
    "/cells": "/cell-library",
    "/laboratory": "/vanishing-gradients",
    "/cliff": "/clipping",
    "/valley": "/gradient-descent",
    "/by_hand": "/by-hand",
}


class Redirects:
    """ASGI middleware that answers a moved page's old address with its new one; everything else passes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        target = MOVED.get(scope["path"].rstrip("/")) if scope["type"] == "http" else None
        if target is None:
            await self.app(scope, receive, send)
            return
        query = scope["query_string"].decode("latin-1")
        await RedirectResponse(f"{target}?{query}" if query else target)(scope, receive, send)
