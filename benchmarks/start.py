"""The start: time from a server that is just up to its first figures, in an open browser with an empty cache.

A bare Streamlit page of one line is measured in turn with ours, as the lower limit on this machine.
"""

import tempfile
import time
from pathlib import Path

from browsing import report
from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.conftest import ROOT, Server


def seconds_to(browser: Browser, folder: Path, selector: str, path: str = "") -> tuple[float, float]:
    """Launch a fresh server of a folder's app; return seconds to its health, and from there to an element of a page."""
    launched = time.perf_counter()
    server = Server(folder)
    try:
        up = time.perf_counter()
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{server.url}/{path}")
        page.wait_for_selector(selector)
        drawn = time.perf_counter()
        page.close()
        return up - launched, drawn - up
    finally:
        server.stop()


def main() -> None:
    path = chromium.find()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        bare = Path(folder)
        (bare / "app.py").write_text('import streamlit as st\n\nst.title("bare")\n')
        browser = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        both = [
            (seconds_to(browser, ROOT, ".gs-start[data-rendered]"), seconds_to(browser, bare, "h1")) for _ in range(9)
        ]
        browser.close()
    report("process launched to server up", [ours[0] for ours, _ in both], 3, "s")
    report("server up to first figures", [ours[1] for ours, _ in both], 3, "s")
    report("server up to a bare Streamlit page", [theirs[1] for _, theirs in both], 3, "s")


if __name__ == "__main__":
    main()
