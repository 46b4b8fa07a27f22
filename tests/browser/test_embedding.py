"""A page of another site frames the stage, in a real browser: allowed by the setting, refused without it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from explainer.web.cookie import COOKIE
from explainer.web.frame_ancestors import VARIABLE
from tests.conftest import Server

pytestmark = pytest.mark.slow

PAGE = """<!doctype html><html lang="en"><title>A course</title><body style="margin: 0">
<iframe title="stage" src="{address}" width="{width}" height="500" style="border: 0"></iframe></body></html>"""
# A browser that blocks the storage of frames throws where a script reads it.
WITHOUT_STORAGE = """if (window !== top) for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });"""


class Course(ThreadingHTTPServer):
    """The page of a course with a frame; to a browser, localhost is another site than 127.0.0.1."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.url = f"http://localhost:{self.server_port}"
        self.page = ""


class Answer(BaseHTTPRequestHandler):
    """The answer to a request: the page."""

    def do_GET(self) -> None:  # noqa: N802  the name is the library's
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(self.server.page.encode())

    def log_message(self, *args) -> None:
        """Print nothing."""


@pytest.fixture
def course():
    server = Course()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_site_that_is_allowed_frames_the_stage_alone_without_storage(browser, course, monkeypatch):
    monkeypatch.setenv(VARIABLE, f"'self' {course.url}")
    server = Server()
    try:
        context = browser.new_context(viewport={"width": 400, "height": 520})
        page, errors = context.new_page(), []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(WITHOUT_STORAGE)
        course.page = PAGE.format(address=f"{server.url}/cell?embed=true", width=390)
        page.goto(course.url)
        frame = page.frame_locator("iframe")
        expect(frame.locator(".gs-stage[data-rendered]")).to_be_visible()
        for part in ("stSidebar", "stHeader", "stHeading"):
            expect(frame.get_by_test_id(part).first).to_be_hidden()
        frame.get_by_role("slider", name="time step").focus()
        page.keyboard.press("ArrowRight")
        expect(frame.locator(".gs-player-position")).to_have_text("operation 24 of 25, step 12 of 22")
        inside = next(one for one in page.frames if one.url.startswith(server.url))
        assert inside.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth") <= 0
        (cookie,) = [one for one in context.cookies() if one["name"] == COOKIE]
        assert cookie["sameSite"] == "None" and cookie["secure"] and cookie["partitionKey"]
        with page.expect_request("**/gatescope-runs/**") as sent:
            answer = inside.evaluate(
                """() => fetch("/gatescope-runs/a1b2c3d4e5/pause", { method: "POST", body: "{}",
                    headers: { "content-type": "application/json" } }).then((answer) => answer.status)"""
            )
        assert COOKIE in sent.value.all_headers().get("cookie", "") and answer == 409
        assert errors == []
        context.close()
    finally:
        server.stop()


def test_another_site_is_refused_by_default(browser, server, course):
    page, messages = browser.new_page(), []
    page.on("console", lambda message: messages.append(message.text))
    course.page = PAGE.format(address=f"{server.url}/cell?embed=true", width=390)
    page.goto(course.url)
    with pytest.raises(AssertionError):
        expect(page.frame_locator("iframe").locator("[data-testid=stApp]")).to_be_visible(timeout=4000)
    assert any("frame-ancestors" in text for text in messages)
    page.close()
