"""The run service: starts, pauses, cancels and reads the runs of a server; one per server, without importing torch."""

import re
import secrets
import string
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from explainer.runs.cluster import is_on_cluster
from explainer.runs.frames import Head
from explainer.runs.home import home
from explainer.runs.limits import RunError
from explainer.runs.order_values import OrderValue, check_value
from explainer.runs.own_data import pack_own_data
from explainer.runs.registry import Registry
from explainer.runs.row import Row
from explainer.runs.supervisor_link import SupervisorLink
from explainer.runs.versions import versions
from explainer.tasks.catalogue import make_problem
from explainer.tasks.own_data import OwnData
from explainer.tasks.problem import Problem
from explainer.tasks.prompt import Prompt
from explainer.training.found_device import FoundDevice
from explainer.training.recipe import Recipe, checked, recipe_to_json

LETTERS = string.ascii_lowercase + string.digits
LOOP = "explainer.training.loop"
ORDERS = ("pause", "resume", "step", "rewind", "rate", "sample", "cancel")
RUN_NAME = re.compile(r"[a-z0-9]{1,20}", re.ASCII)
MIN_LIFETIME = 5.0  # seconds: a supervisor that ends so soon is not started again before it is needed
MAX_LETTERS = 100
SERVICE_LOCK = threading.Lock()
CLUSTER_LOST = (
    "The connection to the Ray cluster was lost, and this run with it; its weights and metrics until then are stored."
)
SUPERVISOR_ENDED = (
    "The supervisor of the workers ended, and this run with it; its weights and metrics until then are stored."
)


class RunService:
    """All runs of a server; every call may come from any thread. `loop` names the module with `train`."""

    def __init__(self, folder: Path, loop: str = LOOP) -> None:
        self.registry = Registry(folder)
        self.loop = loop
        self.lock = threading.RLock()
        self.supervisor: SupervisorLink | None = None
        self.supervisor_started = 0.0
        self.closed = False
        self.devices: Sequence[FoundDevice] = ()  # of this machine, none until the supervisor has found them

    def start_supervisor(self) -> SupervisorLink:
        """Start the supervisor process, which imports torch, unless it runs already."""
        with self.lock:
            if self.supervisor is None:
                self.supervisor_started = time.monotonic()
                self.supervisor = SupervisorLink(self.loop, self._receive, self._on_supervisor_end)
            return self.supervisor

    def start(self, recipe: Recipe, owner: str, group: str = "", data: OwnData | None = None) -> str:
        """Start a run or put it in the queue; return its name. Raises RunError and RecipeError, with a sentence.

        `owner` is any text that stands for a visitor, `group` one that runs share which were started together;
        `data` is the visitor's own series or text, for a task that reads one.
        """
        recipe, owner, group = checked(recipe), owner[:MAX_LETTERS], group[:MAX_LETTERS]
        columns, body = pack_own_data(data)
        row = Row(new_name(), owner, recipe, group, time.time(), versions(), rate=recipe.rate)
        with self.lock:
            self.registry.check_limits(owner)
            self.registry.add(row, columns, body)
            self._send_start(row, columns, body)
        return row.id

    def order(self, run: str, name: str, value: OrderValue = 0.0) -> None:
        """Send an order to a run: one of ORDERS, for "rate" the learning rate, for "sample" a Prompt; raises RunError.

        A run that has ended can be rewound: it then waits, paused before its first update, to be resumed.
        """
        if name not in ORDERS:
            raise RunError(f"There is no order “{name[:40]}” to a run; there are {', '.join(ORDERS)}.")
        check_value(name, value, partial(self.problem, run))
        with self.lock:
            row = self.row(run)
            if row.has_ended and name != "rewind":
                raise RunError(f"The run has ended, so “{name}” is not possible; rewind it, or start a new one.")
            if row.has_ended:
                self._restart(row)
            else:
                self._send_order(run, name, value)

    def runs(self) -> list[Row]:
        """Return all runs, the newest first."""
        return self.registry.rows()

    def row(self, run: str) -> Row:
        """Return one run; raises RunError where there is none of that name."""
        return self.registry.run_log(run).row

    def delete(self, run: str) -> None:
        """Delete a run; one that has not ended is cancelled first."""
        if not self.row(run).has_ended:
            self._send_order(run, "cancel", 0.0)
        self.registry.delete(run)

    def steps(self, run: str) -> list[int]:
        """Return the steps of a run whose weights are stored."""
        return self.registry.store(run).steps(run)

    def weights(self, run: str, step: int) -> dict[str, NDArray[np.float32]]:
        """Return all weights of a step by name, each (S, ...); raises RunError where they are not stored."""
        return self.registry.weights(run, step)

    def own_data(self, run: str) -> OwnData | None:
        """Return the visitor's series or text that a run reads; None where it reads none."""
        return self.registry.own_data(run)

    def problem(self, run: str) -> Problem:
        """Return the problem that a run learns."""
        recipe = self.row(run).recipe
        return make_problem(recipe.task, recipe.settings, self.own_data(run))

    def export(self, run: str) -> bytes:
        """Return a run as a zip file: recipe.json, metrics.csv, weights/step-000100.safetensors, …"""
        return self.registry.export(run)

    def close(self) -> None:
        """End all workers, and close the store."""
        with self.lock:
            self.closed, supervisor = True, self.supervisor
        if supervisor:
            supervisor.close()
        self.registry.close()

    def _receive(self, head: Head, body: bytes) -> None:
        if head["kind"] == "devices":
            self.devices = [FoundDevice(**one) for one in head["devices"]]
        else:
            self.registry.receive(head, body)

    def _send_start(self, row: Row, columns: int, body: bytes, paused: bool = False) -> None:
        head = {"do": "start", "run": row.id, "owner": row.owner, "columns": columns, "paused": paused,
                "prompt": dict(row.prompt)}  # fmt: skip
        self.start_supervisor().send({**head, "recipe": recipe_to_json(row.recipe)}, body)

    def _send_order(self, run: str, name: str, value: OrderValue) -> None:
        if isinstance(value, Prompt):
            self.registry.note_prompt(run, asdict(value))
        elif name == "rate":
            self.registry.note_manual_rate(run, value)
        if self.supervisor:
            sent = asdict(value) if isinstance(value, Prompt) else value
            self.supervisor.send({"do": name, "run": run, "value": sent})

    def _restart(self, row: Row) -> None:
        self.registry.check_limits(row.owner)
        columns, body = self.registry.store(row.id).series(row.id)
        self.registry.restart(row)
        self._send_start(row, columns, body, paused=True)

    def _on_supervisor_end(self, supervisor: SupervisorLink) -> None:
        """End all unfinished runs; start the supervisor again, unless it ended right after its start."""
        with self.lock:
            self.supervisor = None
        sentence = CLUSTER_LOST if is_on_cluster() else SUPERVISOR_ENDED
        for row in self.registry.alive():
            self.registry.receive({"run": row.id, "kind": "ended", "reason": "killed", "sentence": sentence})
        if not self.closed and time.monotonic() - self.supervisor_started > MIN_LIFETIME:
            self.start_supervisor()


def new_name() -> str:
    """Return a name for a run that nobody can guess."""
    return "".join(secrets.choice(LETTERS) for _ in range(10))


def run_service() -> RunService:
    """Return the run service of this server; safe to call from any thread."""
    with SERVICE_LOCK:
        return _run_service()


@cache
def _run_service() -> RunService:
    return RunService(home())
