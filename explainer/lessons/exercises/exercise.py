"""An exercise: what is known, what is to be filled in, and the key, with a sentence for each usual mistake."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from explainer.cells.primitives import Array
from explainer.lessons.course.message import Message

Answer = float | str | tuple[int, ...]
"""A number, a choice or an order, or a shape."""


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that comes from one mistake, and the message that names it."""

    answer: Answer
    message: Message


@dataclass(frozen=True)
class Blank:
    """Something to fill in: its name on the sheet, the right answer, and what usual mistakes would give.

    `decimals` are those of a number, 0 for a whole one. With `options` the answer is one of them.
    """

    key: str
    label: str | Message
    answer: Answer
    decimals: int = 0
    options: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    in_working: bool = False  # on paper it is a number of the working


@dataclass(frozen=True, eq=False)
class Line:
    """A line of the working: a letter, the formula that gives it, and its values, (m,)."""

    letter: str
    formula: str
    value: Array


@dataclass(frozen=True)
class Group:
    """Lines that belong together, under a title."""

    title: Message
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Table:
    """Rows of texts under a header; a header may be a message."""

    header: tuple[str | Message, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Curves:
    """Curves over steps, counted from 1, by their letters, to be drawn with values from 0 to 1."""

    curves: Mapping[str, tuple[float, ...]]
    across: Message
    up: Message


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise: its kind and seed, the task in paragraphs, what is known, the blanks, and the key.

    `known` are numbers, vectors (m,) and matrices by their letters. `working` is what is filled in on paper, line by
    line; on the screen only the blanks are. `solution` says in sentences how the key is reached.
    """

    kind: str
    seed: int
    task: tuple[Message, ...]
    blanks: tuple[Blank, ...]
    known: Mapping[str, Array] = field(default_factory=dict)
    table: Table | None = None
    curves: Curves | None = None
    working: tuple[Group, ...] = ()
    solution: tuple[Message, ...] = ()
