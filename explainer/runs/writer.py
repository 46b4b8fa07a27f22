"""A thread that writes to the store, so that a slow disk holds nobody up."""

import json
import queue
import threading
from collections.abc import Callable
from dataclasses import replace

from explainer.runs.chunk import chunk_from_bytes
from explainer.runs.fallback_store import FallbackStore
from explainer.runs.frames import Head
from explainer.runs.messages import probe_summary
from explainer.runs.row import Row
from explainer.runs.store import Store

MAX_PENDING = 4000  # frames: some minutes during which the disk does not respond
DISK_TOO_SLOW = "The disk is too slow: some of this run is not stored."


class StoreWriter:
    """Writes in order. `report` is called with a run and a sentence where something is not stored."""

    def __init__(self, stores: FallbackStore, report: Callable[[str, str], None]) -> None:
        self.stores, self.report = stores, report
        self.pending: queue.Queue[tuple[str, Callable[[Store], None]] | None] = queue.Queue(MAX_PENDING)
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def write(self, row: Row, head: Head, body: bytes) -> None:
        """Store a frame from a worker, and the row that results from it."""
        if action := WRITERS.get(head["kind"]):
            self._add(row.id, lambda store: action(store, row, head, body))

    def change(self, row: Row) -> None:
        """Store the new row of a run."""
        self._add(row.id, lambda store: store.change(row))

    def flush(self) -> None:
        """Wait until everything pending is written, for some seconds at most."""
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

    def _add(self, run: str, action: Callable[[Store], None]) -> None:
        try:
            self.pending.put_nowait((run, action))
        except queue.Full:
            self.report(run, DISK_TOO_SLOW)

    def _run(self) -> None:
        while item := self.pending.get():
            run, action = item
            note = self.stores.write(run, action)
            if note:
                self.report(run, note)


def _started(store: Store, row: Row, head: Head, body: bytes) -> None:
    store.clear(row.id)
    store.change(row)


def _updates(store: Store, row: Row, head: Head, body: bytes) -> None:
    store.add_updates(row.id, chunk_from_bytes(head["from"], head["seeds"], body))


def _probe(store: Store, row: Row, head: Head, body: bytes) -> None:
    store.add_probe(row.id, head["step"], json.dumps(probe_summary(head)), body)


def _snapshot(store: Store, row: Row, head: Head, body: bytes) -> None:
    store.add_weights(row.id, head["step"], body)


def _state(store: Store, row: Row, head: Head, body: bytes) -> None:
    store.change(row)


def _ended(store: Store, row: Row, head: Head, body: bytes) -> None:
    store.change(replace(row, size=store.size(row.id)))
    store.prune()


WRITERS = {
    "begun": _started,
    "updates": _updates,
    "look": _probe,
    "snapshot": _snapshot,
    "state": _state,
    "device": _state,
    "ended": _ended,
}
