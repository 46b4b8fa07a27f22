"""The visitor: a cookie by which a browser is known again, so that its runs stay its own when a page is loaded anew.

It holds a number from chance and nothing else, no script can read it, and it ends with the browser.
"""

import re
import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "gatescope-visitor"
NUMBER = re.compile(r"[0-9a-f]{32}", re.ASCII)


def known(value: object) -> str:
    """Return the number of a cookie; nothing where it holds none."""
    return value if isinstance(value, str) and NUMBER.fullmatch(value) else ""


class Visitor:
    """ASGI middleware that gives the cookie with a page to a browser that has none."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; the start of a page gets the cookie."""

        async def start(message: Message) -> None:
            if message["type"] == "http.response.start" and is_page(message):
                message = {**message, "headers": [*message["headers"], (b"set-cookie", fresh(scope["scheme"]))]}
            await send(message)

        await self.app(scope, receive, start if scope["type"] == "http" and not has_number(scope) else send)


def is_page(message: Message) -> bool:
    """Tell whether an answer is a page."""
    return any(key.lower() == b"content-type" and value.startswith(b"text/html") for key, value in message["headers"])


def has_number(scope: Scope) -> bool:
    """Tell whether a request brings the cookie."""
    try:
        found = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(COOKIE)
    except CookieError:
        return False
    return bool(found and known(found.value))


def fresh(scheme: str) -> bytes:
    """Return a new cookie, as a header holds it."""
    secure = "; Secure" if scheme == "https" else ""
    return f"{COOKIE}={secrets.token_hex(16)}; Path=/; HttpOnly; SameSite=Lax{secure}".encode()
