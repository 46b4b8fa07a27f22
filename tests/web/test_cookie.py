import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from explainer.web.cookie import COOKIE, Visitor, known
from tests.web.test_headers import answer

NUMBER = "0123456789abcdef" * 2
APP = Starlette(
    routes=[Route("/", lambda request: HTMLResponse("<p>")), Route("/data", lambda request: PlainTextResponse("x"))],
    middleware=[Middleware(Visitor)],
)


def given(path: str, cookie: str = "", scheme: str = "http") -> str:
    headers = [(b"cookie", cookie.encode())] if cookie else []
    return dict(answer(APP, path, headers, scheme)).get(b"set-cookie", b"").decode()


def test_a_page_gives_each_browser_a_number_of_its_own():
    first, second = given("/"), given("/", scheme="https")
    assert re.fullmatch(rf"{COOKIE}=[0-9a-f]{{32}}; Path=/; HttpOnly; SameSite=Lax", first)
    assert second.endswith("; Secure") and first.split(";")[0] != second.split(";")[0]


def test_a_number_is_kept_and_nothing_but_a_page_gives_one():
    assert given("/", f"a=b; {COOKIE}={NUMBER}") == "" and given("/data") == ""


@pytest.mark.parametrize("cookie", [f"{COOKIE}=me", "a=b", f"{COOKIE}=" + "f" * 33, "\x01=;;=,{}"])
def test_what_is_no_number_is_replaced(cookie):
    assert given("/", cookie).startswith(COOKIE)


def test_only_a_number_is_known():
    assert known(NUMBER) == NUMBER and known(None) == known("me") == known(NUMBER + "\n") == ""
