"""The response time of a page while four runs train: from a choice on the Sequence page to everything redrawn.

A real server with real workers and a real browser: the runs are started by the button of the Train page in one visit,
another visit changes the weights of a cell by keyboard. The same is measured before the first run starts, at rest.
"""

import statistics

from browsing import report
from page import redraws
from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium
from tests.conftest import Server

ROUNDS, BUDGET = 15, 500
TRAIN = "/train?recall_gap=99&train_m=64&train_updates=100000&train_early=no"
LINKS = (f"{TRAIN}&cell=LSTM&racer2=GRU&racer3=RNN", f"{TRAIN}&cell=GRU&racer2=none&racer3=none")
SEQUENCE = "/sequence?m=8&scale=1.0"
STEPS = "() => [...document.querySelectorAll('.gs-run progress')].map((one) => one.value)"


def start_runs(browser: Browser, url: str) -> Page:
    """Open the Train page in a browser context of its own, and start the runs of its link."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(url)
    page.locator("button.gs-primary").click(timeout=60_000)
    page.wait_for_function(f"() => {{ const all = ({STEPS})(); return all.length && all.every((one) => one > 0); }}",
                           timeout=120_000)  # fmt: skip
    return page


def steps(pages: list[Page]) -> list[int]:
    """Return how many updates each run has made, as the pages show it."""
    return [int(step) for page in pages for step in page.evaluate(STEPS)]


def main() -> None:
    server = Server()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(server.url + SEQUENCE)
            page.get_by_text("equal within").first.wait_for(timeout=60_000)
            redraws(page, 2)
            report("a choice to all redrawn, nothing trains", at_rest := redraws(page, ROUNDS), BUDGET)
            pages = [start_runs(browser, server.url + link) for link in LINKS]
            before = steps(pages)
            report("a choice to all redrawn, four runs train", busy := redraws(page, ROUNDS), BUDGET)
            after = steps(pages)
            print(f"{statistics.median(busy) / statistics.median(at_rest):.2f} times as long as at rest")
            gained = [late - early for early, late in zip(before, after, strict=True)]
            print(f"updates meanwhile: {gained}; all four advanced: {len(gained) == 4 and min(gained) > 0}")
            browser.close()
    finally:
        server.stop()


if __name__ == "__main__":
    main()
