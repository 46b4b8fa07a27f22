"""The visitor's cookie, by which a browser is recognised, so that its runs stay its own when a page is reloaded.

It holds a random id and nothing else, no script can read it, and it ends with the browser session. A page that another
site shows in a frame has a cookie of its own, which the browser keeps for frames in that site alone (partitioned).
"""

import re
import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "gatescope-visitor"
ID_PATTERN = re.compile(r"[0-9a-f]{32}", re.ASCII)


def visitor_id(value: object) -> str:
    """Return the id in a cookie's value, or an empty string where it is not valid."""
    return value if isinstance(value, str) and ID_PATTERN.fullmatch(value) else ""


class VisitorCookie:
    """ASGI middleware that sets the cookie with a page for a browser that has none."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; add the cookie to the headers of a page."""

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and is_page(message):
                cookie = framed_cookie() if is_in_frame(scope) else new_cookie(scope["scheme"])
                message = {**message, "headers": [*message["headers"], (b"set-cookie", cookie)]}
            await send(message)

        needs_cookie = scope["type"] == "http" and not has_cookie(scope)
        await self.app(scope, receive, send_with_cookie if needs_cookie else send)


def is_page(message: Message) -> bool:
    """Return whether a response is a page."""
    return any(key.lower() == b"content-type" and value.startswith(b"text/html") for key, value in message["headers"])


def has_cookie(scope: Scope) -> bool:
    """Return whether a request has the cookie with a valid id."""
    try:
        found = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(COOKIE)
    except CookieError:
        return False
    return bool(found and visitor_id(found.value))


def new_cookie(scheme: str) -> bytes:
    """Return a new cookie as the value of a header."""
    secure = "; Secure" if scheme == "https" else ""
    return f"{COOKIE}={secrets.token_hex(16)}; Path=/; HttpOnly; SameSite=Lax{secure}".encode()


def is_in_frame(scope: Scope) -> bool:
    """Return whether a request is for a frame in a page of another site.

    A browser says so over https, and to this machine itself, alone: both take a cookie that is marked Secure.
    """
    headers = Headers(scope=scope)
    return headers.get("sec-fetch-dest") in ("iframe", "frame") and headers.get("sec-fetch-site") == "cross-site"


def framed_cookie() -> bytes:
    """Return a new cookie for a frame in a page of another site, where a browser takes none that is SameSite=Lax."""
    return f"{COOKIE}={secrets.token_hex(16)}; Path=/; HttpOnly; SameSite=None; Secure; Partitioned".encode()
