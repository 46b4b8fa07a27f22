"""Training a run in a worker: sends its records to the supervisor, and carries out orders between two updates."""

import time
from collections.abc import Generator
from multiprocessing.connection import Connection

from explainer.runs.chunk import chunk_of_updates
from explainer.runs.frames import Head, pack, unpack
from explainer.runs.limits import LIMITS
from explainer.runs.messages import end_head, probe_frame, snapshot_frame, started_frame
from explainer.runs.pace import Pace, is_checkpoint_step
from explainer.training.recipe import Recipe, recipe_to_json
from explainer.training.records import Ended, Order, ProbeRecord, Record, Snapshot, Started, Update

Loop = Generator[Record, Order | None, None]


class RunEnd(Exception):
    """Ends a run before its loop has ended; the arguments are the reason and a sentence."""


class WorkerLoop:
    """One run in training: its loop, the updates not sent yet, and the orders not carried out yet."""

    def __init__(self, connection: Connection, loop: Loop, recipe: Recipe, paused: bool = False) -> None:
        self.connection, self.loop, self.recipe = connection, loop, recipe
        self.recipe_text = recipe_to_json(recipe)
        self.updates: list[Update] = []
        self.pace = Pace()
        self.paused, self.single_steps = paused, 0  # updates still to be made while paused
        self.rate: float | None = None
        self.step, self.tokens, self.seconds = 0, 0, 0.0  # seconds of training, pauses left out
        self.snapshot_step = -1  # of the last snapshot
        self.last_sent = self.deadline = time.perf_counter()

    def run(self) -> None:
        """Train to the end."""
        self.deadline += LIMITS["seconds of a run"].most
        self.start(next(self.loop))
        ended = None
        while ended is None:
            ended = self.advance()
        self.finish(end_head(ended))

    def advance(self) -> Ended | None:
        """Carry out orders, then make one update; return the last record where the loop has ended."""
        self.handle_orders()
        record = self.loop.send(self.take_rate())
        if isinstance(record, Ended):
            return record
        assert isinstance(record, Update)
        self.after_update(record)
        return None

    def start(self, record: Record) -> None:
        """Send the first record and the initial weights."""
        assert isinstance(record, Started)
        self.updates.clear()
        self.step, self.snapshot_step, self.tokens, self.pace = 0, -1, record.tokens, Pace()
        self.send(*started_frame(record, self.recipe.updates))
        self.send_state()
        self.send_snapshot()
        self.seconds, self.last_sent = 0.0, time.perf_counter()

    def after_update(self, update: Update) -> None:
        """Note an update; send updates, probe and weights where they are due."""
        self.updates.append(update)
        self.step = update.step
        now = time.perf_counter()
        if now >= self.pace.updates:
            self.send_updates()
        if is_checkpoint_step(update.step):
            self.send_snapshot()
        if now >= self.pace.probe:
            self.send_probe()
        if now >= self.deadline:
            raise RunEnd("stopped", LIMITS["seconds of a run"].refuse().args[0])
        if self.single_steps:
            self.single_steps -= 1
            if not self.single_steps:
                self.report_pause()

    def handle_orders(self) -> None:
        """Carry out the orders that have come; while paused, wait for more."""
        now = time.perf_counter()
        if now < self.pace.check_orders and not self.paused:
            return
        self.pace.orders_checked(now)
        while self.connection.poll(self.order_timeout()):
            head, _ = unpack(self.connection.recv_bytes())
            self.last_sent = time.perf_counter() if self.waits() else self.last_sent  # a pause is no training
            self.send({"kind": "received"})
            HANDLERS[head["do"]](self, head)
        if self.waits():
            raise RunEnd("stopped", LIMITS["seconds of a pause"].refuse().args[0])

    def order_timeout(self) -> float:
        """Return for how many seconds to wait for the next order: 0 unless paused."""
        return LIMITS["seconds of a pause"].most if self.waits() else 0.0

    def waits(self) -> bool:
        """Tell whether the run is paused and no single update is to be made."""
        return self.paused and not self.single_steps

    def take_rate(self) -> Order | None:
        """Return the new learning rate as an order to the loop, once."""
        rate, self.rate = self.rate, None
        return None if rate is None else Order("rate", rate)

    def report_pause(self) -> None:
        """Send everything pending before a pause."""
        self.send_updates()
        self.send_probe()
        self.send_snapshot()
        self.send_state()

    def finish(self, head: Head) -> None:
        """Send everything pending, then the end of the run; a loop that has ended may no longer respond."""
        self.send_updates()
        for send in (self.send_probe, self.send_snapshot):
            try:
                send()
            except StopIteration:
                break
        self.send(head)

    def send_updates(self) -> None:
        """Send the updates since the last time, with the speed since then and the seconds in all."""
        started = time.perf_counter()
        if self.updates:
            chunk, seconds = chunk_of_updates(self.updates), max(started - self.last_sent, 1e-9)
            self.seconds += seconds
            per_second = len(self.updates) / seconds
            head = {"kind": "updates", "from": chunk.first, "seeds": chunk.seeds, "seconds": self.seconds}
            self.send({**head, "speed": [per_second, per_second * self.tokens]}, chunk.numbers.tobytes())
            self.updates.clear()
        self.last_sent = time.perf_counter()
        self.pace.updates_sent(self.last_sent, self.last_sent - started)

    def send_probe(self) -> None:
        """Record the probe and send it."""
        started = time.perf_counter()
        record = self.loop.send(Order("probe"))
        assert isinstance(record, ProbeRecord)
        self.send(*probe_frame(record))
        now = time.perf_counter()
        self.pace.probe_sent(now, now - started)

    def send_snapshot(self) -> None:
        """Send the weights, once per step."""
        if self.snapshot_step == self.step:
            return
        record = self.loop.send(Order("snapshot"))
        assert isinstance(record, Snapshot)
        self.snapshot_step = self.step
        head, body = snapshot_frame(record, self.recipe_text)
        if len(body) > LIMITS["bytes of a snapshot"].most:
            head, body = {"kind": "note", "sentence": LIMITS["bytes of a snapshot"].refuse().args[0]}, b""
        self.send(head, body)

    def send_state(self) -> None:
        """Send whether the run is running or paused."""
        self.send({"kind": "state", "state": "paused" if self.paused and not self.single_steps else "running"})

    def send(self, head: Head, body: bytes = b"") -> None:
        """Send a frame to the supervisor."""
        self.connection.send_bytes(pack(head, body))


def _pause(worker_loop: WorkerLoop, head: Head) -> None:
    if not worker_loop.paused:
        worker_loop.paused = True
        worker_loop.report_pause()


def _resume(worker_loop: WorkerLoop, head: Head) -> None:
    worker_loop.paused, worker_loop.single_steps = False, 0
    worker_loop.send_state()


def _step(worker_loop: WorkerLoop, head: Head) -> None:
    worker_loop.paused = True
    worker_loop.single_steps += 1


def _rate(worker_loop: WorkerLoop, head: Head) -> None:
    worker_loop.rate = float(head["value"])


def _rewind(worker_loop: WorkerLoop, head: Head) -> None:
    worker_loop.single_steps = 0
    worker_loop.start(worker_loop.loop.send(Order("rewind")))
    worker_loop.send_probe()


def _cancel(worker_loop: WorkerLoop, head: Head) -> None:
    raise RunEnd("cancelled", "The run was cancelled.")


HANDLERS = {"pause": _pause, "resume": _resume, "step": _step, "rate": _rate, "rewind": _rewind, "cancel": _cancel}
