"""The runs of a room's training: they are started in the run service, and their scores come back into the room."""

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from explainer.runs.limits import RunError
from explainer.runs.row import Row
from explainer.runs.service import RunService
from explainer.web.room import class_training
from explainer.web.room.class_training import Runs
from explainer.web.room.room import Room
from explainer.web.room.room_registry import RoomRegistry

INTERVAL = 0.5  # seconds between two looks at the runs
GROUP = "room"
FAILURES = ("failed", "killed", "memory", "refused", "cancelled")


class ClassRuns:
    """Starts and watches the runs of trainings, one thread per training; a closed room's runs are deleted."""

    def __init__(self, registry: RoomRegistry, run_service: Callable[[], RunService]) -> None:
        self.registry, self.run_service = registry, run_service
        registry.on_close.append(self.delete)

    def begin(self, code: str) -> None:
        """Start the runs of a room's training, as the teacher's; raises RoomError and RunError."""
        room = self.registry.change(code, class_training.begin)
        if room is None or room.training is None:
            return
        training = room.training
        runs: Runs = ()
        try:
            for recipe in class_training.recipes(training):
                runs = (*runs, self.run_service().start(recipe, room.teacher, GROUP))
        except RunError:
            self.registry.change(code, class_training.gather_again)
            self._delete(runs)
            raise
        self.registry.change(code, partial(class_training.note_runs, training=training, runs=runs))
        threading.Thread(target=self._watch, args=(code, runs), daemon=True).start()

    def delete(self, room: Room) -> None:
        """Delete the runs of a room that is closed, in a thread of its own."""
        if room.training and room.training.runs:
            threading.Thread(target=self._delete, args=(room.training.runs,), daemon=True).start()

    def delete_replaced(self, before: Room, after: Room | None) -> None:
        """Delete the runs of a training that an order has put away."""
        if before.training and not (after and after.training and after.training.seed == before.training.seed):
            self.delete(before)

    def _delete(self, runs: Runs) -> None:
        for run in runs:
            with suppress(RunError):
                self.run_service().delete(run)

    def _watch(self, code: str, runs: Runs) -> None:
        """Bring the scores of some runs into a room until they have ended, or it has other ones."""
        pause = threading.Event()
        while True:
            rows = [self._row(run) for run in runs]
            ended = all(row is None or row.has_ended for row in rows)
            scores = tuple(_scores(row) for row in rows)
            steps = tuple(row.step if row else 0 for row in rows)
            note = next((row.sentence for row in rows if row and row.reason in FAILURES), "")
            step = partial(class_training.note_progress, runs=runs, scores=scores, steps=steps, ended=ended, note=note)
            room = self.registry.change(code, step)
            if room is None or room.training is None or room.training.runs != runs:
                return self._delete(runs)
            if ended:
                return None
            pause.wait(INTERVAL)

    def _row(self, run: str) -> Row | None:
        try:
            return self.run_service().row(run)
        except RunError:
            return None


def _scores(row: Row | None) -> tuple[float | None, ...]:
    """Return the last score of each seed of a run, None where there is none."""
    return tuple(row.metric) if row else ()
