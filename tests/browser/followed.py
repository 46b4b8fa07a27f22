"""Links that are followed in a real browser, each in a tab of its own."""

from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.messages import Messages
from tests.browser.shown_numbers import Shown, shown
from tests.browsing import WIDE, is_error, is_external


class Followed:
    """A link in a tab of its own: what the page was sent, and what has gone wrong in it."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.messages = Messages(self.page)
        self.trouble: list[str] = []
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("console", lambda message: self.trouble.append(message.text) if is_error(message) else None)
        self.page.on("request", lambda request: self.trouble.append(request.url) if is_external(request.url) else None)
        self.page.goto(url, wait_until="commit")

    def settle(self) -> None:
        """Wait until the page's script has run to its end: then everything that is to be drawn has been sent."""
        running = self.messages.wait_until_none(lambda: [] if self.messages.finished else ["still running"], 60.0)
        assert not running, f"the script of {self.page.url} did not end"

    def wait_for_query(self, query: dict[str, str]) -> None:
        """Wait until the address holds all of a query."""
        self.page.wait_for_url(
            lambda url: query.items() <= dict(parse_qsl(urlsplit(url).query)).items(),
            wait_until="commit",
            timeout=15_000,
        )

    def shown(self) -> Shown:
        """Return the numbers that the page shows now."""
        return shown([*self.messages.elements.values(), *self.messages.controls.values()])


class Follower:
    """Opens links in one browser, each in a tab of its own."""

    def __init__(self, browser: Browser, server: str) -> None:
        self._context = browser.new_context(viewport=WIDE)
        self._server = server
        self._open: dict[str, Followed] = {}

    def follow(self, link: str) -> Followed:
        """Open a link."""
        self._open[link] = Followed(self._context, self._server + link)
        return self._open[link]

    def leave(self, link: str) -> None:
        """Close a link that has been checked."""
        self._open.pop(link).page.close()

    def close(self) -> None:
        self._context.close()
