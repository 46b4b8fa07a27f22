"""Reading one run from the store's file without a server, also while a server writes to it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from explainer.runs.limits import RunError, no_weights_yet, weights_missing
from explainer.runs.row import Row, row_from_json
from explainer.runs.store import VERSION


@dataclass(frozen=True)
class StoredRun:
    """A run in the file: its row, the steps that have weights, the weights of one of them, and its series."""

    row: Row
    steps: tuple[int, ...]
    step: int
    weights: bytes
    columns: int = 0
    series: bytes = b""


def read_run(path: Path, run: str, step: int | None = None) -> StoredRun:
    """Read a run at a step, by default the last; nothing is written and no server is blocked.

    Raises RunError where there is no such run, no weights of that step, or no file that can be read.
    """
    if not path.is_file():
        raise RunError(
            f"There is no run “{run[:20]}”: no runs are stored in {path.parent}; GATESCOPE_HOME names the folder."
        )
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5.0)) as database:
            database.execute("BEGIN")  # all reads see the same version of the file
            return _read(database, run, step)
    except sqlite3.Error as error:
        raise RunError(
            f"{path} cannot be read ({error}); it has to be a file of runs that Gatescope has written."
        ) from None


def _read(database: sqlite3.Connection, run: str, step: int | None) -> StoredRun:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        raise RunError(f"The file of runs is of version {version}, and this program reads version {VERSION}.")
    found = database.execute("SELECT row, columns, series FROM runs WHERE id = ?", (run,)).fetchone()
    if found is None:
        raise RunError(f"There is no run “{run[:20]}”; the page Runs has their names.")
    steps = tuple(one for (one,) in database.execute("SELECT step FROM weights WHERE run = ? ORDER BY step", (run,)))
    if not steps:
        raise RunError(no_weights_yet(run))
    step = steps[-1] if step is None else step
    if step not in steps:
        raise RunError(weights_missing(step, steps))
    (data,) = database.execute("SELECT data FROM weights WHERE run = ? AND step = ?", (run, step)).fetchone()
    return StoredRun(row_from_json(found[0]), steps, step, bytes(data), found[1], bytes(found[2]))
