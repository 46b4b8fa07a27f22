"""A room as it is at one moment: nothing in it changes, every step of it makes another one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from explainer.web.room.question import Answer, Question


@dataclass(frozen=True)
class Student:
    """Somebody who has joined: a number, counted from 1, and a nickname where one was chosen."""

    number: int
    nickname: str = ""


@dataclass(frozen=True)
class View:
    """Where the teacher is: the page's path, title and link, and what it shows in words."""

    page: str = ""
    title: str = ""
    link: str = ""
    heading: str = ""
    sentence: str = ""


@dataclass(frozen=True)
class Figure:
    """A component on the teacher's page: its name, "stage" or "board", its key, and its data as text.

    `text` is base64 of what gzip makes of the component's bytes; `digest` tells whether they are the same.
    """

    name: str
    key: str
    digest: str
    text: str


@dataclass(frozen=True)
class Cursor:
    """Where the teacher's cursor is, counted from 1, and what was changed, pinned and chosen on the stage."""

    t: int = 0
    unit: int = 0
    op: int = 0
    changes: str = ""
    pins: str = ""
    back: str = ""


@dataclass(frozen=True, eq=False)
class Poll:
    """A question of a room: its number, counted from 1, the answer of each visitor, and whether it is revealed."""

    number: int
    question: Question
    answers: Mapping[str, Answer] = field(default_factory=dict)
    revealed: bool = False


@dataclass(frozen=True)
class Seat:
    """Which network of a training is a student's: which of its runs, and which of that run's seeds, both from 0."""

    run: int
    place: int


@dataclass(frozen=True, eq=False)
class Training:
    """A training of a whole room: its settings, the seats of those who take part, and its runs once they have begun.

    `scores` holds the last score of each network by run, None before the first; `steps` how many updates are made.
    """

    cell: str
    title: str
    updates: int
    seed: int
    solved: float
    baseline: float
    seats: Mapping[str, Seat] = field(default_factory=dict)
    runs: tuple[str, ...] = ()
    scores: tuple[tuple[float | None, ...], ...] = ()
    steps: tuple[int, ...] = ()
    phase: Literal["gathering", "training", "ended"] = "gathering"
    note: str = ""


@dataclass(frozen=True, eq=False)
class Room:
    """A room: its code, the teacher's visitor id, when it was opened (s), and what is in it.

    `students` are those who have joined, by their visitor ids. `sharing` tells whether the teacher's view is shown.
    """

    code: str
    teacher: str
    created: float
    students: Mapping[str, Student] = field(default_factory=dict)
    sharing: bool = True
    view: View | None = None
    figures: tuple[Figure, ...] = ()
    cursor: Cursor | None = None
    poll_number: int = 0
    poll: Poll | None = None
    training: Training | None = None
