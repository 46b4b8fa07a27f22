"""The ledger: what the server has in memory of one run: what it is, its whole curve thinned, and the last messages."""

import json
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from explainer.runs.chunk import Chunk, from_bytes
from explainer.runs.curve import Curve
from explainer.runs.frames import Head
from explainer.runs.pace import thin
from explainer.runs.row import ENDED, Row

MOST_RECENT = 100  # messages: 5 to 10 seconds of a run; a reader further behind is told everything anew
MOST_LIVE = 60  # updates in one message of a run that trains
MOST_MARKS = 400

Message = bytes  # one line of JSON, as the browser reads it


@dataclass
class Ledger:
    """One run, and what any number of readers are told of it; each reader knows the number of its next message."""

    row: Row
    curve: Curve = field(default_factory=Curve)
    marks: dict[int, Head] = field(default_factory=dict)
    look: Message = b""
    recent: deque[Message] = field(default_factory=lambda: deque(maxlen=MOST_RECENT))
    told: int = 0  # messages in all

    def take(self, head: Head, body: bytes = b"") -> None:
        """Take in what a worker or the supervisor tells."""
        TAKE[head["kind"]](self, head, body)

    def tell(self, message: Message) -> None:
        """Add a message for the readers."""
        self.recent.append(message)
        self.told += 1

    def change(self, **what: object) -> None:
        """Change what is known of the run, and tell so."""
        self.row = replace(self.row, **what)  # type: ignore[arg-type]
        self.tell(line(self.row.message()))

    def since(self, number: int) -> list[Message] | None:
        """Return the messages from a number on; None where they have gone, and everything must be told anew."""
        behind = self.told - number
        return None if behind > len(self.recent) else list(self.recent)[len(self.recent) - behind :]

    def history(self) -> list[Message]:
        """Return messages that tell everything so far."""
        run = self.row.id
        begun = [line({**self.row.begun, "run": run, "kind": "begun"})] if self.row.begun else []
        chunks = [line(chunk.message(run)) for chunk in self.curve.chunks()]
        marks = [line({"run": run, **self.marks[step]}) for step in list(self.marks)[:-1]]
        last = [self.look] if self.look else []
        ended = [line(ended_message(self.row))] if self.row.has_ended else []
        return [line(self.row.message()), *begun, *chunks, *marks, *last, *ended]

    def _state(self, head: Head, body: bytes) -> None:
        self.change(state=head["state"], place=head.get("place", 0))

    def _begun(self, head: Head, body: bytes) -> None:
        begun = {key: value for key, value in head.items() if key not in ("run", "kind")}
        self.curve, self.marks, self.look = Curve(), {}, b""
        self.row = replace(self.row, begun=begun, step=0, metric=(), hand=())
        self.tell(line({**begun, "run": self.row.id, "kind": "begun"}))

    def _updates(self, head: Head, body: bytes) -> None:
        chunk = from_bytes(head["from"], head["seeds"], body)
        self.curve.add(chunk)
        self.row = replace(self.row, step=chunk.last, rate=float(f"{chunk.numbers[-1, 0]:.6g}"))
        self.tell(line(chunk.thinned(MOST_LIVE).message(self.row.id, head["speed"])))

    def _look(self, head: Head, body: bytes) -> None:
        mark = {key: head[key] for key in ("kind", "step", "metric", "saturation")}
        self.add_mark(mark)
        self.row = replace(self.row, metric=tuple(head["metric"]))
        self.look = b'{"run": "%s", ' % self.row.id.encode() + body[1:]
        self.tell(self.look)

    def add_mark(self, mark: Head) -> None:
        """Keep the few numbers of a look; of many, some that lie evenly on a logarithmic scale."""
        self.marks[mark["step"]] = mark
        self.marks = {step: self.marks[step] for step in thin(sorted(self.marks), MOST_MARKS)}

    def _note(self, head: Head, body: bytes) -> None:
        self.change(note=head["sentence"])

    def _ended(self, head: Head, body: bytes) -> None:
        metric = tuple(head.get("metric") or self.row.metric)
        told = {key: head[key] for key in ("reason", "sentence")}
        self.change(state=ENDED, place=0, metric=metric, step=head.get("step", self.row.step), **told)
        self.tell(line(ended_message(self.row)))

    def _nothing(self, head: Head, body: bytes) -> None:
        pass


TAKE = {"state": Ledger._state, "begun": Ledger._begun, "updates": Ledger._updates, "look": Ledger._look,
        "note": Ledger._note, "ended": Ledger._ended, "snapshot": Ledger._nothing}  # fmt: skip


def ended_message(row: Row) -> Head:
    """Return how a run has ended, as the browser reads it."""
    told = {"state": row.state, "reason": row.reason, "sentence": row.sentence, "step": row.step}
    return {"run": row.id, "kind": "ended", **told, "metric": list(row.metric)}


def line(message: Head) -> Message:
    """Return a message as one line of JSON."""
    return json.dumps(message, allow_nan=False).encode()


def remembered(row: Row, chunks: Sequence[Chunk], marks: Sequence[tuple[int, str]], look: bytes) -> Ledger:
    """Return the ledger of a run from what the store has of it."""
    ledger = Ledger(row)
    for chunk in chunks:
        ledger.curve.add(chunk)
    for _, mark in marks:
        ledger.add_mark(json.loads(mark))
    if look:
        ledger.look = b'{"run": "%s", ' % row.id.encode() + look[1:]
    return ledger
