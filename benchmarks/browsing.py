"""Shared by the benchmarks: a server of the app, a headless Chromium, and medians."""

import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests import chromium
from tests.conftest import Server

TEXT = ("the cat sat on the mat and slept there until the day was over and the moon came up again, " * 2)[:100]


@contextmanager
def open_page(path: str, drawn: str = ".gs-board[data-rendered]") -> Iterator[Page]:
    """Open a page of a fresh server at 1280 by 900; wait until it is drawn and the comparison with torch is done."""
    server = Server()
    try:
        browser_path = chromium.find()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path, args=chromium.FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(server.url + path)
            page.wait_for_selector(drawn)
            page.get_by_text("equal within").first.wait_for(timeout=60_000)
            page.wait_for_timeout(1500)
            yield page
            browser.close()
    finally:
        server.stop()


def report(claim: str, times: list[float], budget: float, unit: str = "ms") -> None:
    """Print a median beside its budget, with the spread."""
    median = statistics.median(times)
    ordered = sorted(times)
    spread = f"{len(times)} from {ordered[0]:.1f} to {ordered[-1]:.1f}"
    print(f"{claim}: median {median:.1f} {unit} ({spread}), budget {budget:g}: {median / budget:.2f} of it")
