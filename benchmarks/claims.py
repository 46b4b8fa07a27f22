"""The page Claims with every shipped result: time from a server that is just up to its list, in an open browser.

A page of the group Lab that computes and draws is measured in turn with it; the ratio of both is printed.
"""

import statistics

from browsing import report
from playwright.sync_api import sync_playwright
from start import seconds_to

from tests import chromium
from tests.conftest import ROOT

PAGES = {"claims": ".gs-claims img", "vanishing-gradients": ".st-key-lab_lines .main-svg"}
"""By URL path: what has to be on the screen."""
ROUNDS = 9


def main() -> None:
    times: dict[str, list[float]] = {page: [] for page in PAGES}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        for _ in range(ROUNDS):
            for page, drawn in PAGES.items():
                times[page].append(seconds_to(browser, ROOT, drawn, page)[1])
        browser.close()
    for page, seconds in times.items():
        report(f"server up to the page {page}", seconds, 3, "s")
    claims, other = (statistics.median(one) for one in times.values())
    print(f"the page Claims takes {claims / other:.2f} of the time of Vanishing gradients")


if __name__ == "__main__":
    main()
