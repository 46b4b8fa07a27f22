import queue

import numpy as np
import pytest
from safetensors.numpy import load

from explainer.runs import pace
from explainer.runs.chunk import chunk_from_bytes
from explainer.runs.frames import Frame, pack, unpack
from explainer.runs.limits import LIMITS, Limit
from explainer.runs.resume_point import ResumePoint
from explainer.runs.worker import train_run
from explainer.training.recipe import Recipe, recipe_to_json
from tests.runs import fake_loop

ORDERS: list[tuple[int, dict]] = [
    (3, {"do": "rate", "value": 0.5}), (7, {"do": "pause"}), (7, {"do": "step"}), (8, {"do": "step"}),
    (9, {"do": "sample", "value": {"prefix": "ab", "temperature": 0.5}}), (9, {"do": "resume"}), (15, {"do": "rewind"}),
    (9, {"do": "rate", "value": 0.25}),
]  # fmt: skip
"""After how many updates an order is sent: one after the other."""


class Machine:
    """A connection that brings the orders of a script, and is lost after so many frames."""

    def __init__(self, script: "Script", orders: list[bytes], frames: int) -> None:
        self.script, self.left = script, frames
        self.orders: queue.Queue[bytes] = queue.Queue()
        for order in orders:
            self.orders.put(order)

    def poll(self, timeout: float = 0.0) -> bool:
        if self.orders.empty() and (order := self.script.next_order()):
            self.orders.put(order)
        return not self.orders.empty()

    def recv_bytes(self) -> bytes:
        return self.orders.get_nowait()

    def send_bytes(self, data: bytes) -> None:
        if not self.left:
            raise ConnectionError
        self.left -= 1
        self.script.receive(*unpack(data))


class Script:
    """A run of the fake loop that loses its machine after each number of frames, and what the server gets of it."""

    def __init__(self, losses: list[int]) -> None:
        recipe = Recipe(task=fake_loop.TASKS["writing"], updates=20, seeds=2, rate=0.1)
        head = {"do": "start", "recipe": recipe_to_json(recipe), "columns": 0}
        self.point, self.sent = ResumePoint((head, b"")), []
        self.count, self.step = 0, 0  # of orders sent, and of updates made
        self.current: bytes | None = None
        self.repeated: list[bytes] = []
        self.losses = losses

    def next_order(self) -> bytes | None:
        """Return the next order of the script that is due after the updates made; once it was sent it is known."""
        if self.current is not None or self.repeated:
            return None
        if self.count == len(ORDERS) or ORDERS[self.count][0] != self.step:
            return None
        self.count += 1
        self.current = pack(ORDERS[self.count - 1][1])
        return self.current

    def receive(self, head: dict, body: bytes) -> None:
        if head["kind"] == "received":
            order = self.repeated.pop(0) if self.repeated else self.current
            self.current = self.current if order is not self.current else None
            self.point.received.append(order)
            return
        self.point.note(head, body)
        if head["kind"] != "saved":
            self.sent.append((head, body))

    def run(self) -> list[Frame]:
        """Train to the end, each time in another machine."""
        for frames in [*self.losses, 10_000]:
            start, *saved = [unpack(data) for data in self.point.frames()]
            self.step = self.point.step
            self.repeated = [*self.point.received, *self.repeated]
            self.point.received.clear()
            if self.current:  # it was not received: it is sent again after as many updates
                self.current, self.count = None, self.count - 1
            machine = Machine(self, self.repeated, frames)
            try:
                train_run(machine, *start, fake_loop.__name__, saved[0] if saved else None)
                return self.sent
            except ConnectionError:
                continue
        raise AssertionError("it has not ended")


@pytest.fixture
def script(monkeypatch):
    """Let a script know how many updates its loop has made, and the loop look for orders before each."""
    known: list[Script] = []

    def make(losses: list[int]) -> Script:
        known[:] = [Script(losses)]
        return known[0]

    def note(mood: str, step: int) -> None:
        known[0].step = step

    monkeypatch.setattr(fake_loop, "misbehave", note)
    monkeypatch.setattr(pace, "ORDER_INTERVAL", 0.0)
    return make


def outcome(frames: list[Frame]) -> tuple[np.ndarray, dict[int, bytes], dict]:
    """Return the updates since the run began last, each of which was sent once, the weights by step, and the end."""
    begun = max(k for k, (head, _) in enumerate(frames) if head["kind"] == "begun")
    chunks = [
        chunk_from_bytes(head["from"], head["seeds"], body)
        for head, body in frames[begun:]
        if head["kind"] == "updates"
    ]
    assert [chunk.first for chunk in chunks] == [1, *(chunk.last + 1 for chunk in chunks[:-1])]
    weights = {
        head["step"]: load(body)["0.W_f"].tobytes() for head, body in frames[begun:] if head["kind"] == "snapshot"
    }
    return np.concatenate([chunk.numbers for chunk in chunks]), weights, frames[-1][0]


def test_a_run_that_loses_its_machine_anywhere_ends_as_an_undisturbed_one(script):
    undisturbed = outcome(script([]).run())
    assert undisturbed[0].shape == (20, 5) and undisturbed[2]["reason"] == "done"
    assert {float(rate) for rate in undisturbed[0][:, 0]} == {np.float32(0.1), np.float32(0.25)}
    count = len(script([]).run())
    for frames in range(count + 20):
        numbers, weights, end = outcome(script([frames, 9]).run())
        assert np.array_equal(numbers, undisturbed[0]), frames
        assert weights == undisturbed[1] and end == undisturbed[2], frames


def test_a_state_that_is_too_large_is_not_saved(script, monkeypatch):
    monkeypatch.setitem(LIMITS, "bytes of a saved state", Limit(10, ""))
    one = script([])
    one.run()
    assert not one.point.fits and one.point.saved and one.point.saved[1] == b""


@pytest.mark.parametrize("kind", ["state", "look", "sample", "ended"])
def test_other_frames_change_nothing(kind):
    point = ResumePoint(({"do": "start"}, b""))
    point.note({"kind": kind}, b"")
    assert point.step == 0 and len(point.frames()) == 1
    assert unpack(point.frames()[0])[0] == {"do": "start", "saves_states": True, "known_step": 0, "snapshot_step": -1}
