"""Finds a Chromium for the browser tests, or installs one: the system's, else Playwright's, else Debian's."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def find() -> str | None:
    """Return the path of a Chromium on this machine, if there is one."""
    return next((path for path in candidates() if path and Path(path).exists()), None)


def candidates() -> Iterator[str | None]:
    """Yield the paths to try, the slowest last: Playwright has to be started to know its own."""
    yield os.environ.get("CHROMIUM")
    yield from map(shutil.which, NAMES)
    yield playwright_path()


def playwright_path() -> str:
    """Return where Playwright would keep its own Chromium."""
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def install() -> None:
    """Try Playwright's own download, then Debian's package."""
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    if find() is None and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        for package in ("chromium-headless-shell", "chromium"):  # the first draws a page with a tenth less work
            if find() is None:
                subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], check=False)


if __name__ == "__main__":
    if find() is None:
        install()
    print(f"browser: {find() or 'none; the browser tests cannot run'}")
    sys.exit(find() is None and os.environ.get("CI") == "true")
