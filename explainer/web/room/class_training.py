"""A training of a whole room: the class is an ensemble, each student's network has a seed of its own.

The run service trains up to 32 seeds of one recipe at once, so a class is one run, and 200 students are seven.
"""

from dataclasses import replace

from explainer.lessons.course.message import gettext_noop
from explainer.tasks.catalogue import TASKS, make_problem
from explainer.training.limits import INTEGER_LIMITS
from explainer.training.recipe import Recipe, checked, default_recipe
from explainer.web.room.limits import RoomError
from explainer.web.room.room import Room, Seat, Training
from explainer.web.room.transitions import NOT_JOINED

Runs = tuple[str, ...]
Scores = tuple[tuple[float | None, ...], ...]
SEEDS_PER_RUN = INTEGER_LIMITS["seeds"][1]
CELLS = ("LSTM", "GRU", "RNN")
TASK, GAP = "recall", 30
UNITS, BATCH, UPDATES = 16, 32, 150  # LSTM: some seeds have solved it by then, some have not
FIRST_SEED = 1
NO_CELL = gettext_noop("A room can train {cells}.")
BEGUN = gettext_noop("The training has begun already; wait for the next one.")
NO_TRAINING = gettext_noop("No training is open; wait for the teacher.")
NOBODY_IN = gettext_noop("Nobody has pressed Start yet; each student's press makes one network.")


def recipe(cell: str, seed: int = FIRST_SEED, seeds: int = 1) -> Recipe:
    """Return the recipe of a cell: delayed recall over GAP steps, small enough for a class on two cores."""
    if cell not in CELLS:
        raise RoomError(NO_CELL, 400, cells=", ".join(CELLS))
    default = default_recipe(TASKS[TASK], cell, settings={"gap": GAP})
    return checked(replace(default, seed=seed, seeds=seeds, m=UNITS, batch=BATCH, updates=UPDATES))


def offer(room: Room, cell: str) -> Room:
    """Offer a training to the room; the one before is gone."""
    chosen = recipe(cell)
    problem = make_problem(chosen.task, chosen.settings, None)
    seed = room.training.seed + len(room.training.seats) if room.training else FIRST_SEED
    title = TASKS[TASK].title
    return replace(room, training=Training(cell, title, chosen.updates, seed, problem.solved, problem.baseline))


def take_part(room: Room, visitor: str) -> Room:
    """Give a student a network: the next seed."""
    if visitor not in room.students:
        raise RoomError(NOT_JOINED, 403)
    training = room.training
    if training is None:
        raise RoomError(NO_TRAINING)
    if visitor in training.seats:
        return room
    if training.phase != "gathering":
        raise RoomError(BEGUN)
    seat = Seat(*divmod(len(training.seats), SEEDS_PER_RUN))
    return replace(room, training=replace(training, seats={**training.seats, visitor: seat}))


def recipes(training: Training) -> list[Recipe]:
    """Return the recipes of the runs that train the networks of all who take part."""
    count = len(training.seats)
    firsts = range(0, count, SEEDS_PER_RUN)
    return [recipe(training.cell, training.seed + k, min(SEEDS_PER_RUN, count - k)) for k in firsts]


def begin(room: Room) -> Room:
    """Close the training to others: its runs are being started. Raises RoomError where that has happened already."""
    if room.training is None:
        raise RoomError(NO_TRAINING)
    if room.training.phase != "gathering":
        raise RoomError(BEGUN)
    if not room.training.seats:
        raise RoomError(NOBODY_IN)
    return replace(room, training=replace(room.training, phase="training"))


def gather_again(room: Room) -> Room:
    """Open the training again, after its runs could not be started."""
    return replace(room, training=replace(room.training, phase="gathering")) if room.training else room


def note_runs(room: Room, training: Training, runs: Runs) -> Room:
    """Note the runs of a training that has begun, unless another one is open by now."""
    if room.training is not training:
        return room
    return replace(room, training=replace(training, runs=runs, scores=((),) * len(runs), steps=(0,) * len(runs)))


def note_progress(room: Room, runs: Runs, scores: Scores, steps: tuple[int, ...], ended: bool, note: str = "") -> Room:
    """Note the last scores of the runs of a training; news of runs that are not the room's any more is left out."""
    training = room.training
    if training is None or training.runs != runs or training.phase == "ended":
        return room
    if (scores, steps) == (training.scores, training.steps) and not ended:
        return room
    changed = replace(training, scores=scores, steps=steps, phase="ended" if ended else "training", note=note)
    return replace(room, training=changed)


def forget(room: Room) -> Room:
    """Put the training away."""
    return replace(room, training=None)
