"""The store: runs in one SQLite file, or in memory where there is no file.

A table of runs, and for each its updates (packed chunks of float32), probe records (table `looks`) and weights. One
server locks the file by a lock file beside it; a second server is refused, but readers are not.
"""

import sqlite3
import threading
import zlib
from pathlib import Path
from typing import Any

from explainer.runs.chunk import Chunk, chunk_from_bytes
from explainer.runs.limits import LIMITS
from explainer.runs.pace import is_checkpoint_step, thin
from explainer.runs.row import ENDED, Row, row_from_json, row_to_json

SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (id TEXT PRIMARY KEY, made REAL, state TEXT, row TEXT, columns INTEGER, series BLOB);
CREATE TABLE IF NOT EXISTS updates (run TEXT REFERENCES runs ON DELETE CASCADE, first INTEGER, seeds INTEGER, data BLOB);
CREATE TABLE IF NOT EXISTS looks (run TEXT REFERENCES runs ON DELETE CASCADE, step INTEGER, mark TEXT, look BLOB);
CREATE TABLE IF NOT EXISTS weights (run TEXT REFERENCES runs ON DELETE CASCADE, step INTEGER, data BLOB);
CREATE INDEX IF NOT EXISTS updates_of ON updates (run, first);
CREATE INDEX IF NOT EXISTS looks_of ON looks (run, step);
CREATE INDEX IF NOT EXISTS weights_of ON weights (run, step);
"""  # noqa: E501
VERSION = 1
PAGE_SIZE = 4096
TABLES = ("updates", "looks", "weights")
MAX_PROBES, MAX_SUMMARIES = 40, 400  # probe records stored whole, and those of which a summary is stored


class StoreError(Exception):
    """The file cannot be used; the message says why."""


class Store:
    """All runs of a file, or of memory; every call may come from any thread.

    Beyond a number of bytes or runs, the oldest ended ones are deleted. Errors are sqlite3.Error and, for a file that
    cannot be opened, OSError or StoreError too.
    """

    def __init__(self, path: Path | None, max_bytes: int, max_runs: int = LIMITS["stored runs"].most) -> None:
        self.max_bytes, self.max_runs = max_bytes, max_runs
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self.lock_file = sqlite3.connect(f"{path}.lock" if path else ":memory:", timeout=1.0, check_same_thread=False)
        self.database = sqlite3.connect(path or ":memory:", timeout=1.0, check_same_thread=False)
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        self.lock_file.execute("BEGIN EXCLUSIVE")  # a second server finds it locked
        self.database.execute("PRAGMA auto_vacuum=INCREMENTAL")
        self.database.execute("PRAGMA journal_mode=WAL")
        self.database.execute("PRAGMA synchronous=NORMAL")
        self.database.execute("PRAGMA foreign_keys=ON")
        self.database.execute("PRAGMA journal_size_limit=4000000")
        self.database.execute(f"PRAGMA max_page_count={self.max_bytes * 5 // 4 // PAGE_SIZE}")
        (version,) = self.database.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise StoreError(f"it is of version {version}, and this program reads version {VERSION}")
        self.database.executescript(SCHEMA)
        self.database.execute(f"PRAGMA user_version={VERSION}")

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            self.database.close()
            self.lock_file.close()

    def put(self, row: Row, columns: int = 0, series: bytes = b"") -> None:
        """Store a new run, with the visitor's series where it reads one."""
        with self.lock, self.database:
            values = (row.id, row.created, row.state, row_to_json(row), columns, series)
            self.database.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)", values)
        self.prune()

    def change(self, row: Row) -> None:
        """Store the new row of a run."""
        with self.lock, self.database:
            values = (row.state, row_to_json(row), row.id)
            self.database.execute("UPDATE runs SET state = ?, row = ? WHERE id = ?", values)

    def add_updates(self, run: str, chunk: Chunk) -> None:
        """Store some updates."""
        with self.lock, self.database:
            values = (run, chunk.first, chunk.seeds, chunk.numbers.tobytes())
            self.database.execute("INSERT INTO updates VALUES (?, ?, ?, ?)", values)

    def add_probe(self, run: str, step: int, summary: str, probe: bytes) -> None:
        """Store a probe record; of earlier ones some stay, evenly on a log scale: few whole, more as summaries."""
        packed = zlib.compress(probe, 1)
        with self.lock, self.database:
            self.database.execute("DELETE FROM looks WHERE run = ? AND step = ?", (run, step))
            self.database.execute("INSERT INTO looks VALUES (?, ?, ?, ?)", (run, step, summary, packed))
            self._thin(run, MAX_PROBES, "look IS NOT NULL", "UPDATE looks SET look = NULL")
            self._thin(run, MAX_SUMMARIES, "look IS NULL", "DELETE FROM looks")

    def _thin(self, run: str, limit: int, condition: str, action: str) -> None:
        rows = self.database.execute(f"SELECT step FROM looks WHERE run = ? AND {condition} ORDER BY step", (run,))
        steps = [step for (step,) in rows]
        for step in set(steps) - set(thin(steps, limit)) if len(steps) > limit else ():
            self.database.execute(f"{action} WHERE run = ? AND step = ?", (run, step))

    def add_weights(self, run: str, step: int, data: bytes) -> None:
        """Store the weights of a step; they replace the last ones, unless those are at a checkpoint step."""
        with self.lock, self.database:
            for old in self.steps(run):
                if old == step or not is_checkpoint_step(old):
                    self.database.execute("DELETE FROM weights WHERE run = ? AND step = ?", (run, old))
            self.database.execute("INSERT INTO weights VALUES (?, ?, ?)", (run, step, data))
        self.prune()

    def clear(self, run: str) -> None:
        """Delete the updates, probe records and weights of a run that starts again."""
        with self.lock, self.database:
            for table in TABLES:
                self.database.execute(f"DELETE FROM {table} WHERE run = ?", (run,))

    def delete(self, run: str) -> None:
        """Delete a run."""
        with self.lock:
            with self.database:
                self.database.execute("DELETE FROM runs WHERE id = ?", (run,))
            self.database.execute("PRAGMA incremental_vacuum").fetchall()

    def prune(self) -> None:
        """Delete the oldest ended runs until the rest is within the limits."""
        while self.used() > self.max_bytes or self._one("SELECT COUNT(*) FROM runs")[0] > self.max_runs:
            oldest = self._one("SELECT id FROM runs WHERE state = ? ORDER BY made LIMIT 1", ENDED)
            if not oldest:
                return
            self.delete(oldest[0])

    def used(self) -> int:
        """Return the bytes in use, of all runs."""
        pages, free = self._one("PRAGMA page_count")[0], self._one("PRAGMA freelist_count")[0]
        return int(pages - free) * PAGE_SIZE

    def size(self, run: str) -> int:
        """Return the bytes of a run."""
        sums = [self._one(f"SELECT COALESCE(SUM(LENGTH({column})), 0) FROM {table} WHERE run = ?", run)[0]
                for table, column in (("updates", "data"), ("looks", "look"), ("weights", "data"))]  # fmt: skip
        return int(sum(sums)) + len(self.series(run)[1])

    def rows(self) -> list[Row]:
        """Return all runs, the newest first."""
        return [row_from_json(text) for (text,) in self._all("SELECT row FROM runs ORDER BY made DESC")]

    def row(self, run: str) -> Row | None:
        """Return one run."""
        found = self._one("SELECT row FROM runs WHERE id = ?", run)
        return row_from_json(found[0]) if found else None

    def series(self, run: str) -> tuple[int, bytes]:
        """Return the number of columns and the bytes of the visitor's series; (0, b"") where there is none."""
        return self._one("SELECT columns, series FROM runs WHERE id = ?", run) or (0, b"")

    def chunks(self, run: str) -> list[Chunk]:
        """Return all updates of a run."""
        rows = self._all("SELECT first, seeds, data FROM updates WHERE run = ? ORDER BY first", run)
        return [chunk_from_bytes(*row) for row in rows]

    def probe_summaries(self, run: str) -> list[tuple[int, str]]:
        """Return step and summary, as JSON, of all probe records of a run."""
        return self._all("SELECT step, mark FROM looks WHERE run = ? ORDER BY step", run)

    def probe(self, run: str, step: int) -> bytes:
        """Return the last probe record stored whole, up to a step; b"" where there is none."""
        query = "SELECT look FROM looks WHERE run = ? AND step <= ? AND look IS NOT NULL ORDER BY step DESC LIMIT 1"
        row = self._one(query, run, step)
        return zlib.decompress(row[0]) if row else b""

    def steps(self, run: str) -> list[int]:
        """Return the steps whose weights are stored."""
        return [step for (step,) in self._all("SELECT step FROM weights WHERE run = ? ORDER BY step", run)]

    def weights(self, run: str, step: int) -> bytes:
        """Return the weights of a step as a safetensors file; b"" where there are none."""
        row = self._one("SELECT data FROM weights WHERE run = ? AND step = ?", run, step)
        return bytes(row[0]) if row else b""

    def _all(self, query: str, *values: Any) -> list[Any]:
        with self.lock:
            return self.database.execute(query, values).fetchall()

    def _one(self, query: str, *values: Any) -> Any:
        rows = self._all(query, *values)
        return rows[0] if rows else None
