"""The start: from launching the server's process to the first figures in a browser that is already open."""

import time

from browsing import report
from playwright.sync_api import sync_playwright

from tests import chromium
from tests.conftest import Server


def first_figures(browser) -> tuple[float, float]:
    """Return seconds from launch to a healthy server, and to every figure drawn."""
    begun = time.perf_counter()
    server = Server()
    try:
        up = time.perf_counter()
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(server.url)
        page.wait_for_selector(".gs-board[data-drawn]")
        drawn = time.perf_counter()
        page.close()
        return up - begun, drawn - up
    finally:
        server.stop()


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        times = [first_figures(browser) for _ in range(7)]
        browser.close()
    report("process launched to server up", [up for up, _ in times], 3, "s")
    report("server up to first figures", [drawn for _, drawn in times], 3, "s")


if __name__ == "__main__":
    main()
