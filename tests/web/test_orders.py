"""The route for orders, called as a browser would call it, without a network."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette

from explainer.runs.limits import RunError
from explainer.runs.order_values import OrderValue
from explainer.tasks.prompt import Prompt
from explainer.web.cookie import COOKIE
from explainer.web.order_bodies import BODIES, NUMBER
from explainer.web.orders import order_routes

PATH = "/gatescope-runs/a1b2c3d4e5/pause"
HEADERS = {"host": "127.0.0.1:8501", "content-type": "application/json", "origin": "http://127.0.0.1:8501",
           "sec-fetch-site": "same-origin", "cookie": f"{COOKIE}={'0a' * 16}"}  # fmt: skip


class FakeService:
    """A run service that only notes its orders."""

    def __init__(self) -> None:
        self.orders: list[tuple[str, str, OrderValue]] = []

    def row(self, run: str) -> SimpleNamespace:
        return SimpleNamespace(owner="0a" * 16)

    def order(self, run: str, name: str, value: OrderValue = 0.0) -> None:
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


@pytest.mark.parametrize(
    ("cookie", "words"),
    [("", "sends no cookie here"), (f"{COOKIE}={'0b' * 16}", "another visitor"), (f"{COOKIE}=x", "sends no cookie")],
)
def test_only_the_visitor_who_started_a_run_controls_it(cookie, words):
    service = FakeService()
    status, sentence = post(service, cookie=cookie)
    assert status == 409 and words in sentence and not service.orders


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
        (400, {"body": b" " * (NUMBER.most_bytes + 1) + b"{}"}),
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


def sample_order(value: object) -> tuple[FakeService, tuple[int, str]]:
    service = FakeService()
    return service, post(service, "/gatescope-runs/a1b2c3d4e5/sample", json.dumps({"value": value}).encode())


@pytest.mark.parametrize("prefix", ["Now is", "", "👨‍👩‍👧 שלום 你好 e\u0301\n"])
def test_a_prompt_reaches_the_run_service(prefix):
    service, answer = sample_order({"prefix": prefix, "temperature": 1})
    assert answer == (204, "") and service.orders == [("a1b2c3d4e5", "sample", Prompt(prefix, 1.0))]


@pytest.mark.parametrize(
    "value",
    [0.5, None, [], "Now is", {}, {"prefix": "a"}, {"prefix": 5, "temperature": 1}, {"prefix": "a", "temperature": "1"},
     {"prefix": "a", "temperature": True}, {"prefix": "a", "temperature": 1, "more": 1},
     {"prefix": ["a"], "temperature": 1},
     {"prefix": "a", "temperature": 1e400}, {"prefix": "a" * 50_000, "temperature": 1}],
)  # fmt: skip
def test_what_is_no_prompt_is_refused(value):
    service, (status, sentence) = sample_order(value)
    assert status == 400 and not service.orders
    assert sentence.startswith("An order “sample” holds a prefix and a temperature") and "50,000 bytes" in sentence


@pytest.mark.parametrize(
    ("prefix", "temperature", "words"),
    [
        ("\ud83d", 1, "half a character"),
        ("a" * 10_000, 1, "has 10,000 characters; 200 characters or words are read"),
        ("a", -0.1, "is -0.1; a number from 0 to 2"),
        ("a", 2.1, "from 0 to 2"),
    ],
)
def test_a_prompt_that_no_run_can_use_gets_a_sentence(prefix, temperature, words):
    service, (status, sentence) = sample_order({"prefix": prefix, "temperature": temperature})
    assert status == 409 and words in sentence and not service.orders


def test_only_the_visitor_who_started_a_run_sets_its_prompt():
    service, path = FakeService(), "/gatescope-runs/a1b2c3d4e5/sample"
    body = json.dumps({"value": {"prefix": "a", "temperature": 1}}).encode()
    status, sentence = post(service, path, body, cookie=f"{COOKIE}={'0b' * 16}")
    assert status == 409 and "another visitor" in sentence and not service.orders


def test_an_order_with_a_number_does_not_take_a_prompt():
    service = FakeService()
    body = b'{"value": {"prefix": "a", "temperature": 1}}'
    assert post(service, "/gatescope-runs/a1b2c3d4e5/rate", body)[0] == 400 and not service.orders


@pytest.mark.parametrize("body", [NUMBER, BODIES["sample"]])
def test_a_huge_number_and_deep_json_are_no_orders(body):
    assert body.value(b'{"value": 1e400}') is None
    assert body.value(b"[" * 190) is None
    assert body.value(b'{"value": \xff}') is None and body.value(None) is None
    assert NUMBER.value(b"{}") == 0.0
