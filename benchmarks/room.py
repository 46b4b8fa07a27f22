"""A room with 200 followers on one server, all on this machine's cores: steps, answers, a return, and memory.

The followers are streams of a process of their own, as phones would be; the teacher has a browser, which stays open.
"""

import asyncio
import json
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

FOLLOWERS, STEPS, PAUSE = 200, 40, 0.25  # seconds between two steps
STEP_BUDGET, ANSWER_BUDGET = 500.0, 2.0  # ms at p95, and seconds for all
COOKIE = "gatescope-visitor"
QUESTION = "How many steps is the first symbol known?"


class Stream:
    """A stream of a room: the last state of each part, and when each cursor arrived."""

    def __init__(self, port: int, path: str, visitor: str) -> None:
        self.port, self.path, self.visitor = port, path, visitor
        self.parts: dict[str, Any] = {}
        self.cursors: dict[int, float] = {}
        self.news, self.closing = asyncio.Event(), False

    async def open(self) -> None:
        """Connect, and read until `close`."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
        self.writer.write(head("GET", self.port, self.path, self.visitor, b""))
        assert b" 200 " in (line := await self.reader.readline()), line
        self.task = asyncio.create_task(self.read())

    async def read(self) -> None:
        name = ""
        while line := await self.reader.readline():
            if line.startswith(b"event: "):
                name = line[7:].decode().strip()
            elif line.startswith(b"data: ") and name:
                arrived = time.perf_counter()
                part = self.parts[name] = json.loads(line[6:]) if name != "figures" else len(line)
                if name == "cursor" and part:
                    self.cursors.setdefault(part["t"], arrived)
                self.news.set()

    async def until(self, test: Callable[[dict[str, Any]], bool]) -> None:
        async with asyncio.timeout(60):
            while not test(self.parts):
                self.news.clear()
                await self.news.wait()

    async def close(self) -> None:
        self.task.cancel()
        self.writer.close()


def head(method: str, port: int, path: str, visitor: str, body: bytes) -> bytes:
    """Return a request as a browser of this server's own page sends it."""
    lines = [f"{method} /gatescope-rooms/{path} HTTP/1.1", f"host: 127.0.0.1:{port}", f"cookie: {COOKIE}={visitor}",
             f"origin: http://127.0.0.1:{port}", "sec-fetch-site: same-origin", "content-type: application/json",
             f"content-length: {len(body)}"]  # fmt: skip
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def post(port: int, path: str, visitor: str, body: object) -> int:
    """Post JSON; return the status."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head("POST", port, path, visitor, json.dumps(body).encode()))
    status = int((await reader.readline()).split()[1])
    writer.close()
    return status


async def follow(port: int, pid: int, code: str, teacher: str) -> dict[str, Any]:
    """Let 200 followers join, and measure; return the measurements."""
    visitors = [secrets.token_hex(16) for _ in range(FOLLOWERS)]
    begun = time.perf_counter()
    for k in range(0, FOLLOWERS, 20):
        joins = (post(port, "join", visitor, {"code": code}) for visitor in visitors[k : k + 20])
        assert set(await asyncio.gather(*joins)) == {200}
    streams = [Stream(port, f"{code}/events", visitor) for visitor in visitors]
    for stream in streams:
        await stream.open()
    await asyncio.gather(*(stream.until(lambda parts: "ready" in parts) for stream in streams))
    print(f"joined and connected: {FOLLOWERS} in {time.perf_counter() - begun:.1f} s")
    print("READY", flush=True)
    await asyncio.to_thread(sys.stdin.readline)  # memory is read now
    found = {"steps": await measure_steps(port, code, teacher, streams)}
    found |= await measure_answers(port, code, teacher, streams, pid)
    found["return"] = await measure_return(port, code, teacher, streams)
    for stream in streams:
        await stream.close()
    return found


async def measure_steps(port: int, code: str, teacher: str, streams: list[Stream]) -> list[float]:
    """Return for each step and follower how long it took to arrive, in ms."""
    times = []
    for t in range(1, STEPS + 1):
        sent = time.perf_counter()
        cursor = {"t": t, "unit": 1, "op": 1 + t % 25, "changes": "", "pins": "", "back": ""}
        await post(port, f"{code}/steer", teacher, {"do": "cursor", "cursor": cursor})
        for stream in streams:
            await stream.until(lambda parts, t=t: parts["cursor"] and parts["cursor"]["t"] == t)
        times += [1000 * (stream.cursors[t] - sent) for stream in streams]
        await asyncio.sleep(PAUSE)
    return times


async def measure_answers(port: int, code: str, teacher: str, streams: list[Stream], pid: int) -> dict[str, float]:
    """Return how long it took until all answers were counted, the server's part of it, and the reveal, in s."""
    shown = Stream(port, f"{code}/teacher-events", teacher)
    await shown.open()
    for stream in streams:
        await stream.until(lambda parts: parts["question"] is not None)
    begun, busy = time.perf_counter(), processor(pid)
    answers = (
        post(
            port, f"{code}/answer", stream.visitor, {"question": stream.parts["question"]["number"], "answer": k % 100}
        )
        for k, stream in enumerate(streams)
    )
    counted = asyncio.create_task(shown.until(lambda parts: parts.get("count", {}).get("answered") == FOLLOWERS))
    assert set(await asyncio.gather(*answers)) == {204}
    await counted
    answered, busy = time.perf_counter() - begun, processor(pid) - busy
    assert sum(bar["count"] for bar in shown.parts["bars"]) == FOLLOWERS
    begun = time.perf_counter()
    await post(port, f"{code}/steer", teacher, {"do": "reveal"})
    for stream in streams:
        await stream.until(lambda parts: parts["question"]["revealed"] and parts["own"]["feedback"])
    await shown.close()
    return {"answers": answered, "busy": busy, "reveal": time.perf_counter() - begun}


async def measure_return(port: int, code: str, teacher: str, streams: list[Stream]) -> float:
    """Return how long a follower that was away needs until it is where the others are, in ms."""
    lost = streams.pop()
    await lost.close()
    for t in range(60):  # what happens in a minute
        cursor = {"t": 1 + t, "unit": 2, "op": 3, "changes": "", "pins": "", "back": ""}
        await post(port, f"{code}/steer", teacher, {"do": "cursor", "cursor": cursor})
    await post(port, f"{code}/steer", teacher, {"do": "next"})
    await streams[0].until(lambda parts: parts["question"] is None)
    begun = time.perf_counter()
    back = Stream(port, lost.path, lost.visitor)
    await back.open()
    await back.until(lambda parts: "ready" in parts)
    took = 1000 * (time.perf_counter() - begun)
    for name in ("view", "figures", "cursor", "question", "training"):
        assert back.parts[name] == streams[0].parts[name], name
    assert back.parts["cursor"]["t"] == 60
    await back.close()
    return took


def processor(pid: int) -> float:
    """Return how many seconds a process has kept a core busy: what it costs, whatever else the machine does."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """Return the memory of a process in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS"))


def main() -> None:
    """Start a server, open a room in a browser, ask a question, show the stage; then let the followers come."""
    from playwright.sync_api import sync_playwright

    from tests import chromium
    from tests.conftest import Server

    server = Server()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            code = open_room(page, server.url)
            teacher = next(one["value"] for one in page.context.cookies() if one["name"] == COOKIE)
            before = memory(server.process.pid)
            command = [sys.executable, __file__, str(server.port), str(server.process.pid), code, teacher]
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as clients:
                assert clients.stdin and clients.stdout
                while (line := clients.stdout.readline().strip()) != "READY":
                    print(line)
                after = memory(server.process.pid)
                clients.stdin.write("go\n")
                clients.stdin.flush()
                found = json.loads(clients.stdout.readlines()[-1])
            browser.close()
    finally:
        server.stop()
    report(found, 1000 * (after - before) / FOLLOWERS)


def open_room(page: Any, url: str) -> str:
    """Open a room, ask a question, and show the stage to it; return its code."""
    page.goto(f"{url}/room")
    page.get_by_role("button", name="Open a room").click()
    code: str = page.locator(".gs-room-code").inner_text()
    page.get_by_role("tab", name="Your own number").click()
    form = page.get_by_role("tabpanel", name="Your own number")
    form.get_by_label("Question").fill(QUESTION)
    form.get_by_label("Right answer").fill("42")
    form.get_by_role("button", name="Ask the room").click()
    page.get_by_role("heading", name=QUESTION).wait_for()
    page.goto(f"{url}/?t=1")
    page.wait_for_selector(".gs-stage[data-rendered]")
    page.wait_for_timeout(3000)
    return code


def report(found: dict[str, Any], per_follower: float) -> None:
    """Print each number beside its bound."""
    steps = sorted(found["steps"])
    p95, median = steps[int(0.95 * len(steps))], statistics.median(steps)
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    print(f"{FOLLOWERS} followers, {STEPS} steps of the teacher: median {median:.0f} ms, p95 {p95:.0f} ms, last "
          f"{steps[-1]:.0f} ms; bound {STEP_BUDGET:.0f}: {holds(p95 < STEP_BUDGET)} ({load})")  # fmt: skip
    took, bound = found["answers"], holds(found["answers"] < ANSWER_BUDGET)
    print(f"{FOLLOWERS} answers at once: all on the teacher's page after {took:.2f} s; bound {ANSWER_BUDGET:.0f}: "
          f"{bound} (the server works {found['busy']:.2f} s of them)")  # fmt: skip
    print(f"truth and feedback on all {FOLLOWERS} phones {found['reveal']:.2f} s after the reveal")
    print(f"a follower that was away is where the others are {found['return']:.0f} ms after it reconnects: holds")
    print(f"memory of the server per follower: {per_follower:.0f} kB")


def holds(whether: bool) -> str:
    return "holds" if whether else "DOES NOT HOLD"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(asyncio.run(follow(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]))))
    else:
        main()
