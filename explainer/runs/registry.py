"""The registry of all runs of a server, in memory and in the store, with listeners for news."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

from explainer.runs.archive import pack_run
from explainer.runs.fallback_store import FallbackStore
from explainer.runs.frames import Head
from explainer.runs.home import DATABASE
from explainer.runs.limits import LIMITS, RunError, weights_missing
from explainer.runs.own_data import unpack_own_data
from explainer.runs.row import Row
from explainer.runs.run_log import RunLog, log_from_store
from explainer.runs.store import Store
from explainer.runs.writer import StoreWriter
from explainer.tasks.own_data import OwnData

MAX_MANUAL_RATES = 999
MAX_RUN_LOGS = 20  # of ended runs in memory; older ones are read from the store


class Registry:
    """All runs; every call may come from any thread. Hold `lock` while reading a run log."""

    def __init__(self, folder: Path) -> None:
        self.lock = threading.RLock()
        self.run_logs: dict[str, RunLog] = {}
        self.listeners: set[Callable[[], None]] = set()
        self.stores = FallbackStore(folder / DATABASE)
        self.writer = StoreWriter(self.stores, self.note)

    def add(self, row: Row, columns: int = 0, series: bytes = b"") -> None:
        """Add a new run."""
        with self.lock:
            note = self.stores.put(row, columns, series)
            self.run_logs[row.id] = RunLog(replace(row, note=note))

    def run_log(self, run: str) -> RunLog:
        """Return the log of a run; raises RunError where there is none of that name."""
        with self.lock:
            if run in self.run_logs:
                return self.run_logs[run]
            row = self.stores.row(run)
        if row is None:
            raise RunError(f"There is no run “{run[:20]}”; it may have been deleted to make space.")
        store = self.stores.store_of(run)
        return log_from_store(row, store.chunks(run), store.probe_summaries(run), store.probe(run, row.step))

    def rows(self) -> list[Row]:
        """Return all runs, the newest first."""
        with self.lock:
            return [self.run_logs[row.id].row if row.id in self.run_logs else row for row in self.stores.rows()]

    def alive(self) -> list[Row]:
        """Return the runs that have not ended."""
        with self.lock:
            return [run_log.row for run_log in self.run_logs.values() if not run_log.row.has_ended]

    def check_limits(self, owner: str) -> None:
        """Raise RunError where a visitor, or all visitors together, have too many unfinished runs."""
        owners = [row.owner for row in self.alive()]
        for key, count in (("of all visitors", len(owners)), ("of one visitor", owners.count(owner))):
            if count >= LIMITS[key].most:
                raise LIMITS[key].refuse()

    def receive(self, head: Head, body: bytes = b"") -> None:
        """Take in a frame from a worker or the supervisor, store it and notify the listeners."""
        with self.lock:
            run_log = self.run_logs.get(head["run"])
            if run_log is None:
                return  # deleted meanwhile
            run_log.receive(head, body)
            self.writer.write(run_log.row, head, body)
            if head["kind"] == "ended":
                self._drop_old_logs()
        self.notify()

    def note_manual_rate(self, run: str, rate: float) -> None:
        """Note a learning rate that was set by hand, with the update about which that was."""
        with self.lock:
            run_log = self.run_log(run)
            row = run_log.row
            rates = (*row.manual_rates[-MAX_MANUAL_RATES:], (row.step, rate))
            run_log.row = replace(row, manual_rates=rates)
            self.writer.change(run_log.row)

    def note_prompt(self, run: str, prompt: Mapping[str, Any]) -> None:
        """Note the prompt that a visitor has set, and notify the listeners."""
        with self.lock:
            run_log = self.run_log(run)
            run_log.change(prompt=prompt)
            self.writer.change(run_log.row)
        self.notify()

    def restart(self, row: Row) -> None:
        """Queue a run that has ended again."""
        with self.lock:
            run_log = self.run_logs.setdefault(row.id, RunLog(row))
            run_log.change(state="queued", reason="", sentence="", step=0)
        self.notify()

    def note(self, run: str, sentence: str) -> None:
        """Note that something of a run is not stored."""
        with self.lock:
            run_log = self.run_logs.get(run)
            if run_log and run_log.row.note != sentence:
                run_log.change(note=sentence)
                self.writer.change(run_log.row)
        self.notify()

    def delete(self, run: str) -> None:
        """Delete a run; its readers get a message that it has ended."""
        with self.lock:
            run_log = self.run_log(run)
            if not run_log.row.has_ended:
                run_log.receive({"kind": "ended", "reason": "cancelled", "sentence": "The run was deleted."})
            self.run_logs.pop(run, None)
            self.stores.delete(run)
        self.notify()

    def store(self, run: str) -> Store:
        """Return the store that has a run, after everything pending is written."""
        self.run_log(run)
        self.writer.flush()
        return self.stores.store_of(run)

    def weights(self, run: str, step: int) -> dict[str, NDArray[np.float32]]:
        """Return all weights of a step by name, each (S, ...); raises RunError where they are not stored."""
        store = self.store(run)
        data = store.weights(run, step)
        if not data:
            raise RunError(weights_missing(step, store.steps(run)))
        return load(data)

    def own_data(self, run: str) -> OwnData | None:
        """Return the visitor's series or text that a run reads; None where it reads none."""
        return unpack_own_data(*self.store(run).series(run))

    def export(self, run: str) -> bytes:
        """Return a run as a zip file."""
        return pack_run(self.store(run), self.run_log(run).row)

    def notify(self) -> None:
        """Call the listeners: there is news."""
        for listener in list(self.listeners):
            listener()

    def close(self) -> None:
        """Write what is pending, and close the store."""
        self.writer.close()
        self.stores.close()

    def _drop_old_logs(self) -> None:
        ended = [run for run, run_log in self.run_logs.items() if run_log.row.has_ended]
        for run in ended[:-MAX_RUN_LOGS]:
            del self.run_logs[run]
