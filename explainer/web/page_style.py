"""The style sheet of the frame inside the page itself: what comes with the app's first elements moves what is drawn."""

from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ROOT = b'<div id="root">'  # of Streamlit's page; a style before it wins over the head's, and yields to later ones
CACHED = ("if-none-match", "if-modified-since", "range", "accept-encoding")
VALIDATORS = ("etag", "last-modified", "accept-ranges")  # of the page without the style


class PageStyle:
    """ASGI middleware that adds a style sheet to Streamlit's page; every other response passes."""

    def __init__(self, app: ASGIApp, sheet: Path) -> None:
        self.app = app
        self.style = b"<style>\n" + sheet.read_bytes() + b"</style>\n"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; ask for the whole page as it is, and add the style to it."""
        if scope["type"] != "http" or "text/html" not in Headers(scope=scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        requested = [(name, value) for name, value in scope["headers"] if name.decode("latin-1").lower() not in CACHED]
        started: list[Message] = []
        parts: list[bytes] = []

        async def send_whole(message: Message) -> None:
            if message["type"] != "http.response.body":
                started.append(message)
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                body = self.with_style(b"".join(parts), MutableHeaders(scope=started[0]))
                await send(started[0])
                await send({"type": "http.response.body", "body": body})

        await self.app({**scope, "headers": requested}, receive, send_whole)

    def with_style(self, body: bytes, headers: MutableHeaders) -> bytes:
        """Return the body with the style, and correct its headers, if it is Streamlit's page."""
        if ROOT not in body:
            return body
        for name in VALIDATORS:
            if name in headers:
                del headers[name]
        body = body.replace(ROOT, self.style + ROOT, 1)
        headers["content-length"] = str(len(body))
        return body
