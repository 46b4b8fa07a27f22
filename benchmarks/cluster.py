"""A two-node Ray cluster on this machine against the local pool, and a server with a long queue.

64 short runs (recall, GRU, m = 16) go in turn to the local pool and to the cluster, each with four places; so do single
runs of one update, from `RunService.start` to their end. Then 1,000 runs wait in the queue of a server: its memory, and
the time from a choice on the Sequence page to everything redrawn, against a server with none.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path
from unittest.mock import patch

from browsing import report
from page import redraws
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))
from explainer.runs.service import RunService
from explainer.training.recipe import Recipe
from tests import chromium
from tests.conftest import ROOT, Server
from tests.runs.two_nodes import two_nodes

RUNS, ROUNDS, SINGLE, WAITING, REDRAWS = 64, 3, 40, 1000, 9
OWNERS = 4  # visitors, each with their share of the runs
SHORT = Recipe(cell="GRU", settings={"gap": 20}, m=16, batch=32, updates=30, early=False, device="cpu")
SEQUENCE = "/sequence?m=8&scale=1.0"
PREPARED = "    prepare()\n"  # where app.py starts its server
CROWDED = """
    from explainer.runs import limits
    from explainer.runs.service import run_service
    from explainer.training.recipe import Recipe
    for key in ("of all visitors", "of one visitor"):
        limits.LIMITS[key] = limits.Limit({count} + 100, "")
    for _ in range({count}):
        run_service().start(Recipe(updates=100_000, early=False, device="cpu"), "benchmark")
"""


def many(service: RunService) -> float:
    """Train all short runs; return the seconds until the last has ended."""
    started = time.perf_counter()
    runs = [service.start(SHORT, f"visitor {k % OWNERS}") for k in range(RUNS)]
    while service.registry.alive():
        time.sleep(0.01)
    took = time.perf_counter() - started
    assert all(row.reason == "done" for row in service.runs())
    for run in runs:
        service.delete(run)
    return took


def single(service: RunService) -> float:
    """Train one run of one update; return the milliseconds to its end."""
    started = time.perf_counter()
    run = service.start(Recipe(cell="GRU", settings={"gap": 20}, m=16, batch=32, updates=1, device="cpu"), "benchmark")
    while not service.row(run).has_ended:
        time.sleep(0.0005)
    took = 1000 * (time.perf_counter() - started)
    service.delete(run)
    time.sleep(0.3)  # the local pool prepares the next worker
    return took


def against_the_local_pool(local: RunService, cluster: RunService) -> None:
    for service in (local, cluster):
        many(service)  # from here on everything is warm
    walls = [(many(local), many(cluster)) for _ in range(ROUNDS)]
    ratio = statistics.median(theirs / ours for ours, theirs in walls)
    ours, theirs = (statistics.median(side) for side in zip(*walls, strict=True))
    print(f"{RUNS} short runs, four at once: local pool {ours:.1f} s, Ray {theirs:.1f} s; median ratio {ratio:.2f} of "
          f"{ROUNDS}; per job {1000 * (theirs - ours) / RUNS:+.0f} ms")  # fmt: skip
    pairs = [(single(local), single(cluster)) for _ in range(SINGLE)]
    report("one run of one update, local pool", [one for one, _ in pairs], 100)
    report("one run of one update, Ray", [one for _, one in pairs], 100)
    overhead = statistics.median(theirs - ours for ours, theirs in pairs)
    print(f"overhead of Ray per job: median of the differences {overhead:+.1f} ms of {SINGLE}, budget under 50")


def crowded_folder(folder: Path) -> Path:
    """Make a folder of the app whose server queues many runs when it starts."""
    for path in ROOT.iterdir():
        if path.name not in ("app.py", ".git"):
            (folder / path.name).symlink_to(path)
    text = (ROOT / "app.py").read_text(encoding="utf-8")
    assert PREPARED in text
    text = text.replace(PREPARED, PREPARED + CROWDED.format(count=WAITING))
    (folder / "app.py").write_text(text, encoding="utf-8")
    return folder


def measured(browser: Browser, folder: Path) -> tuple[float, list[float]]:
    """Serve a folder; return the megabytes of the server, and the milliseconds of each redraw."""
    server = Server(folder)
    try:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(server.url + SEQUENCE, timeout=120_000)
        page.get_by_text("equal within").first.wait_for(timeout=120_000)
        time.sleep(5)
        redraws(page, 2)
        times = redraws(page, REDRAWS)
        status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="utf-8")
        page.close()
        return int(status.split("VmRSS:")[1].split()[0]) / 1000, times
    finally:
        server.stop()


def with_a_queue() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        crowded = crowded_folder(Path(folder))
        rounds = [(measured(browser, ROOT), measured(browser, crowded)) for _ in range(2)]
        browser.close()
    for name, side in zip(("no run", f"{WAITING:,} runs in the queue"), zip(*rounds, strict=True), strict=True):
        report(f"{name}: server {max(size for size, _ in side):.0f} MB; a choice to all redrawn",
               [one for _, times in side for one in times], 500)  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        with patch.dict("os.environ", {"GATESCOPE_RAY": ""}):
            local = RunService(Path(home) / "local")
            local.start_supervisor()
        with two_nodes():
            cluster = RunService(Path(home) / "ray")
            try:
                against_the_local_pool(local, cluster)
                cluster.close()
                with_a_queue()
            finally:
                cluster.close()
                local.close()


if __name__ == "__main__":
    main()
