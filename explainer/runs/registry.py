"""The book: all runs of a server, those in memory and those in the file, and who is to hear of news."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

from explainer.runs.archive import pack_run
from explainer.runs.fallback_store import Shelf
from explainer.runs.frames import Head
from explainer.runs.home import FILE
from explainer.runs.limits import LIMITS, RunError
from explainer.runs.row import Row
from explainer.runs.run_log import Ledger, remembered
from explainer.runs.store import Store
from explainer.runs.writer import Keeping

MOST_BY_HAND = 999
MOST_LEDGERS = 20  # of runs that have ended; the others are read from the store


class Book:
    """What is known of runs; every call may come from any thread, and `lock` is held where a ledger is read."""

    def __init__(self, folder: Path) -> None:
        self.lock = threading.RLock()
        self.ledgers: dict[str, Ledger] = {}
        self.listeners: set[Callable[[], None]] = set()
        self.shelf = Shelf(folder / FILE)
        self.keeping = Keeping(self.shelf, self.note)

    def add(self, row: Row, columns: int = 0, series: bytes = b"") -> None:
        """Take in a new run."""
        with self.lock:
            note = self.shelf.put(row, columns, series)
            self.ledgers[row.id] = Ledger(replace(row, note=note))

    def ledger(self, run: str) -> Ledger:
        """Return what is told of a run; raises RunError where there is none of that name."""
        with self.lock:
            if run in self.ledgers:
                return self.ledgers[run]
            row = self.shelf.row(run)
        if row is None:
            raise RunError(f"There is no run “{run[:20]}”; it may have been deleted, as the oldest are in time.")
        store = self.shelf.of(run)
        return remembered(row, store.chunks(run), store.marks(run), store.look(run, row.step))

    def rows(self) -> list[Row]:
        """Return all runs, the newest first."""
        with self.lock:
            return [self.ledgers[row.id].row if row.id in self.ledgers else row for row in self.shelf.rows()]

    def alive(self) -> list[Row]:
        """Return the runs that have not ended."""
        with self.lock:
            return [ledger.row for ledger in self.ledgers.values() if not ledger.row.has_ended]

    def refuse_too_many(self, owner: str) -> None:
        """Raise RunError where a visitor, or all of them, have too many runs."""
        owners = [row.owner for row in self.alive()]
        for key, count in (("of all visitors", len(owners)), ("of one visitor", owners.count(owner))):
            if count >= LIMITS[key].most:
                raise LIMITS[key].refuse()

    def take(self, head: Head, body: bytes = b"") -> None:
        """Take in what a worker or the supervisor tells, write it down and wake the listeners."""
        with self.lock:
            ledger = self.ledgers.get(head["run"])
            if ledger is None:
                return  # deleted meanwhile
            ledger.take(head, body)
            self.keeping.keep(ledger.row, head, body)
            if head["kind"] == "ended":
                self._forget()
        self.wake()

    def by_hand(self, run: str, rate: float) -> None:
        """Note that a visitor has set the learning rate, and after which update about."""
        with self.lock:
            ledger = self.ledger(run)
            ledger.row = replace(ledger.row, hand=(*ledger.row.hand[-MOST_BY_HAND:], (ledger.row.step, rate)))
            self.keeping.change(ledger.row)

    def reopen(self, row: Row) -> None:
        """Let a run that has ended begin again."""
        with self.lock:
            ledger = self.ledgers.setdefault(row.id, Ledger(row))
            ledger.change(state="queued", reason="", sentence="", step=0)
        self.wake()

    def note(self, run: str, sentence: str) -> None:
        """Say that something of a run is not kept."""
        with self.lock:
            ledger = self.ledgers.get(run)
            if ledger and ledger.row.note != sentence:
                ledger.change(note=sentence)
                self.keeping.change(ledger.row)
        self.wake()

    def delete(self, run: str) -> None:
        """Forget a run for ever; its readers are told that it has ended."""
        with self.lock:
            ledger = self.ledger(run)
            if not ledger.row.has_ended:
                ledger.take({"kind": "ended", "reason": "cancelled", "sentence": "The run was deleted."})
            self.ledgers.pop(run, None)
            self.shelf.delete(run)
        self.wake()

    def store(self, run: str) -> Store:
        """Return the store that has a run, with all that was told of it written down."""
        self.ledger(run)
        self.keeping.settle()
        return self.shelf.of(run)

    def weights(self, run: str, step: int) -> dict[str, NDArray[np.float32]]:
        """Return all weights of a step by name, each (S, ...); raises RunError where that step was not kept."""
        store = self.store(run)
        data = store.weights(run, step)
        if not data:
            kept = ", ".join(map(str, store.steps(run))) or "none"
            raise RunError(f"The weights of step {step} were not kept; there are those of {kept}.")
        return load(data)

    def series(self, run: str) -> NDArray[np.float64] | None:
        """Return the visitor's series that a run reads, (rows, columns); None where it reads none."""
        columns, body = self.store(run).series(run)
        return np.frombuffer(body, "<f8").reshape(-1, columns) if body else None

    def export(self, run: str) -> bytes:
        """Return a run as a zip file."""
        return pack_run(self.store(run), self.ledger(run).row)

    def wake(self) -> None:
        """Tell the listeners that there is news."""
        for listener in list(self.listeners):
            listener()

    def close(self) -> None:
        """Write down what is pending, and let the file go."""
        self.keeping.close()
        self.shelf.close()

    def _forget(self) -> None:
        ended = [run for run, ledger in self.ledgers.items() if ledger.row.has_ended]
        for run in ended[:-MOST_LEDGERS]:
            del self.ledgers[run]
