"""The reader: one run of the file at one moment, for who only reads, also while a server writes to it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from explainer.runs.limits import RunError
from explainer.runs.row import Row, from_text
from explainer.runs.store import VERSION


@dataclass(frozen=True)
class Kept:
    """What is kept of a run: its row, the steps that have weights, the weights of one of them, and its own series."""

    row: Row
    steps: tuple[int, ...]
    at: int
    weights: bytes
    columns: int = 0
    series: bytes = b""


def kept(path: Path, run: str, at: int | None = None) -> Kept:
    """Read a run at a step, the last one where none is asked for; nothing is written and no server is held up.

    Raises RunError where there is no such run, no weights of that step, or no file that can be read.
    """
    if not path.is_file():
        raise RunError(
            f"There is no run “{run[:20]}”: nothing is kept in {path.parent}; GATESCOPE_HOME names the folder."
        )
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5.0)) as base:
            base.execute("BEGIN")  # all that is read is of one moment
            return _read(base, run, at)
    except sqlite3.Error as error:
        raise RunError(
            f"{path} cannot be read ({error}); it is to be a file of runs that Gatescope has made."
        ) from None


def _read(base: sqlite3.Connection, run: str, at: int | None) -> Kept:
    (version,) = base.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        raise RunError(f"The file of runs is of version {version}, and this program reads version {VERSION}.")
    found = base.execute("SELECT row, columns, series FROM runs WHERE id = ?", (run,)).fetchone()
    if found is None:
        raise RunError(f"There is no run “{run[:20]}”; the page Runs has their names.")
    steps = tuple(step for (step,) in base.execute("SELECT step FROM weights WHERE run = ? ORDER BY step", (run,)))
    if not steps:
        raise RunError(f"Of the run “{run[:20]}” no weights have been kept yet; wait for its first moment.")
    step = steps[-1] if at is None else at
    if step not in steps:
        raise RunError(f"The weights of step {step} were not kept; there are those of {', '.join(map(str, steps))}.")
    (data,) = base.execute("SELECT data FROM weights WHERE run = ? AND step = ?", (run, step)).fetchone()
    return Kept(from_text(found[0]), steps, step, bytes(data), found[1], bytes(found[2]))
