"""The route that takes orders, asked as a browser would ask it, without a network."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette

from explainer.runs.limits import RunError
from explainer.web.cookie import COOKIE
from explainer.web.orders import MOST_BYTES, order_routes, read_value

PATH = "/gatescope-runs/a1b2c3d4e5/pause"
HEADERS = {"host": "127.0.0.1:8501", "content-type": "application/json", "origin": "http://127.0.0.1:8501",
           "sec-fetch-site": "same-origin", "cookie": f"{COOKIE}={'0a' * 16}"}  # fmt: skip


class Told:
    """A desk that only notes what it is told."""

    def __init__(self) -> None:
        self.orders: list[tuple[str, str, float]] = []

    def row(self, run: str) -> SimpleNamespace:
        return SimpleNamespace(owner="0a" * 16)

    def order(self, run: str, name: str, value: float = 0.0) -> None:
        if run == "gone":
            raise RunError("There is no run “gone”.")
        self.orders.append((run, name, value))


def post(desk: Told, path: str = PATH, body: bytes = b"{}", method: str = "POST", **headers: str) -> tuple[int, str]:
    """Ask, and return the status and the sentence of the answer."""
    given = {**HEADERS, **{key.replace("_", "-"): value for key, value in headers.items()}}
    pairs = [(key.encode(), value.encode()) for key, value in given.items() if value]
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
             "root_path": "", "headers": pairs}  # fmt: skip
    parts = [{"type": "http.request", "body": body[k : k + 50], "more_body": True} for k in range(0, len(body), 50)]
    parts.append({"type": "http.request", "body": b"", "more_body": False})
    sent = []

    async def receive():
        return parts.pop(0)

    async def send(message):
        sent.append(message)

    asyncio.run(Starlette(routes=order_routes(lambda: desk))(scope, receive, send))  # type: ignore[arg-type]
    text = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], json.loads(text)["error"] if text.startswith(b"{") else ""


@pytest.mark.parametrize("cookie", ["", f"{COOKIE}={'0b' * 16}", f"{COOKIE}=nonsense"])
def test_only_who_began_a_run_steers_it(cookie):
    desk = Told()
    status, sentence = post(desk, cookie=cookie)
    assert status == 409 and "another visitor" in sentence and not desk.orders


def test_an_order_reaches_the_desk():
    desk = Told()
    assert post(desk) == (204, "")
    assert post(desk, "/gatescope-runs/a1b2c3d4e5/rate", b'{"value": 0.01}') == (204, "")
    assert desk.orders == [("a1b2c3d4e5", "pause", 0.0), ("a1b2c3d4e5", "rate", 0.01)]


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (404, {"path": "/gatescope-runs/a1b2c3d4e5/explode"}),
        (404, {"path": "/gatescope-runs/A%20B/pause"}),
        (403, {"origin": "http://elsewhere.example"}),
        (403, {"origin": "null"}),
        (403, {"sec_fetch_site": "cross-site"}),
        (403, {"sec_fetch_site": "same-site"}),
        (415, {"content_type": "text/plain"}),
        (415, {"content_type": ""}),
        (400, {"body": b"not json"}),
        (400, {"body": b'{"value": "high"}'}),
        (400, {"body": b'{"value": NaN}'}),
        (400, {"body": b'{"value": true}'}),
        (400, {"body": b"[]"}),
        (400, {"body": b" " * (MOST_BYTES + 1) + b"{}"}),
        (405, {"method": "GET"}),
    ],
)
def test_what_is_no_order_of_an_own_page_is_refused(status, asked):
    desk = Told()
    assert post(desk, **asked)[0] == status
    assert desk.orders == []


def test_a_program_that_is_no_browser_may_order():
    desk = Told()
    assert post(desk, origin="", sec_fetch_site="")[0] == 204


def test_what_the_desk_refuses_is_told_in_its_words():
    assert post(Told(), "/gatescope-runs/gone/pause") == (409, "There is no run “gone”.")


def test_a_huge_number_and_deep_json_are_no_orders():
    assert read_value(b'{"value": 1e400}') is None
    assert read_value(b"[" * 190) is None
    assert read_value(b"{}") == 0.0
