"""What a worker sends of its run to the supervisor: updates, probe, samples and weights, each when it is due."""

import time
from collections.abc import Generator
from multiprocessing.connection import Connection

from explainer.runs.chunk import chunk_of_updates
from explainer.runs.frames import Head, pack
from explainer.runs.limits import LIMITS
from explainer.runs.messages import device_frame, probe_frame, sample_frame, snapshot_frame, started_frame
from explainer.runs.pace import Pace, is_checkpoint_step
from explainer.tasks.prompt import Prompt
from explainer.training.recipe import Recipe, recipe_to_json
from explainer.training.records import DeviceUse, Order, ProbeRecord, Record, Sample, Snapshot, Started, Update

Loop = Generator[Record, Order | None, None]


class WorkerReports:
    """The updates of a run that are not sent yet, and the time at which each kind of report is due next.

    `prompt` is what a language model goes on from; None stands for the task's own.
    """

    def __init__(self, connection: Connection, loop: Loop, recipe: Recipe, prompt: Prompt | None = None) -> None:
        self.connection, self.loop, self.recipe, self.prompt = connection, loop, recipe, prompt
        self.recipe_text = recipe_to_json(recipe)
        self.updates: list[Update] = []
        self.pace = Pace()
        self.step, self.tokens, self.seconds = 0, 0, 0.0  # seconds of training, pauses left out
        self.writes = False  # whether there are samples
        self.device_use: DeviceUse | None = None  # as last sent
        self.snapshot_step = -1  # of the last snapshot
        self.known_step = 0  # up to here the server has the updates already: a run that goes on elsewhere repeats some
        self.last_sent = time.perf_counter()

    @property
    def repeats(self) -> bool:
        """Whether the server has the last update already."""
        return self.step < self.known_step

    def start(self, record: Record) -> None:
        """Send the first record of a run that starts, or starts again."""
        assert isinstance(record, Started)
        self.updates.clear()
        self.known_step = 0
        self.step, self.snapshot_step, self.tokens, self.pace, self.seconds = 0, -1, record.tokens, Pace(), 0.0
        self.writes, self.device_use = record.writes, None
        self.send(*started_frame(record, self.recipe.updates))

    def resume(self, record: Record, seconds: float, known_step: int, snapshot_step: int) -> None:
        """Go on from a record of a run that resumes; `snapshot_step` is that of the last weights that were sent."""
        assert isinstance(record, Started)
        self.step, self.tokens, self.writes, self.seconds = record.step, record.tokens, record.writes, seconds
        self.known_step, self.snapshot_step = known_step, snapshot_step
        self.last_sent = time.perf_counter()

    def add(self, update: Update) -> None:
        """Note an update; send what is due."""
        self.step = update.step
        now = time.perf_counter()
        if update.step > self.known_step:
            self.updates.append(update)
        else:
            self.seconds, self.last_sent = self.seconds + now - self.last_sent, now
        if self.updates and now >= self.pace.updates:
            self.send_updates()
            self.send_device_use()
        if is_checkpoint_step(update.step):
            self.send_snapshot()
        if self.repeats:
            return
        if now >= self.pace.probe:
            self.send_probe()
        if self.writes and now >= self.pace.sample:
            self.send_sample()

    def send_all(self) -> None:
        """Send everything that a visitor sees of a run which stands still; a loop that has ended may not respond."""
        self.send_updates()
        for send in (self.send_probe, self.send_sample, self.send_snapshot):
            try:
                send()
            except StopIteration:
                break

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

    def send_device_use(self) -> None:
        """Send how the run really uses its device: after the first update, and on a card where that has changed."""
        if self.device_use and not self.device_use.memory:
            return
        record = self.loop.send(Order("device"))
        assert isinstance(record, DeviceUse)
        if record != self.device_use:
            self.device_use = record
            self.send(*device_frame(record))

    def send_probe(self) -> None:
        """Record the probe and send it."""
        started = time.perf_counter()
        record = self.loop.send(Order("probe"))
        assert isinstance(record, ProbeRecord)
        self.send(*probe_frame(record))
        now = time.perf_counter()
        self.pace.probe_sent(now, now - started)

    def send_sample(self) -> None:
        """Let a language model write, and send the text."""
        if not self.writes:
            return
        started = time.perf_counter()
        record = self.loop.send(Order("sample", prompt=self.prompt))
        assert isinstance(record, Sample)
        self.send(*sample_frame(record))
        now = time.perf_counter()
        self.pace.sample_sent(now, now - started)

    def send_snapshot(self) -> None:
        """Send the weights, once per step."""
        if self.snapshot_step >= self.step:
            return
        record = self.loop.send(Order("snapshot"))
        assert isinstance(record, Snapshot)
        self.snapshot_step = self.step
        head, body = snapshot_frame(record, self.recipe_text)
        if len(body) > LIMITS["bytes of a snapshot"].most:
            head, body = {"kind": "note", "sentence": LIMITS["bytes of a snapshot"].refuse().args[0]}, b""
        self.send(head, body)

    def send(self, head: Head, body: bytes = b"") -> None:
        """Send a frame to the supervisor."""
        self.connection.send_bytes(pack(head, body))
