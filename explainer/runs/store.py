"""The store: runs in one SQLite file, or in memory where there is no file.

A table of runs, and for each its updates (packed chunks of float32), looks and weights. One server holds the file, by
a lock that lies beside it; a second one is refused it, and who only reads is not.
"""

import sqlite3
import threading
import zlib
from pathlib import Path
from typing import Any

from explainer.runs.chunk import Chunk, from_bytes
from explainer.runs.limits import LIMITS
from explainer.runs.pace import is_spaced, thin
from explainer.runs.row import ENDED, Row, from_text, to_text

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
PAGE = 4096
PARTS = ("updates", "looks", "weights")
MOST_LOOKS, MOST_MARKS = 40, 400  # looks that are kept whole, and those of which the few numbers are kept


class StoreError(Exception):
    """The file cannot be used; the message says why."""


class Store:
    """All runs of a file, or of memory; every call may come from any thread.

    Beyond so many bytes or runs, those that were made first are deleted, but none that has not ended. Errors are
    sqlite3.Error and, for a file that cannot be opened, OSError or StoreError too.
    """

    def __init__(self, path: Path | None, most_bytes: int, most_runs: int = LIMITS["kept runs"].most) -> None:
        self.most_bytes, self.most_runs = most_bytes, most_runs
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        self.hold = sqlite3.connect(f"{path}.lock" if path else ":memory:", timeout=1.0, check_same_thread=False)
        self.base = sqlite3.connect(path or ":memory:", timeout=1.0, check_same_thread=False)
        try:
            self._open()
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        self.hold.execute("BEGIN EXCLUSIVE")  # a second server finds it locked
        self.base.execute("PRAGMA auto_vacuum=INCREMENTAL")
        self.base.execute("PRAGMA journal_mode=WAL")
        self.base.execute("PRAGMA synchronous=NORMAL")
        self.base.execute("PRAGMA foreign_keys=ON")
        self.base.execute("PRAGMA journal_size_limit=4000000")
        self.base.execute(f"PRAGMA max_page_count={self.most_bytes * 5 // 4 // PAGE}")
        (version,) = self.base.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise StoreError(f"it is of version {version}, and this program reads version {VERSION}")
        self.base.executescript(SCHEMA)
        self.base.execute(f"PRAGMA user_version={VERSION}")

    def close(self) -> None:
        """Let the file go."""
        with self.lock:
            self.base.close()
            self.hold.close()

    def put(self, row: Row, columns: int = 0, series: bytes = b"") -> None:
        """Keep a new run, with the visitor's series where it reads one."""
        with self.lock, self.base:
            values = (row.id, row.made, row.state, to_text(row), columns, series)
            self.base.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)", values)
        self.prune()

    def change(self, row: Row) -> None:
        """Keep what is known of a run now."""
        with self.lock, self.base:
            self.base.execute("UPDATE runs SET state = ?, row = ? WHERE id = ?", (row.state, to_text(row), row.id))

    def add_updates(self, run: str, chunk: Chunk) -> None:
        """Keep some updates."""
        with self.lock, self.base:
            values = (run, chunk.first, chunk.seeds, chunk.numbers.tobytes())
            self.base.execute("INSERT INTO updates VALUES (?, ?, ?, ?)", values)

    def add_look(self, run: str, step: int, mark: str, look: bytes) -> None:
        """Keep a look; of earlier ones some that lie evenly on a logarithmic scale stay, and of more the mark."""
        packed = zlib.compress(look, 1)
        with self.lock, self.base:
            self.base.execute("DELETE FROM looks WHERE run = ? AND step = ?", (run, step))
            self.base.execute("INSERT INTO looks VALUES (?, ?, ?, ?)", (run, step, mark, packed))
            self._thin(run, MOST_LOOKS, "look IS NOT NULL", "UPDATE looks SET look = NULL")
            self._thin(run, MOST_MARKS, "look IS NULL", "DELETE FROM looks")

    def _thin(self, run: str, most: int, of: str, how: str) -> None:
        found = self.base.execute(f"SELECT step FROM looks WHERE run = ? AND {of} ORDER BY step", (run,))
        steps = [step for (step,) in found]
        for step in set(steps) - set(thin(steps, most)) if len(steps) > most else ():
            self.base.execute(f"{how} WHERE run = ? AND step = ?", (run, step))

    def add_weights(self, run: str, step: int, data: bytes) -> None:
        """Keep the weights of a step; they replace the last ones, unless those lie at a step that stays."""
        with self.lock, self.base:
            for old in self.steps(run):
                if old == step or not is_spaced(old):
                    self.base.execute("DELETE FROM weights WHERE run = ? AND step = ?", (run, old))
            self.base.execute("INSERT INTO weights VALUES (?, ?, ?)", (run, step, data))
        self.prune()

    def clear(self, run: str) -> None:
        """Forget the numbers of a run that begins again."""
        with self.lock, self.base:
            for part in PARTS:
                self.base.execute(f"DELETE FROM {part} WHERE run = ?", (run,))

    def delete(self, run: str) -> None:
        """Forget a run."""
        with self.lock:
            with self.base:
                self.base.execute("DELETE FROM runs WHERE id = ?", (run,))
            self.base.execute("PRAGMA incremental_vacuum").fetchall()

    def prune(self) -> None:
        """Delete runs that have ended, those made first, until what is left is within the limits."""
        while self.used() > self.most_bytes or self._one("SELECT COUNT(*) FROM runs")[0] > self.most_runs:
            oldest = self._one("SELECT id FROM runs WHERE state = ? ORDER BY made LIMIT 1", ENDED)
            if not oldest:
                return
            self.delete(oldest[0])

    def used(self) -> int:
        """Return the bytes in use."""
        pages, free = self._one("PRAGMA page_count")[0], self._one("PRAGMA freelist_count")[0]
        return int(pages - free) * PAGE

    def size(self, run: str) -> int:
        """Return the bytes of a run."""
        sums = [self._one(f"SELECT COALESCE(SUM(LENGTH({column})), 0) FROM {part} WHERE run = ?", run)[0]
                for part, column in (("updates", "data"), ("looks", "look"), ("weights", "data"))]  # fmt: skip
        return int(sum(sums)) + len(self.series(run)[1])

    def rows(self) -> list[Row]:
        """Return all runs, the newest first."""
        return [from_text(text) for (text,) in self._all("SELECT row FROM runs ORDER BY made DESC")]

    def row(self, run: str) -> Row | None:
        """Return one run."""
        found = self._one("SELECT row FROM runs WHERE id = ?", run)
        return from_text(found[0]) if found else None

    def series(self, run: str) -> tuple[int, bytes]:
        """Return the number of columns and the bytes of the visitor's series; (0, b"") where there is none."""
        return self._one("SELECT columns, series FROM runs WHERE id = ?", run) or (0, b"")

    def chunks(self, run: str) -> list[Chunk]:
        """Return all updates of a run."""
        found = self._all("SELECT first, seeds, data FROM updates WHERE run = ? ORDER BY first", run)
        return [from_bytes(*one) for one in found]

    def marks(self, run: str) -> list[tuple[int, str]]:
        """Return step and mark of all looks of a run."""
        return self._all("SELECT step, mark FROM looks WHERE run = ? ORDER BY step", run)

    def look(self, run: str, step: int) -> bytes:
        """Return the last look that was kept whole, up to a step."""
        asks = "SELECT look FROM looks WHERE run = ? AND step <= ? AND look IS NOT NULL ORDER BY step DESC LIMIT 1"
        found = self._one(asks, run, step)
        return zlib.decompress(found[0]) if found else b""

    def steps(self, run: str) -> list[int]:
        """Return the steps at which weights were kept."""
        return [step for (step,) in self._all("SELECT step FROM weights WHERE run = ? ORDER BY step", run)]

    def weights(self, run: str, step: int) -> bytes:
        """Return the weights of a step as a safetensors file; b"" where there are none."""
        found = self._one("SELECT data FROM weights WHERE run = ? AND step = ?", run, step)
        return bytes(found[0]) if found else b""

    def _all(self, asks: str, *values: Any) -> list[Any]:
        with self.lock:
            return self.base.execute(asks, values).fetchall()

    def _one(self, asks: str, *values: Any) -> Any:
        found = self._all(asks, *values)
        return found[0] if found else None
