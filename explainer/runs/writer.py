"""The keeping: a thread that writes down what the runs tell, so that a slow disk holds nobody up."""

import json
import queue
import threading
from collections.abc import Callable
from dataclasses import replace

from explainer.runs.chunk import from_bytes
from explainer.runs.fallback_store import Shelf
from explainer.runs.frames import Head
from explainer.runs.row import Row
from explainer.runs.store import Store

MOST_PENDING = 4000  # frames, some minutes of a disk that answers no more
BEHIND = "The disk does not keep up: some of this run is not written down."


class Keeping:
    """Writes to a shelf in turn. `say` is called with a run and a sentence where something is not kept."""

    def __init__(self, shelf: Shelf, say: Callable[[str, str], None]) -> None:
        self.shelf, self.say = shelf, say
        self.pending: queue.Queue[tuple[str, Callable[[Store], None]] | None] = queue.Queue(MOST_PENDING)
        self.thread = threading.Thread(target=self._write, daemon=True)
        self.thread.start()

    def keep(self, row: Row, head: Head, body: bytes) -> None:
        """Write down what a worker has told, which has made the run what `row` says."""
        if how := KEEP.get(head["kind"]):
            self._add(row.id, lambda store: how(store, row, head, body))

    def change(self, row: Row) -> None:
        """Write down what is known of a run now."""
        self._add(row.id, lambda store: store.change(row))

    def settle(self) -> None:
        """Wait until all that was told so far is written down, for some seconds at most."""
        done = threading.Event()
        try:
            self.pending.put(("", lambda store: done.set()), timeout=2)
            done.wait(5)
        except queue.Full:
            return

    def close(self) -> None:
        """Write what is pending, and end."""
        self.pending.put(None)
        self.thread.join(10)

    def _add(self, run: str, how: Callable[[Store], None]) -> None:
        try:
            self.pending.put_nowait((run, how))
        except queue.Full:
            self.say(run, BEHIND)

    def _write(self) -> None:
        while one := self.pending.get():
            run, how = one
            note = self.shelf.write(run, how)
            if note:
                self.say(run, note)


def _begun(store: Store, row: Row, head: Head, body: bytes) -> None:
    store.clear(row.id)
    store.change(row)


def _updates(store: Store, row: Row, head: Head, body: bytes) -> None:
    store.add_updates(row.id, from_bytes(head["from"], head["seeds"], body))


def _look(store: Store, row: Row, head: Head, body: bytes) -> None:
    mark = {key: head[key] for key in ("kind", "step", "metric", "saturation")}
    store.add_look(row.id, head["step"], json.dumps(mark), body)


def _snapshot(store: Store, row: Row, head: Head, body: bytes) -> None:
    store.add_weights(row.id, head["step"], body)


def _state(store: Store, row: Row, head: Head, body: bytes) -> None:
    store.change(row)


def _ended(store: Store, row: Row, head: Head, body: bytes) -> None:
    store.change(replace(row, size=store.size(row.id)))
    store.prune()


KEEP = {"begun": _begun, "updates": _updates, "look": _look, "snapshot": _snapshot, "state": _state, "ended": _ended}
