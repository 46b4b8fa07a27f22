"""The start of a run: from the desk's `start` to the first updates in a page, over HTTP, with a warm pool."""

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
from explainer.runs.service import Desk
from explainer.training.recipe import Recipe
from explainer.web.feed import feed_routes


def first_updates(desk: Desk, port: int, recipe: Recipe) -> float:
    """Start a run and read its feed; return the seconds until the first updates are there."""
    begun = time.perf_counter()
    run = desk.start(recipe, "benchmark")
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", f"/gatescope-runs/{run}/feed")
    answer = connection.getresponse()
    while b'"kind": "updates"' not in answer.readline():
        pass
    took = time.perf_counter() - begun
    desk.delete(run)
    answer.close()
    connection.close()
    time.sleep(0.5)  # the next worker is made ready
    return took


def serve(desk: Desk) -> int:
    """Serve the feed from a thread; return the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=feed_routes(lambda: desk)), port=port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return port


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        begun = time.perf_counter()
        desk.warm()
        port = serve(desk)
        first = first_updates(desk, port, Recipe(settings={"gap": 20}))
        print(
            f"supervisor launched to the first updates, cold: {time.perf_counter() - begun:.1f} s, of which {first:.1f}"
        )
        for name, recipe in (
            ("recall, LSTM, m = 32", Recipe()),
            ("adding, GRU, m = 64", Recipe("adding", cell="GRU", m=64)),
        ):
            times = [first_updates(desk, port, recipe) for _ in range(9)]
            report(f"{name}: start to first updates in the page", times, 0.5, "s")
        desk.close()


if __name__ == "__main__":
    main()
