"""Starting a run: from `RunService.start` to the first updates in a page, over HTTP, with a warm worker pool."""

import http.client
import socket
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from browsing import report
from starlette.applications import Starlette

sys.path.insert(0, str(Path(__file__).parent.parent))
from explainer.runs.service import RunService
from explainer.training.recipe import Recipe
from explainer.web.feed import feed_routes


def first_updates(service: RunService, port: int, recipe: Recipe) -> float:
    """Start a run and read its feed; return the seconds until the first updates are there."""
    started = time.perf_counter()
    run = service.start(recipe, "benchmark")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", f"/gatescope-runs/{run}/feed")
    response = connection.getresponse()
    while b'"kind": "updates"' not in response.readline():
        pass
    took = time.perf_counter() - started
    service.delete(run)
    response.close()
    connection.close()
    time.sleep(0.5)  # the pool prepares the next worker
    return took


def serve(service: RunService) -> int:
    """Serve the feed from a thread; return the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=feed_routes(lambda: service)), port=port, log_level="error")
    )
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return port


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        service = RunService(Path(folder))
        started = time.perf_counter()
        service.start_supervisor()
        port = serve(service)
        first = first_updates(service, port, Recipe(settings={"gap": 20}))
        whole = time.perf_counter() - started
        print(f"supervisor started to the first updates, cold: {whole:.1f} s, of which {first:.1f}")
        for name, recipe in (
            ("recall, LSTM, m = 32", Recipe()),
            ("adding, GRU, m = 64", Recipe("adding", cell="GRU", m=64)),
        ):
            times = [first_updates(service, port, recipe) for _ in range(9)]
            report(f"{name}: start to first updates in the page", times, 0.5, "s")
        service.close()


if __name__ == "__main__":
    main()
