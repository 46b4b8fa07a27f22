"""One run's log in the server's memory: its row, the thinned loss curve, and the last messages."""

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from explainer.runs.chunk import Chunk, chunk_from_bytes
from explainer.runs.curve import Curve
from explainer.runs.epoch_curve import EpochCurve, make_epoch_curve
from explainer.runs.frames import Head
from explainer.runs.messages import probe_summary
from explainer.runs.pace import thin
from explainer.runs.row import ENDED, Row

MAX_RECENT = 100  # messages: 5 to 10 seconds of a run; a reader further behind gets the whole history again
MAX_LIVE = 60  # updates in one message of a run that trains
MAX_LIVE_NUMBERS = 4000  # losses and norms in it, those of one update at least
MAX_SUMMARIES = 400

Message = bytes  # one line of JSON for the browser


@dataclass
class RunLog:
    """One run and its messages for any number of readers; each reader knows the number of its next message."""

    row: Row
    curve: Curve = field(default_factory=Curve)
    epochs: EpochCurve | None = None  # of a text alone
    probe_summaries: dict[int, Head] = field(default_factory=dict)
    last_probe: Message = b""
    last_sample: Message = b""
    recent: deque[Message] = field(default_factory=lambda: deque(maxlen=MAX_RECENT))
    message_count: int = 0  # messages in all

    def receive(self, head: Head, body: bytes = b"") -> None:
        """Take in a frame from a worker or the supervisor."""
        HANDLERS[head["kind"]](self, head, body)

    def publish(self, message: Message) -> None:
        """Add a message for the readers."""
        self.recent.append(message)
        self.message_count += 1

    def change(self, **fields: object) -> None:
        """Change fields of the row, and publish its new state."""
        self.row = replace(self.row, **fields)  # type: ignore[arg-type]
        self.publish(to_line(self.row.message()))

    def messages_since(self, number: int) -> list[Message] | None:
        """Return the messages from a number on; None where the first of them is no longer kept."""
        behind = self.message_count - number
        return None if behind > len(self.recent) else list(self.recent)[len(self.recent) - behind :]

    def history(self) -> list[Message]:
        """Return messages that summarise the whole run so far."""
        run = self.row.id
        seconds = {"seconds": self.row.seconds} if self.row.seconds else {}  # a run of an earlier version has none
        begun = {**self.row.started, "run": run, "kind": "begun", **seconds}
        started = [to_line(begun)] if self.row.started else []
        chunks = [to_line(chunk.message(run)) for chunk in self.curve.chunks()]
        chunks += [to_line(message) for message in self.epochs.messages(run)] if self.epochs else []
        summaries = [to_line({"run": run, **self.probe_summaries[step]}) for step in list(self.probe_summaries)[:-1]]
        last = [message for message in (self.last_probe, self.last_sample) if message]
        ended = [to_line(end_message(self.row))] if self.row.has_ended else []
        return [to_line(self.row.message()), *started, *chunks, *summaries, *last, *ended]

    def _state(self, head: Head, body: bytes) -> None:
        self.change(state=head["state"], queue_position=head.get("place", 0))

    def _started(self, head: Head, body: bytes) -> None:
        started = {key: value for key, value in head.items() if key not in ("run", "kind")}
        self.curve, self.probe_summaries, self.last_probe, self.last_sample = Curve(), {}, b"", b""
        self.epochs = make_epoch_curve(started.get("epoch", 0))
        self.row = replace(self.row, started=started, step=0, metric=(), manual_rates=(), seconds=0.0)
        self.publish(to_line({**started, "run": self.row.id, "kind": "begun"}))

    def _device(self, head: Head, body: bytes) -> None:
        use = {key: value for key, value in head.items() if key not in ("run", "kind")}
        self.row = replace(self.row, started={**self.row.started, **use})
        self.publish(to_line({**use, "run": self.row.id, "kind": "device"}))

    def _updates(self, head: Head, body: bytes) -> None:
        chunk = chunk_from_bytes(head["from"], head["seeds"], body)
        self.curve.add(chunk)
        rate, seconds = float(f"{chunk.numbers[-1, 0]:.6g}"), head.get("seconds", 0.0)
        self.row = replace(self.row, step=chunk.last, rate=rate, seconds=seconds)
        live = chunk.thinned(max(1, min(MAX_LIVE, MAX_LIVE_NUMBERS // (2 * chunk.seeds))))
        self.publish(to_line(live.message(self.row.id, head["speed"]) | {"seconds": seconds}))
        ended = self.epochs.add(chunk) if self.epochs else None
        if self.epochs and ended:
            self.publish(to_line(self.epochs.message(self.row.id, ended)))

    def _probe(self, head: Head, body: bytes) -> None:
        self.add_probe_summary(probe_summary(head))
        self.row = replace(self.row, metric=tuple(head["metric"]))
        self.last_probe = of_run(self.row.id, body)
        self.publish(self.last_probe)

    def _sample(self, head: Head, body: bytes) -> None:
        self.last_sample = of_run(self.row.id, body)
        self.publish(self.last_sample)

    def add_probe_summary(self, summary: Head) -> None:
        """Keep the summary of a probe record; of many, some that lie evenly on a logarithmic scale."""
        summaries = self.probe_summaries | {summary["step"]: summary}
        self.probe_summaries = {step: summaries[step] for step in thin(sorted(summaries), MAX_SUMMARIES)}

    def _note(self, head: Head, body: bytes) -> None:
        self.change(note=head["sentence"])

    def _ended(self, head: Head, body: bytes) -> None:
        metric = tuple(head.get("metric") or self.row.metric)
        fields = {key: head[key] for key in ("reason", "sentence")}
        fields |= {key: tuple(head[key]) for key in ("solved_at", "solved_metric") if key in head}
        self.change(state=ENDED, queue_position=0, metric=metric, step=head.get("step", self.row.step), **fields)
        self.publish(to_line(end_message(self.row)))

    def _nothing(self, head: Head, body: bytes) -> None:
        pass


HANDLERS = {
    "state": RunLog._state, "begun": RunLog._started, "updates": RunLog._updates, "look": RunLog._probe,
    "sample": RunLog._sample, "device": RunLog._device,
    "note": RunLog._note, "ended": RunLog._ended, "snapshot": RunLog._nothing,
}  # fmt: skip


def of_run(run: str, body: bytes) -> Message:
    """Return the body of a frame, which is a message, with the name of its run."""
    return b'{"run": "%s", ' % run.encode() + body[1:]


def end_message(row: Row) -> Head:
    """Return the message that a run has ended."""
    fields = {"state": row.state, "reason": row.reason, "sentence": row.sentence, "step": row.step}
    return {"run": row.id, "kind": "ended", **fields, "metric": list(row.metric)}


def to_line(message: Head) -> Message:
    """Return a message as one line of JSON."""
    return json.dumps(message, allow_nan=False).encode()


def log_from_store(row: Row, chunks: Sequence[Chunk], summaries: Sequence[tuple[int, str]], probe: bytes) -> RunLog:
    """Return the log of a stored run."""
    run_log = RunLog(row, epochs=make_epoch_curve(row.started.get("epoch", 0)))
    for chunk in chunks:
        run_log.curve.add(chunk)
        if run_log.epochs:
            run_log.epochs.add(chunk)
    for _, summary in summaries:
        run_log.add_probe_summary(json.loads(summary))
    if probe:
        run_log.last_probe = of_run(row.id, probe)
    return run_log
