import asyncio

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from explainer.web.headers import POLICY, Headers, security_headers

APP = Starlette(routes=[Route("/", lambda request: PlainTextResponse("x"))], middleware=[Middleware(Headers)])
Pairs = list[tuple[bytes, bytes]]


def response_headers(app: Starlette, path: str, headers: Pairs = (), scheme: str = "http") -> Pairs:
    """Return the headers of an app's response."""
    return asyncio.run(_get(app, path, headers, scheme))


async def _get(app: Starlette, path: str, headers: Pairs, scheme: str) -> Pairs:
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": list(headers),
             "http_version": "1.1", "scheme": scheme}  # fmt: skip
    await app(scope, receive, send)
    return sent[0]["headers"]


def test_every_response_has_the_security_headers():
    for path in ("/", "/missing"):
        assert set(security_headers()) <= set(response_headers(APP, path))


def test_the_policy_allows_no_other_server_and_no_eval():
    assert "http" not in POLICY and "unsafe-eval" not in POLICY and "*" not in POLICY


def test_a_page_has_the_links_of_its_own_modules_and_what_is_no_page_has_none():
    routes = [Route(path, lambda request: HTMLResponse("<p>")) for path in ("/", "/cell", "/runs")]
    routes.append(Route("/data", lambda request: PlainTextResponse("x")))
    preload = {"/": ["/a.js", "/b.js"], "/cell": ["/c.js"], "/data": ["/d.js"]}
    app = Starlette(routes=routes, middleware=[Middleware(Headers, preload)])
    links = {path: dict(response_headers(app, path)).get(b"link", b"") for path in ("/", "/cell", "/runs", "/data")}
    assert links["/"].count(b"rel=modulepreload") == 2 and b"</a.js>" in links["/"] and b"</b.js>" in links["/"]
    assert links["/cell"].startswith(b"</c.js>; rel=modulepreload")
    assert links["/runs"] == links["/data"] == b""


def test_a_page_may_be_framed_by_its_own_site_alone_unless_a_setting_names_others():
    policy = dict(response_headers(APP, "/"))[b"content-security-policy"].decode()
    assert policy.endswith("; frame-ancestors 'self'") and "x-frame-options" not in policy
    framed = Starlette(routes=APP.routes, middleware=[Middleware(Headers, ancestors="'self' https://lms.example.org")])
    policy = dict(response_headers(framed, "/"))[b"content-security-policy"].decode()
    assert policy == f"{POLICY}; frame-ancestors 'self' https://lms.example.org"
