import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from explainer.web.cookie import COOKIE, VisitorCookie, visitor_id
from tests.web.test_headers import response_headers

VISITOR = "0123456789abcdef" * 2
APP = Starlette(
    routes=[Route("/", lambda request: HTMLResponse("<p>")), Route("/data", lambda request: PlainTextResponse("x"))],
    middleware=[Middleware(VisitorCookie)],
)


def cookie_set(path: str, cookie: str = "", scheme: str = "http") -> str:
    headers = [(b"cookie", cookie.encode())] if cookie else []
    return dict(response_headers(APP, path, headers, scheme)).get(b"set-cookie", b"").decode()


def test_a_page_sets_a_different_id_for_each_browser():
    first, second = cookie_set("/"), cookie_set("/", scheme="https")
    assert re.fullmatch(rf"{COOKIE}=[0-9a-f]{{32}}; Path=/; HttpOnly; SameSite=Lax", first)
    assert second.endswith("; Secure") and first.split(";")[0] != second.split(";")[0]


def test_a_valid_id_stays_and_only_a_page_sets_one():
    assert cookie_set("/", f"a=b; {COOKIE}={VISITOR}") == "" and cookie_set("/data") == ""


@pytest.mark.parametrize("cookie", [f"{COOKIE}=me", "a=b", f"{COOKIE}=" + "f" * 33, "\x01=;;=,{}"])
def test_an_invalid_id_is_replaced(cookie):
    assert cookie_set("/", cookie).startswith(COOKIE)


def test_only_a_valid_id_is_accepted():
    assert visitor_id(VISITOR) == VISITOR and visitor_id(None) == visitor_id("me") == visitor_id(VISITOR + "\n") == ""


FRAMED = [(b"sec-fetch-dest", b"iframe"), (b"sec-fetch-site", b"cross-site")]


def test_a_frame_in_another_site_gets_a_cookie_that_the_browser_takes_there():
    cookie = dict(response_headers(APP, "/", FRAMED)).get(b"set-cookie", b"").decode()
    assert re.fullmatch(rf"{COOKIE}=[0-9a-f]{{32}}; Path=/; HttpOnly; SameSite=None; Secure; Partitioned", cookie)


@pytest.mark.parametrize("headers", [FRAMED[:1], FRAMED[1:], [FRAMED[0], (b"sec-fetch-site", b"same-site")]])
def test_no_other_page_gets_the_cookie_of_a_frame(headers):
    assert "SameSite=Lax" in dict(response_headers(APP, "/", headers)).get(b"set-cookie", b"").decode()
