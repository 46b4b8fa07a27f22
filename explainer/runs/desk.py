"""The desk: where the pages start runs, order them about and read them; one for each server, without torch."""

import secrets
import string
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

from explainer.runs.archive import pack_run
from explainer.runs.frames import Head
from explainer.runs.home import FILE, home
from explainer.runs.keeping import Keeping
from explainer.runs.ledger import Ledger, remembered
from explainer.runs.limits import LIMITS, RunError
from explainer.runs.link import Link
from explainer.runs.row import Row
from explainer.runs.shelf import Shelf
from explainer.runs.store import Store
from explainer.runs.versions import versions
from explainer.training.recipe import Recipe, checked, write

LETTERS = string.ascii_lowercase + string.digits
LOOP = "explainer.training.loop"
ORDERS = ("pause", "resume", "step", "rewind", "rate", "cancel")
RATES = (1e-9, 10.0)
MOST_LEDGERS = 20  # of runs that have ended; the others are read from the store
SHORT_LIFE = 5.0  # seconds: a supervisor that ends so soon is not started again before it is needed
GONE = "The process above the workers ended, and this run with it; what it had told until then is kept."
MOST_LETTERS = 100


class Desk:
    """All runs of a server; every call may come from any thread. `loop` is the module that trains."""

    def __init__(self, folder: Path, loop: str = LOOP) -> None:
        self.loop = loop
        self.lock = threading.RLock()
        self.ledgers: dict[str, Ledger] = {}
        self.listeners: set[Callable[[], None]] = set()
        self.shelf = Shelf(folder / FILE)
        self.keeping = Keeping(self.shelf, self._note)
        self.link: Link | None = None
        self.begun = 0.0
        self.closed = False

    def warm(self) -> None:
        """Start the supervisor, which imports torch, where it is not there yet."""
        with self.lock:
            if self.link is None and not self.closed:
                self.begun = time.monotonic()
                self.link = Link(self.loop, self._take, self._gone)

    def start(self, recipe: Recipe, owner: str, race: str = "", series: NDArray[np.float64] | None = None) -> str:
        """Begin a run, or put it in line; return its name. Raises RunError and RecipeError, with a sentence.

        `owner` is any text that stands for a visitor, `race` one that runs have in common which belong together;
        `series` is the visitor's own, (rows, columns), for a task that reads one.
        """
        recipe = checked(recipe)
        body = b"" if series is None else np.ascontiguousarray(series, "<f8").tobytes()
        if len(body) > LIMITS["bytes of a series"].most:
            raise LIMITS["bytes of a series"].refuse()
        with self.lock:
            self._refuse_too_many(owner)
            row = Row(name(), owner[:MOST_LETTERS], recipe, race[:MOST_LETTERS], time.time(), versions())
            row = replace(row, rate=recipe.rate)
            columns = 0 if series is None else series.shape[1]
            note = self.shelf.put(row, columns, body)
            self.ledgers[row.id] = Ledger(replace(row, note=note))
            self._send_start(row, columns, body)
        return row.id

    def order(self, run: str, name: str, value: float = 0.0) -> None:
        """Order a run about: one of ORDERS, and for "rate" the learning rate. Raises RunError."""
        if name not in ORDERS:
            raise RunError(f"A run cannot be told to “{name[:40]}”; there are {', '.join(ORDERS)}.")
        if name == "rate" and not RATES[0] <= value <= RATES[1]:  # a NaN is within nothing
            raise RunError(f"The learning rate cannot be “{value}”; a number from {RATES[0]:g} to {RATES[1]:g} would.")
        with self.lock:
            ledger = self._ledger(run)
            if ledger.row.has_ended and name == "rewind":
                self._again(ledger.row)
            elif ledger.row.has_ended:
                raise RunError(
                    f"The run has ended and cannot “{name}” any more; it can be rewound, or a new one started."
                )
            elif self.link:
                if name == "rate":
                    ledger.row = replace(ledger.row, hand=(*ledger.row.hand[-999:], (ledger.row.step, value)))
                self.link.send({"do": name, "run": run, "value": value})

    def runs(self) -> list[Row]:
        """Return all runs, the newest first."""
        with self.lock:
            return [self.ledgers[row.id].row if row.id in self.ledgers else row for row in self.shelf.rows()]

    def row(self, run: str) -> Row:
        """Return one run; raises RunError where there is none of that name."""
        return self._ledger(run).row

    def delete(self, run: str) -> None:
        """Forget a run for ever; one that has not ended is cancelled."""
        with self.lock:
            ledger = self._ledger(run)
            if not ledger.row.has_ended and self.link:
                self.link.send({"do": "cancel", "run": run})
            if not ledger.row.has_ended:  # so that its readers leave
                ledger.take({"kind": "ended", "reason": "cancelled", "sentence": "The run was deleted."})
            self.ledgers.pop(run, None)
            self.shelf.delete(run)
        self._wake()

    def steps(self, run: str) -> list[int]:
        """Return the steps of a run at which its weights were kept."""
        return self._store(run).steps(run)

    def weights(self, run: str, step: int) -> dict[str, NDArray[np.float32]]:
        """Return all weights of a step by name, each (S, ...); raises RunError where that step was not kept."""
        data = self._store(run).weights(run, step)
        if not data:
            kept = ", ".join(map(str, self.steps(run))) or "none"
            raise RunError(f"The weights of step {step} were not kept; there are those of {kept}.")
        return load(data)

    def series(self, run: str) -> NDArray[np.float64] | None:
        """Return the visitor's series that a run reads, (rows, columns); None where it reads none."""
        columns, body = self._store(run).series(run)
        return np.frombuffer(body, "<f8").reshape(-1, columns) if body else None

    def export(self, run: str) -> bytes:
        """Return a run as a zip file: recipe.json, metrics.csv, weights/step-000100.safetensors, …"""
        return pack_run(self._store(run), self.row(run))

    def ledger(self, run: str) -> Ledger:
        """Return what is told of a run; raises RunError. To be read with `lock` held."""
        return self._ledger(run)

    def close(self) -> None:
        """End all workers, and let the file go."""
        self.closed = True
        if self.link:
            self.link.close()
        self.keeping.close()
        self.shelf.close()

    def _ledger(self, run: str) -> Ledger:
        with self.lock:
            if run in self.ledgers:
                return self.ledgers[run]
            row = self.shelf.row(run)
        if row is None:
            raise RunError(f"There is no run “{run[:20]}”; it may have been deleted, as the oldest are in time.")
        store = self.shelf.of(run)
        return remembered(row, store.chunks(run), store.marks(run), store.look(run, row.step))

    def _store(self, run: str) -> Store:
        self.row(run)
        self.keeping.settle()
        return self.shelf.of(run)

    def _refuse_too_many(self, owner: str) -> None:
        alive = [ledger.row.owner for ledger in self.ledgers.values() if not ledger.row.has_ended]
        for key, count in (("of all visitors", len(alive)), ("of one visitor", alive.count(owner[:MOST_LETTERS]))):
            if count >= LIMITS[key].most:
                raise LIMITS[key].refuse()

    def _send_start(self, row: Row, columns: int, body: bytes, paused: bool = False) -> None:
        self.warm()
        assert self.link
        head = {"do": "start", "run": row.id, "owner": row.owner, "recipe": write(row.recipe), "columns": columns}
        self.link.send({**head, "paused": paused}, body)

    def _again(self, row: Row) -> None:
        """Put a run that has ended at its start again, where it waits to be resumed."""
        self._refuse_too_many(row.owner)
        columns, body = self.shelf.of(row.id).series(row.id)
        ledger = self.ledgers.setdefault(row.id, Ledger(row))
        ledger.change(state="queued", reason="", sentence="", step=0)
        self._send_start(row, columns, body, paused=True)

    def _take(self, head: Head, body: bytes) -> None:
        """Take in a frame of the supervisor; it comes in the link's thread."""
        with self.lock:
            ledger = self.ledgers.get(head["run"])
            if ledger is None:
                return  # deleted meanwhile
            ledger.take(head, body)
            self.keeping.keep(ledger.row, head, body)
            if head["kind"] == "ended":
                self._forget()
        self._wake()

    def _gone(self, link: Link) -> None:
        """End what was alive when the supervisor ended; start it again, unless it ends at once each time."""
        with self.lock:
            self.link = None
            alive = [run for run, ledger in self.ledgers.items() if not ledger.row.has_ended]
        for run in alive:
            self._take({"run": run, "kind": "ended", "reason": "killed", "sentence": GONE}, b"")
        if not self.closed and time.monotonic() - self.begun > SHORT_LIFE:
            self.warm()

    def _note(self, run: str, sentence: str) -> None:
        """Say that something of a run is not kept."""
        with self.lock:
            ledger = self.ledgers.get(run)
            if ledger and ledger.row.note != sentence:
                ledger.change(note=sentence)
                self.keeping.change(ledger.row)
        self._wake()

    def _forget(self) -> None:
        ended = [run for run, ledger in self.ledgers.items() if ledger.row.has_ended]
        for run in ended[:-MOST_LEDGERS]:
            del self.ledgers[run]

    def _wake(self) -> None:
        for listener in list(self.listeners):
            listener()


def name() -> str:
    """Return a name for a run that nobody can guess."""
    return "".join(secrets.choice(LETTERS) for _ in range(10))


@cache
def desk() -> Desk:
    """Return the desk of this server."""
    return Desk(home())
