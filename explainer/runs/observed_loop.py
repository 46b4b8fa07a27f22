"""The watched loop: it is told of by the clock, and between two updates does as it is told."""

import time
from collections.abc import Generator
from multiprocessing.connection import Connection

from explainer.runs.chunk import gather
from explainer.runs.frames import Head, pack, unpack
from explainer.runs.limits import LIMITS
from explainer.runs.messages import begun_frame, ended_head, look_frame, snapshot_frame
from explainer.runs.pace import Pace, is_spaced
from explainer.training.recipe import Recipe, write
from explainer.training.records import Begun, Ended, Look, Order, Record, Snapshot, Update

Loop = Generator[Record, Order | None, None]


class Over(Exception):
    """The run is over before its loop is: the reason, and a sentence."""


class Watched:
    """One run in training: its loop, what it has not told yet, and what it has been told to do."""

    def __init__(self, connection: Connection, loop: Loop, recipe: Recipe, paused: bool = False) -> None:
        self.connection, self.loop, self.recipe = connection, loop, recipe
        self.text = write(recipe)
        self.updates: list[Update] = []
        self.pace = Pace()
        self.paused, self.steps = paused, 0  # `steps` are the single updates still to be done while paused
        self.rate: float | None = None
        self.step = self.tokens = 0
        self.kept = -1  # the step of the last snapshot
        self.since = self.ends = time.perf_counter()

    def go(self) -> None:
        """Train to the end."""
        self.ends += LIMITS["seconds of a run"].most
        self.begin(next(self.loop))
        ended = None
        while ended is None:
            ended = self.advance()
        self.finish(ended_head(ended))

    def advance(self) -> Ended | None:
        """Do what has been ordered, then one update; return why the loop has ended, where it has."""
        self.obey()
        record = self.loop.send(self.take_rate())
        if isinstance(record, Ended):
            return record
        assert isinstance(record, Update)
        self.after(record)
        return None

    def begin(self, begun: Record) -> None:
        """Tell that the loop stands at its start."""
        assert isinstance(begun, Begun)
        self.updates.clear()
        self.step, self.kept, self.tokens, self.pace = 0, -1, begun.tokens, Pace()
        self.tell(*begun_frame(begun, self.recipe.updates))
        self.tell_state()
        self.snapshot()

    def after(self, update: Update) -> None:
        """Note an update, and tell of it and of the weights where that is due."""
        self.updates.append(update)
        self.step = update.step
        now = time.perf_counter()
        if now >= self.pace.send:
            self.flush()
        if is_spaced(update.step):
            self.snapshot()
        if now >= self.pace.look:
            self.look()
        if now >= self.ends:
            raise Over("stopped", LIMITS["seconds of a run"].refuse().args[0])
        if self.steps:
            self.steps -= 1
            if not self.steps:
                self.settle()

    def obey(self) -> None:
        """Do what has been ordered; wait for orders where paused."""
        now = time.perf_counter()
        if now < self.pace.listen and not self.paused:
            return
        self.pace.listened(now)
        while self.connection.poll(self.patience()):
            head, _ = unpack(self.connection.recv_bytes())
            self.tell({"kind": "heard"})
            ORDERS[head["do"]](self, head)
        if self.paused and not self.steps:
            raise Over("stopped", LIMITS["seconds of a pause"].refuse().args[0])

    def patience(self) -> float:
        """Return for how many seconds to wait for the next order."""
        waits = self.paused and not self.steps
        if waits:
            self.since = time.perf_counter()
        return LIMITS["seconds of a pause"].most if waits else 0.0

    def take_rate(self) -> Order | None:
        """Return a new learning rate as an order, once."""
        rate, self.rate = self.rate, None
        return None if rate is None else Order("rate", rate)

    def settle(self) -> None:
        """Tell all there is before a pause."""
        self.flush()
        self.look()
        self.snapshot()
        self.tell_state()

    def finish(self, head: Head) -> None:
        """Tell all there is, then that the run has ended; a loop that has ended may no longer answer."""
        self.flush()
        for last in (self.look, self.snapshot):
            try:
                last()
            except StopIteration:
                break
        self.tell(head)

    def flush(self) -> None:
        """Tell of the updates since the last time."""
        begun = time.perf_counter()
        if self.updates:
            chunk = gather(self.updates)
            per_second = len(self.updates) / max(begun - self.since, 1e-9)
            head = {"kind": "updates", "from": chunk.first, "seeds": chunk.seeds}
            self.tell({**head, "speed": [per_second, per_second * self.tokens]}, chunk.numbers.tobytes())
            self.updates.clear()
        self.since = time.perf_counter()
        self.pace.sent(self.since, self.since - begun)

    def look(self) -> None:
        """Look at the probe and tell of it."""
        begun = time.perf_counter()
        look = self.loop.send(Order("look"))
        assert isinstance(look, Look)
        self.tell(*look_frame(look))
        now = time.perf_counter()
        self.pace.looked(now, now - begun)

    def snapshot(self) -> None:
        """Tell of the weights, once per step."""
        if self.kept == self.step:
            return
        snapshot = self.loop.send(Order("snapshot"))
        assert isinstance(snapshot, Snapshot)
        self.kept = self.step
        head, body = snapshot_frame(snapshot, self.text)
        if len(body) > LIMITS["bytes of a snapshot"].most:
            head, body = {"kind": "note", "sentence": LIMITS["bytes of a snapshot"].refuse().args[0]}, b""
        self.tell(head, body)

    def tell_state(self) -> None:
        """Tell whether the run runs or waits."""
        self.tell({"kind": "state", "state": "paused" if self.paused and not self.steps else "running"})

    def tell(self, head: Head, body: bytes = b"") -> None:
        """Send a frame to the supervisor."""
        self.connection.send_bytes(pack(head, body))


def _pause(watched: Watched, head: Head) -> None:
    if not watched.paused:
        watched.paused = True
        watched.settle()


def _resume(watched: Watched, head: Head) -> None:
    watched.paused, watched.steps = False, 0
    watched.tell_state()


def _step(watched: Watched, head: Head) -> None:
    watched.paused = True
    watched.steps += 1


def _rate(watched: Watched, head: Head) -> None:
    watched.rate = float(head["value"])


def _rewind(watched: Watched, head: Head) -> None:
    watched.steps = 0
    watched.begin(watched.loop.send(Order("rewind")))
    watched.look()


def _cancel(watched: Watched, head: Head) -> None:
    raise Over("cancelled", "The run was cancelled.")


ORDERS = {"pause": _pause, "resume": _resume, "step": _step, "rate": _rate, "rewind": _rewind, "cancel": _cancel}
