"""The headers: what every answer of the server tells the browser it may load, which is nothing from outside."""

from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

INLINE = "'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='"  # the one line of script in Streamlit's own page
POLICY = (
    f"default-src 'self'; script-src 'self' blob: {INLINE}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; frame-ancestors 'self'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
)


class Headers:
    """ASGI middleware that adds HEADERS to each HTTP answer, and to a page what its browser will soon want.

    `soon` are paths of modules: while the browser reads Streamlit's own scripts, the server is idle.
    """

    def __init__(self, app: ASGIApp, soon: Sequence[str] = ()) -> None:
        self.app = app
        self.soon = (b"link", ", ".join(f"<{path}>; rel=modulepreload; fetchpriority=low" for path in soon).encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; the start of an HTTP answer gets the headers."""

        async def start(message: Message) -> None:
            if message["type"] == "http.response.start":
                is_page = self.soon[1] and any(value.startswith(b"text/html") for _, value in message["headers"])
                message = {**message, "headers": [*message["headers"], *HEADERS, *([self.soon] if is_page else [])]}
            await send(message)

        await self.app(scope, receive, start if scope["type"] == "http" else send)
