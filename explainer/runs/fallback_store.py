"""A store in a file, with one in memory as the fallback: a file that fails never stops a run."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from explainer.runs.limits import LIMITS
from explainer.runs.row import ENDED, Row
from explainer.runs.store import Store, StoreError

STORE_ERRORS = (sqlite3.Error, OSError, StoreError)
SERVER_ENDED = "The server ended while this run was in training; its weights and metrics until then are stored."


class FallbackStore:
    """Stores each run in the file or, where that fails, in memory. `note` says why the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self.memory = Store(None, LIMITS["bytes in memory"].most)
        self.note = ""
        self.file: Store | None = None
        try:
            self.file = Store(path, LIMITS["stored bytes"].most)
            self._end_abandoned(self.file)
        except STORE_ERRORS as error:
            self.note = f"Nothing of this run is stored on disk, since {path} cannot be used: {error}."

    def store_of(self, run: str) -> Store:
        """Return the store that has a run."""
        return self.file if self.file and not self.memory.row(run) else self.memory

    def put(self, row: Row, columns: int = 0, series: bytes = b"") -> str:
        """Store a new run; return a sentence where it could only be stored in memory."""
        if self.file:
            try:
                self.file.put(row, columns, series)
                return ""
            except STORE_ERRORS as error:
                self.note = f"Nothing of this run is stored on disk: {error}."
        self.memory.put(replace(row, note=self.note), columns, series)
        return self.note

    def write(self, run: str, action: Callable[[Store], None]) -> str:
        """Write something of a run; where the file fails, move the run to memory and return a sentence about it."""
        store = self.store_of(run)
        try:
            action(store)
            return ""
        except sqlite3.IntegrityError:
            return ""  # it was deleted meanwhile
        except STORE_ERRORS as error:
            if store is self.memory:
                return f"The memory for runs is full: {error}."
            if not self._move(run):
                return ""
            action(self.memory)
            return f"From here on nothing of this run is stored on disk: {error}."

    def rows(self) -> list[Row]:
        """Return all runs, the newest first."""
        moved = {row.id: row for row in self.memory.rows()}
        in_file = [row for row in self.file.rows() if row.id not in moved] if self.file else []
        return sorted([*moved.values(), *in_file], key=lambda row: -row.created)

    def row(self, run: str) -> Row | None:
        """Return one run."""
        return self.store_of(run).row(run)

    def delete(self, run: str) -> None:
        """Delete a run from memory and from the file."""
        self.memory.delete(run)
        if self.file:
            self.file.delete(run)

    def close(self) -> None:
        """Close both stores."""
        for store in (self.memory, self.file):
            if store:
                store.close()

    def _move(self, run: str) -> bool:
        """Copy a run from the file, which can still be read, to memory; return whether the file has it."""
        assert self.file
        row = self.file.row(run)
        if row is None:
            return False
        self.memory.put(row, *self.file.series(run))
        for chunk in self.file.chunks(run):
            self.memory.add_updates(run, chunk)
        for step, summary in self.file.probe_summaries(run):
            self.memory.add_probe(run, step, summary, self.file.probe(run, step))
        for step in self.file.steps(run):
            self.memory.add_weights(run, step, self.file.weights(run, step))
        return True

    def _end_abandoned(self, store: Store) -> None:
        """Mark as ended the runs that were in training when an earlier server ended."""
        for row in store.rows():
            if not row.has_ended:
                store.change(replace(row, state=ENDED, queue_position=0, reason="stopped", sentence=SERVER_ENDED))
