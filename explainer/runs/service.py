"""The desk: where the pages start runs, order them about and read them; one for each server, without torch."""

import secrets
import string
import threading
import time
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explainer.runs.frames import Head
from explainer.runs.home import home
from explainer.runs.limits import LIMITS, RunError
from explainer.runs.registry import Book
from explainer.runs.row import Row
from explainer.runs.supervisor_link import Link
from explainer.runs.versions import versions
from explainer.training.recipe import Recipe, checked, write

LETTERS = string.ascii_lowercase + string.digits
LOOP = "explainer.training.loop"
ORDERS = ("pause", "resume", "step", "rewind", "rate", "cancel")
RATES = (1e-9, 10.0)
SHORT_LIFE = 5.0  # seconds: a supervisor that ends so soon is not started again before it is needed
MOST_LETTERS = 100
ONE = threading.Lock()
GONE = "The process above the workers ended, and this run with it; what it had told until then is kept."


class Desk:
    """All runs of a server; every call may come from any thread. `loop` is the module that trains."""

    def __init__(self, folder: Path, loop: str = LOOP) -> None:
        self.book = Book(folder)
        self.loop = loop
        self.lock = threading.RLock()
        self.link: Link | None = None
        self.begun = 0.0
        self.closed = False

    def warm(self) -> Link:
        """Start the supervisor, under which torch is imported, where it is not there yet."""
        with self.lock:
            if self.link is None:
                self.begun = time.monotonic()
                self.link = Link(self.loop, self._take, self._gone)
            return self.link

    def start(self, recipe: Recipe, owner: str, race: str = "", series: NDArray[np.float64] | None = None) -> str:
        """Begin a run, or put it in line; return its name. Raises RunError and RecipeError, with a sentence.

        `owner` is any text that stands for a visitor, `race` one that runs have in common which belong together;
        `series` is the visitor's own, (rows, columns), for a task that reads one.
        """
        recipe, owner, race = checked(recipe), owner[:MOST_LETTERS], race[:MOST_LETTERS]
        columns, body = (0, b"") if series is None else (series.shape[1], np.ascontiguousarray(series, "<f8").tobytes())
        if len(body) > LIMITS["bytes of a series"].most:
            raise LIMITS["bytes of a series"].refuse()
        row = Row(new_name(), owner, recipe, race, time.time(), versions(), rate=recipe.rate)
        with self.lock:
            self.book.refuse_too_many(owner)
            self.book.add(row, columns, body)
            self._send(row, columns, body)
        return row.id

    def order(self, run: str, name: str, value: float = 0.0) -> None:
        """Order a run about: one of ORDERS, and for "rate" the learning rate; raises RunError.

        A run that has ended can be rewound: it then stands at its start and waits to be resumed.
        """
        if name not in ORDERS:
            raise RunError(f"A run cannot be told to “{name[:40]}”; there are {', '.join(ORDERS)}.")
        if name == "rate" and not RATES[0] <= value <= RATES[1]:  # what is no number is within nothing
            low, high = RATES
            raise RunError(f"The learning rate cannot be “{value}”; a number from {low:g} to {high:g} would be right.")
        with self.lock:
            row = self.row(run)
            if row.has_ended and name != "rewind":
                raise RunError(f"The run has ended and cannot “{name}” any more; rewind it, or start a new one.")
            if row.has_ended:
                self._again(row)
            else:
                self._tell(run, name, value)

    def runs(self) -> list[Row]:
        """Return all runs, the newest first."""
        return self.book.rows()

    def row(self, run: str) -> Row:
        """Return one run; raises RunError where there is none of that name."""
        return self.book.ledger(run).row

    def delete(self, run: str) -> None:
        """Forget a run for ever; one that has not ended is cancelled."""
        if not self.row(run).has_ended:
            self._tell(run, "cancel", 0.0)
        self.book.delete(run)

    def steps(self, run: str) -> list[int]:
        """Return the steps of a run at which its weights were kept."""
        return self.book.store(run).steps(run)

    def weights(self, run: str, step: int) -> dict[str, NDArray[np.float32]]:
        """Return all weights of a step by name, each (S, ...); raises RunError where that step was not kept."""
        return self.book.weights(run, step)

    def series(self, run: str) -> NDArray[np.float64] | None:
        """Return the visitor's series that a run reads, (rows, columns); None where it reads none."""
        return self.book.series(run)

    def export(self, run: str) -> bytes:
        """Return a run as a zip file: recipe.json, metrics.csv, weights/step-000100.safetensors, …"""
        return self.book.export(run)

    def close(self) -> None:
        """End all workers, and let the file go."""
        with self.lock:
            self.closed, link = True, self.link
        if link:
            link.close()
        self.book.close()

    def _send(self, row: Row, columns: int, body: bytes, paused: bool = False) -> None:
        head = {"do": "start", "run": row.id, "owner": row.owner, "recipe": write(row.recipe), "columns": columns}
        self.warm().send({**head, "paused": paused}, body)

    def _tell(self, run: str, name: str, value: float) -> None:
        if name == "rate":
            self.book.by_hand(run, value)
        if self.link:
            self.link.send({"do": name, "run": run, "value": value})

    def _again(self, row: Row) -> None:
        self.book.refuse_too_many(row.owner)
        columns, body = self.book.store(row.id).series(row.id)
        self.book.reopen(row)
        self._send(row, columns, body, paused=True)

    def _take(self, head: Head, body: bytes) -> None:
        self.book.take(head, body)

    def _gone(self, link: Link) -> None:
        """End what was alive when the supervisor ended; start it again, unless it ends at once each time."""
        with self.lock:
            self.link = None
        for row in self.book.alive():
            self.book.take({"run": row.id, "kind": "ended", "reason": "killed", "sentence": GONE})
        if not self.closed and time.monotonic() - self.begun > SHORT_LIFE:
            self.warm()


def new_name() -> str:
    """Return a name for a run that nobody can guess."""
    return "".join(secrets.choice(LETTERS) for _ in range(10))


def desk() -> Desk:
    """Return the desk of this server; many threads ask for it."""
    with ONE:
        return _desk()


@cache
def _desk() -> Desk:
    return Desk(home())
