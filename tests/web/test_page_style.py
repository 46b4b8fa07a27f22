"""The style sheet is in Streamlit's page, whole and with right headers, and in nothing else."""

import asyncio
import gzip

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.routing import Route

from explainer.web.page_style import PageStyle

PAGE = "<html><head></head><body>" + " " * 2000 + '<div id="root"></div></body></html>'
HTML = {"accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def get(tmp_path):
    """Return a function that gets a path with headers, and returns headers and body of the response."""
    (tmp_path / "frame.css").write_text(".page { padding: 1px; }\n")

    async def in_parts():
        for part in (PAGE[:1000], PAGE[1000:]):
            yield part

    routes = [
        Route("/", lambda request: HTMLResponse(PAGE, headers={"etag": "1", "last-modified": "today"})),
        Route("/parts", lambda request: StreamingResponse(in_parts(), media_type="text/html")),
        Route("/other", lambda request: HTMLResponse("<body>other</body>", headers={"etag": "2"})),
    ]
    middleware = [Middleware(PageStyle, tmp_path / "frame.css"), Middleware(GZipMiddleware)]
    app = Starlette(routes=routes, middleware=middleware)
    return lambda path, **headers: asyncio.run(_get(app, path, headers))


async def _get(app, path, headers):
    sent = []
    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": b"", "http_version": "1.1", "scheme": "http",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip

    async def send(message):
        sent.append(message)

    async def receive():
        await asyncio.sleep(60)

    await app(scope, receive, send)
    return Headers(raw=sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent[1:])


@pytest.mark.parametrize("path", ["/", "/parts"])
def test_the_page_has_the_style_before_the_app(get, path):
    headers, body = get(path, accept="text/html,*/*", accept_encoding="gzip", if_none_match="1")
    assert body.decode() == PAGE.replace("<div", "<style>\n.page { padding: 1px; }\n</style>\n<div")
    assert int(headers["content-length"]) == len(body)
    assert not {"etag", "last-modified", "content-encoding"} & set(headers)


def test_every_other_response_passes_as_it_is(get):
    headers, body = get("/other", accept="text/html")
    assert (body, headers["etag"]) == (b"<body>other</body>", "2")
    headers, body = get("/", accept="*/*", accept_encoding="gzip")
    assert headers["content-encoding"] == "gzip" and gzip.decompress(body).decode() == PAGE
