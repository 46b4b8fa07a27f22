import asyncio

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from explainer.ui.link_entries import OF_CELL
from explainer.web.redirects import MOVED, Redirects

PATHS = ["/", "/cell", "/sequence"]
APP = Starlette(
    routes=[Route(path, lambda request: PlainTextResponse("here")) for path in PATHS],
    middleware=[Middleware(Redirects, OF_CELL)],
)


def location(path: str, query: str = "") -> str:
    """Return where a request is sent, nothing where it is answered."""
    return asyncio.run(_location(path, query))


async def _location(path: str, query: str) -> str:
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request", "body": b""}

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": [],
             "http_version": "1.1", "scheme": "http"}  # fmt: skip
    await APP(scope, receive, send)
    return dict(sent[0]["headers"]).get(b"location", b"").decode()


@pytest.mark.parametrize(
    "query", ["cell=GRU&t=5", "t=5", "lang=ru&op=3", "start=trained&run=recall-lstm&at=50", "text=", "own=h+%3D+x"]
)
def test_an_old_link_to_the_stage_leads_to_its_new_address_with_the_whole_query(query):
    assert location("/", query) == f"/cell?{query}"


@pytest.mark.parametrize("query", ["", "lang=ru", "present=1", "embed=true&lesson=who.1", "nothing=cell"])
def test_the_first_page_stays_where_its_link_names_nothing_of_the_stage(query):
    assert location("/", query) == ""


@pytest.mark.parametrize(("old", "new"), MOVED.items())
def test_a_page_that_has_moved_is_found(old, new):
    assert location(old, "t=1") == f"{new}?t=1" and location(f"{old}/") == new


def test_other_pages_stay_where_they_are():
    assert location("/cell", "t=5") == location("/sequence", "cell=GRU") == ""
