"""The shelf: the store in a file, and one in memory for the runs that the file cannot take; no run is stopped by it."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from explainer.runs.limits import LIMITS
from explainer.runs.row import ENDED, Row
from explainer.runs.store import Store, StoreError

TROUBLE = (sqlite3.Error, OSError, StoreError)
LOST = "The server ended while this run was not done yet; what it had learnt by then is kept."


class Shelf:
    """Where each run is kept. `note` says why nothing is written down, where that is so."""

    def __init__(self, path: Path) -> None:
        self.memory = Store(None, LIMITS["bytes in memory"].most)
        self.note = ""
        self.file: Store | None = None
        try:
            self.file = Store(path, LIMITS["kept bytes"].most)
            self._end_lost(self.file)
        except TROUBLE as error:
            self.note = f"Nothing of this run is written down, since {path} cannot be used: {error}."

    def of(self, run: str) -> Store:
        """Return the store that has a run."""
        return self.file if self.file and not self.memory.row(run) else self.memory

    def put(self, row: Row, columns: int = 0, series: bytes = b"") -> str:
        """Keep a new run; return what is to be said about that, or nothing."""
        if self.file:
            try:
                self.file.put(row, columns, series)
                return ""
            except TROUBLE as error:
                self.note = f"Nothing of this run is written down: {error}."
        self.memory.put(replace(row, note=self.note), columns, series)
        return self.note

    def write(self, run: str, how: Callable[[Store], None]) -> str:
        """Write something of a run; where the file refuses it, the run moves to memory, and why is returned."""
        store = self.of(run)
        try:
            how(store)
            return ""
        except sqlite3.IntegrityError:
            return ""  # it was deleted meanwhile
        except TROUBLE as error:
            if store is self.memory:
                return f"The memory for runs is full: {error}."
            if not self._move(run):
                return ""
            how(self.memory)
            return f"From here on nothing of this run is written down: {error}."

    def rows(self) -> list[Row]:
        """Return all runs, the newest first."""
        moved = {row.id: row for row in self.memory.rows()}
        kept = [row for row in self.file.rows() if row.id not in moved] if self.file else []
        return sorted([*moved.values(), *kept], key=lambda row: -row.made)

    def row(self, run: str) -> Row | None:
        """Return one run."""
        return self.of(run).row(run)

    def delete(self, run: str) -> None:
        """Forget a run, also what the file has of one that has moved."""
        self.memory.delete(run)
        if self.file:
            self.file.delete(run)

    def close(self) -> None:
        """Let the file go."""
        for store in (self.memory, self.file):
            if store:
                store.close()

    def _move(self, run: str) -> bool:
        """Copy to memory what the file has of a run, for it can still be read; return whether it has it."""
        assert self.file
        row = self.file.row(run)
        if row is None:
            return False
        self.memory.put(row, *self.file.series(run))
        for chunk in self.file.chunks(run):
            self.memory.add_updates(run, chunk)
        for step, mark in self.file.marks(run):
            self.memory.add_look(run, step, mark, self.file.look(run, step))
        for step in self.file.steps(run):
            self.memory.add_weights(run, step, self.file.weights(run, step))
        return True

    def _end_lost(self, store: Store) -> None:
        """End the runs that a server left behind which no longer lives."""
        for row in store.rows():
            if not row.has_ended:
                store.change(replace(row, state=ENDED, place=0, reason="stopped", sentence=LOST))
