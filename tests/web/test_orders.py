"""The route for orders, called as a browser would call it, without a network."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette

from explainer.runs.limits import RunError
from explainer.web.cookie import COOKIE
from explainer.web.orders import MAX_BYTES, order_routes, read_value

PATH = "/gatescope-runs/a1b2c3d4e5/pause"
HEADERS = {"host": "127.0.0.1:8501", "content-type": "application/json", "origin": "http://127.0.0.1:8501",
           "sec-fetch-site": "same-origin", "cookie": f"{COOKIE}={'0a' * 16}"}  # fmt: skip


class FakeService:
    """A run service that only notes its orders."""

    def __init__(self) -> None:
        self.orders: list[tuple[str, str, float]] = []

    def row(self, run: str) -> SimpleNamespace:
        return SimpleNamespace(owner="0a" * 16)

    def order(self, run: str, name: str, value: float = 0.0) -> None:
        if run == "gone":
            raise RunError("There is no run “gone”.")
        self.orders.append((run, name, value))


def post(
    service: FakeService, path: str = PATH, body: bytes = b"{}", method: str = "POST", **headers: str
) -> tuple[int, str]:
    """Send a request, and return status and error of the response."""
    sent_headers = {**HEADERS, **{key.replace("_", "-"): value for key, value in headers.items()}}
    pairs = [(key.encode(), value.encode()) for key, value in sent_headers.items() if value]
    scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"",
             "root_path": "", "headers": pairs}  # fmt: skip
    parts = [{"type": "http.request", "body": body[k : k + 50], "more_body": True} for k in range(0, len(body), 50)]
    parts.append({"type": "http.request", "body": b"", "more_body": False})
    sent = []

    async def receive():
        return parts.pop(0)

    async def send(message):
        sent.append(message)

    asyncio.run(Starlette(routes=order_routes(lambda: service))(scope, receive, send))  # type: ignore[arg-type]
    text = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], json.loads(text)["error"] if text.startswith(b"{") else ""


@pytest.mark.parametrize("cookie", ["", f"{COOKIE}={'0b' * 16}", f"{COOKIE}=nonsense"])
def test_only_the_visitor_who_started_a_run_controls_it(cookie):
    service = FakeService()
    status, sentence = post(service, cookie=cookie)
    assert status == 409 and "another visitor" in sentence and not service.orders


def test_an_order_reaches_the_run_service():
    service = FakeService()
    assert post(service) == (204, "")
    assert post(service, "/gatescope-runs/a1b2c3d4e5/rate", b'{"value": 0.01}') == (204, "")
    assert service.orders == [("a1b2c3d4e5", "pause", 0.0), ("a1b2c3d4e5", "rate", 0.01)]


@pytest.mark.parametrize(
    ("status", "request_args"),
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
        (400, {"body": b" " * (MAX_BYTES + 1) + b"{}"}),
        (405, {"method": "GET"}),
    ],
)
def test_anything_else_than_an_order_of_an_own_page_is_refused(status, request_args):
    service = FakeService()
    assert post(service, **request_args)[0] == status
    assert service.orders == []


def test_a_program_that_is_no_browser_may_send_orders():
    service = FakeService()
    assert post(service, origin="", sec_fetch_site="")[0] == 204


def test_an_error_of_the_run_service_is_returned():
    assert post(FakeService(), "/gatescope-runs/gone/pause") == (409, "There is no run “gone”.")


def test_a_huge_number_and_deep_json_are_no_orders():
    assert read_value(b'{"value": 1e400}') is None
    assert read_value(b"[" * 190) is None
    assert read_value(b"{}") == 0.0
