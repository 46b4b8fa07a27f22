"""The results of seeds in one SQLite file, by recipe and versions: what was trained once is not trained again."""

import hashlib
import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from explainer.runs.home import home
from explainer.runs.seed_result import MAX_WRITTEN, SeedResult, from_json, to_json
from explainer.runs.versions import versions
from explainer.training.recipe import Recipe, recipe_to_json

FILE = "results.sqlite"
SCHEMA = "CREATE TABLE IF NOT EXISTS results (key TEXT PRIMARY KEY, made REAL, text TEXT)"
VERSION = 1
MAX_RESULTS = 20_000  # beyond them the oldest are deleted; with their curves about 60 MB
MAX_BYTES, PAGE_SIZE = 200_000_000, 4096
MATTERING = ("gatescope", "torch", "numpy")
"""The programs of `versions` that a run's numbers depend on."""
TIMEOUT = 5.0  # seconds that a process waits while another one writes
STORE_ERRORS = (sqlite3.Error, OSError)


def result_key(recipe: Recipe) -> str:
    """Return the key of a recipe of one seed: a digest of its canonical JSON and of the versions that matter."""
    program = {name: versions()[name] for name in MATTERING}
    text = json.dumps([json.loads(recipe_to_json(recipe)), program], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


class ResultStore:
    """The results in a file; several processes may use it at once. Errors are those of STORE_ERRORS."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or home() / FILE

    def find(self, recipes: Iterable[Recipe]) -> dict[str, SeedResult]:
        """Return what is stored of some recipes of one seed, by their keys; what cannot be read counts as missing."""
        wanted = {result_key(recipe): recipe for recipe in recipes}
        if not wanted or not self.path.exists():
            return {}
        with self._open() as database:
            rows = [database.execute("SELECT text FROM results WHERE key = ?", (key,)).fetchone() for key in wanted]
        found = zip(wanted, rows, strict=True)
        read = {key: _read(row[0], wanted[key]) for key, row in found if row}
        return {key: result for key, result in read.items() if result}

    def add(self, results: Iterable[SeedResult]) -> None:
        """Store results; the first one of a recipe stays."""
        rows = [
            (result_key(one.recipe), time.time(), text) for one in results if len(text := to_json(one)) <= MAX_WRITTEN
        ]
        with self._open() as database, database:
            database.executemany("INSERT OR IGNORE INTO results VALUES (?, ?, ?)", rows)
            (count,) = database.execute("SELECT COUNT(*) FROM results").fetchone()
            oldest = "DELETE FROM results WHERE key IN (SELECT key FROM results ORDER BY made LIMIT ?)"
            database.execute(oldest, (max(0, count - MAX_RESULTS),))

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=TIMEOUT)) as database:
            (version,) = database.execute("PRAGMA user_version").fetchone()
            if version not in (0, VERSION):
                raise sqlite3.DatabaseError(f"it is of version {version}, and this program reads version {VERSION}")
            if not version:
                database.execute("PRAGMA journal_mode=WAL")
                database.execute(SCHEMA)
                database.execute(f"PRAGMA user_version={VERSION}")
            database.execute(f"PRAGMA max_page_count={MAX_BYTES // PAGE_SIZE}")
            yield database


def _read(text: str, recipe: Recipe) -> SeedResult | None:
    try:
        result = from_json(text)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return result if recipe_to_json(result.recipe) == recipe_to_json(recipe) else None
