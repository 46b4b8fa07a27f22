"""Fixtures and helpers of several tests: a small run of any cell, a server of the app, and a browser."""

import gc
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from explainer.cells.catalogue import CELLS
from explainer.cells.lowering import lower
from explainer.numerics.initialisation import init_params
from explainer.numerics.trace import Layer, Trace, trace
from explainer.runs.shipped import shipped_names
from tests import chromium
from tests.browsing import DRAWN, WIDE, is_error, is_external

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "tests" / "pages"
HOME = tempfile.TemporaryDirectory(prefix="gatescope-")
os.environ["GATESCOPE_HOME"] = HOME.name  # not the runs of this machine's user
os.environ["TRITON_INTERPRET"] = "1"  # read when Triton is imported: its kernels run on the CPU
os.environ["TRITON_CACHE_DIR"] = str(Path(HOME.name) / "kernels")
settings.register_profile("repeatable", derandomize=True)  # `--hypothesis-profile=default` searches at random
settings.load_profile("repeatable")
OTHER_RUNS = {name for name in shipped_names() if not name.endswith("-lstm")}
MANY = {*CELLS, *OTHER_RUNS} - {"RNN", "LSTM", "GRU"}
QUIET = ["--server.headless=true", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]


def small_run(name: str, steps: int = 7, n: int = 3, m: int = 4, layers: int = 2, seed: int = 1) -> Trace:
    """Trace a small stack of a shipped cell over random numbers."""
    program = lower(CELLS[name])
    sizes = [n, *[m] * (layers - 1)]
    stack = [Layer(program, init_params(program, size, m, seed, scale=2.0, layer=k)) for k, size in enumerate(sizes)]
    return trace(stack, np.random.default_rng(seed).normal(size=(steps, n)))


def layers_of(run: Trace) -> list[Layer]:
    return [layer.layer for layer in run.layers]


class Server:
    """A server of the app on a free port of this machine."""

    def __init__(self, folder: Path = ROOT, home: str = "") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={self.port}", *QUIET]
        self.home = home or tempfile.mkdtemp(prefix="server-", dir=HOME.name)
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, cwd=folder, env={**os.environ, "GATESCOPE_HOME": self.home}, **quiet)
        self.wait()

    def wait(self) -> None:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1) as answer:
                    answer.read()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--reverse", action="store_true", help="run the tests in the opposite order")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Order the tests, and choose which of them run in the same worker."""
    if config.getoption("reverse"):
        items.reverse()
    items.sort(key=stage)
    for item in items:
        if is_one_of_many(item):
            item.add_marker(pytest.mark.more)
        if group := worker_group(item):
            item.add_marker(pytest.mark.xdist_group(group))


def pytest_collection_finish() -> None:
    """Leave what is loaded by now out of every search for garbage: Streamlit searches after each run of a page."""
    gc.collect()
    gc.freeze()


def stage(item: pytest.Item) -> int:
    """Return 0 for a fast test, 1 for one that starts servers or workers, 2 for one in a browser.

    Browser tests run last: Playwright's event loop stays in the process and breaks later uses of ast and asyncio.
    """
    return 2 if "browser" in item.fixturenames else int("slow" in item.keywords)


def is_one_of_many(item: pytest.Item) -> bool:
    """Tell whether a page is opened with one more cell or shipped run: every test run has it with three cells."""
    if not hasattr(item, "callspec") or item.path.parent != PAGES:
        return False
    return not MANY.isdisjoint(str(one) for one in item.callspec.params.values())


def worker_group(item: pytest.Item) -> str:
    """Name the tests that one worker runs: a file of fast tests, or users of one run service; "" for any worker."""
    shares = stage(item) == 0 or "service" in item.fixturenames
    return f"{item.path.relative_to(ROOT)}-{stage(item)}" if shares else ""


@pytest.fixture
def fresh_server():
    server = Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def server():
    server = Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def browser():
    path = chromium.find()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no Chromium on this machine; run python tests/chromium.py")
        pytest.skip("no Chromium on this machine; run python tests/chromium.py")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # a busy machine draws late
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def blank(browser, server):
    """A page of the server that draws nothing: here the modules of the components can be imported and called."""
    page = browser.new_page()
    page.goto(f"{server.url}/_stcore/health")
    yield page
    page.close()


@pytest.fixture(scope="session")
def idle_contexts(browser):
    """Browser contexts that no test uses now, by their options: the cache of each has the app's scripts, compiled."""
    found: dict = {}
    yield found
    for context in found.values():
        context.close()


def forget(context) -> None:
    """Close a context's pages and clear what a site can have stored in it; its cache of scripts stays."""
    for page in context.pages:
        if page.url.startswith("http"):
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        page.close()
    context.clear_cookies()
    context.clear_permissions()


@pytest.fixture
def visit(browser, server, idle_contexts):
    """Return a function that opens the app as another visitor; errors and outside requests fail the test."""
    used, trouble = [], []

    def open_page(
        path: str = "/sequence", at: str = "", size: dict = WIDE, drawn: bool = True, script: str = "", **options
    ):
        key = str((size, sorted(options.items())))
        context = idle_contexts.pop(key, None) or browser.new_context(viewport=size, **options)
        context.set_default_timeout(60_000)  # a busy machine draws late
        used.append((key, context))
        page = context.new_page()
        page.add_init_script(script)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda message: trouble.append(message.text) if is_error(message) else None)
        page.on("request", lambda request: trouble.append(request.url) if is_external(request.url) else None)
        page.goto((at or server.url) + path)
        if drawn:
            page.wait_for_selector(DRAWN)
        return page

    yield open_page
    for key, context in used:
        forget(context)
        idle_contexts.setdefault(key, context)
    for context in {context for _, context in used} - set(idle_contexts.values()):
        context.close()
    assert trouble == []
