"""Training a run in a worker: updates, and the orders of the supervisor, carried out between two of them."""

import time
from dataclasses import asdict
from multiprocessing.connection import Connection

from explainer.runs.frames import Head, unpack
from explainer.runs.limits import LIMITS
from explainer.runs.messages import end_head, saved_frame
from explainer.runs.worker_reports import Loop, WorkerReports
from explainer.tasks.prompt import Prompt
from explainer.training.recipe import Recipe
from explainer.training.records import Ended, Order, Record, SavedState, Update


class RunEnd(Exception):
    """Ends a run before its loop has ended; the arguments are the reason and a sentence."""


class WorkerLoop:
    """One run in training: its loop, what is sent of it, and the orders not carried out yet.

    With `saves_states` it sends now and then, and before each order, everything needed to resume it elsewhere.
    """

    def __init__(
        self, connection: Connection, loop: Loop, recipe: Recipe, paused: bool = False, prompt: Prompt | None = None
    ) -> None:
        self.connection, self.loop = connection, loop
        self.reports = WorkerReports(connection, loop, recipe, prompt)
        self.paused, self.single_steps = paused, 0  # updates still to be made while paused
        self.rate: float | None = None
        self.deadline = time.perf_counter() + LIMITS["seconds of a run"].most
        self.saves_states, self.saved_step = False, -1

    @property
    def step(self) -> int:
        """How many updates were made."""
        return self.reports.step

    @property
    def waits(self) -> bool:
        """Whether no update is made until an order comes."""
        return self.paused and not self.single_steps

    def run(self) -> None:
        """Train to the end."""
        self.start(next(self.loop))
        self.train()

    def resume(self, saved: Head, known_step: int, snapshot_step: int) -> None:
        """Train to the end from a saved state; the loop resumes from it, and the server has the updates until then."""
        self.reports.resume(next(self.loop), saved["seconds"], known_step, snapshot_step)
        self.paused, self.single_steps, self.saved_step = saved["paused"], saved["single_steps"], self.step
        self.deadline -= saved["seconds"]
        self.send_state()
        self.handle_orders()
        self.train()

    def train(self) -> None:
        """Make updates until the loop ends."""
        ended = None
        while ended is None:
            ended = self.advance()
        self.finish(end_head(ended))

    def advance(self) -> Ended | None:
        """Carry out orders, then make one update; return the last record where the loop has ended."""
        if not self.reports.repeats:
            self.handle_orders()
        record = self.loop.send(self.take_rate())
        if isinstance(record, Ended):
            return record
        assert isinstance(record, Update)
        self.after_update(record)
        return None

    def start(self, record: Record) -> None:
        """Send the first record and the initial weights."""
        self.reports.start(record)
        self.send_state()
        self.reports.send_snapshot()
        self.saved_step = -1
        self.save_state()
        self.reports.last_sent = time.perf_counter()

    def after_update(self, update: Update) -> None:
        """Send what is due; end a run that has taken too long, and report a single step."""
        self.reports.add(update)
        if time.perf_counter() >= self.deadline:
            raise RunEnd("stopped", LIMITS["seconds of a run"].refuse().args[0])
        if self.single_steps:
            self.single_steps -= 1
            if not self.single_steps:
                self.report_pause()
        if time.perf_counter() >= self.reports.pace.state:
            self.save_state()

    def save_state(self) -> None:
        """Send everything needed to resume the run elsewhere, where that is wanted, once per step."""
        if not self.saves_states or self.saved_step == self.step:
            return
        self.reports.send_updates()  # whoever goes on from this state does not make them again
        started = time.perf_counter()
        record = self.loop.send(Order("state"))
        assert isinstance(record, SavedState)
        prompt = asdict(self.reports.prompt) if self.reports.prompt else None
        about = {"paused": self.paused, "single_steps": self.single_steps, "prompt": prompt}
        self.reports.send(*saved_frame(record, {**about, "seconds": self.reports.seconds}))
        self.saved_step, now = self.step, time.perf_counter()
        self.reports.pace.state_sent(now, now - started)

    def handle_orders(self) -> None:
        """Carry out the orders that have come; while paused, wait for more."""
        now = time.perf_counter()
        if now < self.reports.pace.check_orders and not self.paused:
            return
        self.reports.pace.orders_checked(now)
        while self.connection.poll(self.order_timeout()):
            head, _ = unpack(self.connection.recv_bytes())
            self.reports.last_sent = (
                time.perf_counter() if self.waits else self.reports.last_sent
            )  # a pause is no training
            self.save_state()  # an order that was received after a saved state is sent again to whoever resumes it
            self.reports.send({"kind": "received"})
            HANDLERS[head["do"]](self, head)
        if self.waits:
            raise RunEnd("stopped", LIMITS["seconds of a pause"].refuse().args[0])

    def order_timeout(self) -> float:
        """Return for how many seconds to wait for the next order: 0 unless paused."""
        return LIMITS["seconds of a pause"].most if self.waits else 0.0

    def take_rate(self) -> Order | None:
        """Return the new learning rate as an order to the loop, once."""
        rate, self.rate = self.rate, None
        return None if rate is None else Order("rate", rate)

    def report_pause(self) -> None:
        """Send everything pending before a pause."""
        self.reports.send_all()
        self.send_state()

    def finish(self, head: Head) -> None:
        """Send everything pending, then the end of the run."""
        self.reports.send_all()
        self.reports.send(head)

    def send_state(self) -> None:
        """Send whether the run is running or paused."""
        self.reports.send({"kind": "state", "state": "paused" if self.waits else "running"})


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


def _sample(worker_loop: WorkerLoop, head: Head) -> None:
    worker_loop.reports.prompt = Prompt(**head["value"])
    if worker_loop.waits:
        worker_loop.reports.send_sample()
    else:
        worker_loop.reports.pace.sample_wanted()


def _rewind(worker_loop: WorkerLoop, head: Head) -> None:
    worker_loop.single_steps = 0
    worker_loop.start(worker_loop.loop.send(Order("rewind")))
    worker_loop.reports.send_probe()
    worker_loop.reports.send_sample()


def _cancel(worker_loop: WorkerLoop, head: Head) -> None:
    raise RunEnd("cancelled", "The run was cancelled.")


HANDLERS = {
    "pause": _pause, "resume": _resume, "step": _step, "rate": _rate, "sample": _sample, "rewind": _rewind,
    "cancel": _cancel,
}  # fmt: skip
