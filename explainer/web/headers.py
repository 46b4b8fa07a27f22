"""Security headers of every response: a browser may load nothing from other servers."""

from collections.abc import Mapping, Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explainer.web.frame_ancestors import DEFAULT

INLINE = "'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='"  # the inline script of Streamlit's own page
POLICY = (  # without frame-ancestors, which is a setting
    f"default-src 'self'; script-src 'self' blob: {INLINE}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'"
)


def security_headers(ancestors: str = DEFAULT) -> tuple[tuple[bytes, bytes], ...]:
    """Return the headers; `ancestors` are the sites that may frame a page, as `frame_ancestors` returns them."""
    return (
        (b"content-security-policy", f"{POLICY}; frame-ancestors {ancestors}".encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    )


class Headers:
    """ASGI middleware that adds the security headers to each HTTP response, and preload links to each page with some.

    `preload` are paths of JavaScript modules by the path of the page that imports them: while the browser reads
    Streamlit's own scripts, the server is idle.
    """

    def __init__(
        self, app: ASGIApp, preload: Mapping[str, Sequence[str]] | None = None, ancestors: str = DEFAULT
    ) -> None:
        self.app = app
        self.headers = security_headers(ancestors)
        self.links = {page: preload_link(modules) for page, modules in (preload or {}).items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; add the headers to each HTTP response."""
        link = self.links.get(scope.get("path", ""))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                is_page = link and any(value.startswith(b"text/html") for _, value in message["headers"])
                message = {**message, "headers": [*message["headers"], *self.headers, *([link] if is_page else [])]}
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def preload_link(modules: Sequence[str]) -> tuple[bytes, bytes]:
    """Return the header by which a browser loads modules before it finds that it needs them."""
    return b"link", ", ".join(f"<{path}>; rel=modulepreload; fetchpriority=low" for path in modules).encode()
