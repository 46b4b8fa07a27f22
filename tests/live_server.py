"""A small server for the live component alone: its modules, a page around it, and a scripted feed."""

import asyncio
import json
import math
import socket
import threading
import time
from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from explainer.runs.messages import encode_array
from explainer.web import routes, scripts

PAGE = """<!doctype html><html lang="en"><title>live</title><style>{style}
body {{ {theme} }}
body {{ margin: 0 1rem; background: var(--st-background-color); color: var(--st-text-color); }}
body {{ --st-font: sans-serif; }}</style>
<main data-testid="stMain"><div id="component"></div></main><script type="module">
import {{ draw }} from "/gatescope/{version}/live/live.js";
window.commands = [];
const setTriggerValue = (...all) => window.commands.push(all);
window.show = (data) => draw({{ data, parentElement: document.getElementById("component"), setTriggerValue }});
window.close_component = window.show({data});
</script></html>"""
EPOCH = 5  # updates
WHOLE_TEST = (0.9, 0.75, 0.8)  # metric per seed of a run that has ended
THEMES = {
    "light": "--st-background-color: #FDFCFA; --st-secondary-background-color: #F4F2EE; --st-text-color: #1D2433; "
    "--st-border-color: #DDD9D2; --st-primary-color: #0B76B7;",
    "dark": "--st-background-color: #14161A; --st-secondary-background-color: #1E2228; --st-text-color: #E8EAF0; "
    "--st-border-color: #343941; --st-primary-color: #5BB8F0;",
}


class LiveServer:
    """Serves the page for some data; its runs continue, pause and change by orders."""

    def __init__(self, data: dict, seeds: int = 3, updates: int = 100_000, stride: int = 10) -> None:
        self.data, self.seeds, self.updates, self.stride = data, seeds, updates, stride
        self.orders: list[tuple[str, str, Any]] = []
        self.states = {run["id"]: "running" for run in data["runs"]}
        self.steps = {run["id"]: 0 for run in data["runs"]}
        self.rates = {run["id"]: 0.01 for run in data["runs"]}
        self.prompts: dict[str, dict] = {}
        self.queue_positions: dict[str, int] = {}
        self.without_norms: set[str] = set()
        self.refusing = False
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        app = Starlette(routes=[
            Route("/", self.page), Route("/gatescope-runs/feed", self.feed),
            Route("/gatescope-runs/{run}/{order}", self.order, methods=["POST"]), *routes.routes(),
        ])  # fmt: skip
        config = uvicorn.Config(
            app, port=int(self.url.rsplit(":", 1)[1]), log_level="error", lifespan="off", timeout_graceful_shutdown=1
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.02)

    def page(self, request: Request) -> Response:
        theme = THEMES[request.query_params.get("theme", "light")]
        data = json.dumps(self.data).replace("<", "\\u003c")
        page = PAGE.format(style=scripts.style("live"), theme=theme, version=scripts.VERSION, data=data)
        return HTMLResponse(page)

    async def order(self, request: Request) -> Response:
        run, name = request.path_params["run"], request.path_params["order"]
        self.orders.append((run, name, (await request.json())["value"]))
        if name == "rewind":
            self.steps[run] = 0
        elif name == "rate":
            self.rates[run] = self.orders[-1][2]
        elif name == "step":
            self.steps[run] += 1
        elif self.refusing:
            return JSONResponse({"error": "The run has ended, so it cannot be paused."}, 409)
        elif name == "sample" and "§" in self.orders[-1][2]["prefix"]:
            return JSONResponse({"error": "The character “§” is not in the vocabulary."}, 409)
        elif name == "sample":
            self.prompts[run] = self.orders[-1][2]
        else:
            self.states[run] = {"pause": "paused", "resume": "running", "cancel": "ended"}[name]
        return Response(status_code=204)

    async def feed(self, request: Request) -> Response:
        runs = request.query_params["runs"].split(",")
        return StreamingResponse(self.stream(runs), media_type="text/event-stream")

    async def stream(self, runs: list[str]) -> AsyncIterator[str]:
        sent: dict[str, tuple] = {}
        reached = dict.fromkeys(runs, 0)
        started: set[str] = set()
        while True:
            for run in runs:
                for message in self.messages(run, reached, sent, started):
                    yield f"data: {json.dumps(message | {'run': run})}\n\n"
            await asyncio.sleep(0.2)
            for run in runs:
                if self.states[run] == "running":
                    self.steps[run] = min(self.updates, self.steps[run] + self.stride)
                    if self.steps[run] == self.updates:
                        self.states[run] = "ended"

    def messages(self, run: str, reached: dict, sent: dict, started: set) -> list[dict]:
        """Return a run's messages since the last call."""
        step, state = self.steps[run], self.states[run]
        found: list[dict] = []
        now = (state, self.queue_positions.get(run, 0), str(self.prompts.get(run)))
        if sent.get(run) != now and state != "ended":
            rate = self.rates[run]
            found.append({"kind": "state", "state": state, "place": now[1], "sentence": "", "step": step, "rate": rate,
                          "prompt": self.prompts.get(run, {})})  # fmt: skip
        if step < reached[run] or (run not in started and state != "queued"):
            reached[run] = 0
            started.add(run)
            found.append({"kind": "begun", "parameters": 1234, "tokens": 6464, "device": "cpu", "baseline": 0.125,
                          "solved": 0.99, "updates": self.updates, "metric": "accuracy"})  # fmt: skip
        if step > reached[run]:
            found += [self.updates_of(run, reached[run] + 1, step), *self.epochs_of(run, reached[run] + 1, step)]
            found.append(self.probe_record(run, step))
            reached[run] = step
        if started >= {run} and (step, now) != sent.get(f"sample of {run}"):
            found += self.samples(run, step)
            sent[f"sample of {run}"] = (step, now)
        if sent.get(run) != now and state == "ended":
            found.append({"kind": "ended", "state": "ended", "reason": "done", "sentence": "All updates were made.",
                          "step": step, "metric": list(WHOLE_TEST)})  # fmt: skip
        sent[run] = now
        return found

    def updates_of(self, run: str, first: int, last: int) -> dict:
        """Losses that fall from 2 at a pace of the run's own, with noise that is the same each time."""
        index = list(self.states).index(run)
        rows = []
        for step in range(first, last + 1):
            noise = np.random.default_rng([index, step]).normal(size=self.seeds)
            rows.append([2.0 * math.exp(-step / (60 + 90 * index)) * math.exp(0.2 * one) for one in noise])
        norms = [[0.5 * math.sqrt(one) for one in row] for row in rows]
        return {"kind": "updates", "from": first, "to": last, "stride": 1, "loss": rows, "norm": norms,
                "rate": self.rates[run], "speed": [210.0, 1357440.0], "seconds": last / 210}  # fmt: skip

    def epochs_of(self, run: str, first: int, last: int) -> list[dict]:
        """The mean losses of epochs of EPOCH updates, for a text."""
        task = self.data["tasks"][next(one["task"] for one in self.data["runs"] if one["id"] == run)]
        ends = [step for step in range(first, last + 1) if step % EPOCH == 0 and task["split"]]
        losses = [np.mean(self.updates_of(run, end - EPOCH + 1, end)["loss"], axis=0).tolist() for end in ends]
        return [{"kind": "epochs", "from": ends[0], "stride": EPOCH, "loss": losses}] if ends else []

    def probe_record(self, run: str, step: int) -> dict:
        """A probe whose gates open with the steps, and whose prediction becomes correct."""
        one = next(one for one in self.data["runs"] if one["id"] == run)
        task = self.data["tasks"][one["task"]]
        steps, m = len(task["source"] or []) + task["steps"], 16
        grid = np.linspace(0, 3, steps)[:, None] + np.linspace(0, 2, m)[None]
        values = {letter["name"]: encode_array(_value(letter, grid, step)) for letter in one["letters"]}
        gates = {letter["name"]: [0.1, min(0.9, step / 400)] for letter in one["letters"] if letter["gate"]}
        metric = [min(1.0, 0.125 + step / 300)] * self.seeds
        norms = {} if run in self.without_norms else {"gradient_norms": self.gradient_norms(one, steps, step)}
        prediction = self.prediction(task, step)
        record = {"kind": "look", "step": step, "metric": metric, "said": prediction, "truth": task["target"],
                  "values": values, "saturation": gates, **norms}  # fmt: skip
        return record | (self.pair_record(task, step) if task["source"] else {})

    def pair_record(self, task: dict, step: int) -> dict:
        """What a decoder read, as it writes what is most likely, and its shares of right symbols, the second lower."""
        written = np.argmax(self.prediction(task, step), axis=1).tolist()
        forced = min(1.0, 0.3 + step / 300)
        symbols = {"forced": [forced] * self.seeds, "free": [0.8 * forced] * self.seeds}
        return {"read": [1, *written[:-1]], "symbols": symbols}

    def gradient_norms(self, run: dict, steps: int, step: int) -> dict:
        """Norms that fall by a factor for each step back, which comes closer to 1 while the run learns."""
        index = list(self.states).index(run["id"])
        back = np.arange(steps)[::-1]
        states = [letter["name"] for letter in run["letters"] if letter["role"] in ("memory", "hidden")]
        rate = 1 - 0.6 * (index + 1) / (2 + step / 100)
        return {name: encode_array(10.0**-k * rate ** (back + k)) for k, name in enumerate(states[::-1])}

    def samples(self, run: str, step: int) -> list[dict]:
        """A sample that goes on from the prompt with the number of the step, where the run is a language model."""
        one = next(one for one in self.data["runs"] if one["id"] == run)
        standard = self.data["tasks"][one["task"]]["prompt"]
        if not standard:
            return []
        prompt = self.prompts.get(run, standard)
        pieces = [*prompt["prefix"], *f" {one['name']} wrote at {step}: <b>&amp;</b>\n", *"abc " * 20]
        probabilities = [None, *[0.05 * (k % 21) for k in range(1, len(pieces))]]
        return [{"kind": "sample", "step": step, "prefix": len(prompt["prefix"]), "pieces": pieces,
                 "probabilities": probabilities, "temperature": prompt["temperature"]}]  # fmt: skip

    def prediction(self, task: dict, step: int) -> list:
        k = len(task["outputs"])
        if task["kind"] == "classes":
            rows = np.exp(np.eye(k)[np.ravel(task["target"])] * step / 40 + 0.5 * np.eye(k)[k // 2])
            rows /= rows.sum(axis=-1, keepdims=True)
        else:
            rows = np.asarray(task["target"], float).reshape(-1, k) + math.exp(-step / 100)
        return rows[0].tolist() if task["where"] == "last" else rows.tolist()

    def stop(self) -> None:
        self.server.should_exit = True
        self.server.force_exit = True
        self.thread.join(5)


def _value(letter: dict, grid: np.ndarray, step: int) -> np.ndarray:
    wave = np.sin(grid * (1 + step / 100))
    return 0.5 + 0.5 * wave if letter["gate"] else 1.5 * wave
