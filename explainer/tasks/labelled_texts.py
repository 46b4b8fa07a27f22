"""A visitor's own texts with labels: read from a table, checked, and split into a training part and a test."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from explainer.inputs.sequence import InputError, counted
from explainer.inputs.table import Table
from explainer.inputs.text import shortened
from explainer.inputs.units import SPLIT
from explainer.tasks.own_data import LabelledTexts
from explainer.tasks.pairs import HELD_OUT, hash_number
from explainer.tasks.problem import TaskError

LEAST_ROWS, MOST_ROWS = 40, 20_000
LEAST_LABELS, MOST_LABELS = 2, 10
LONGEST_LABEL = 40  # characters
LEAST_TEXTS = 2  # different ones of each label: one to train on, and one to test
ROWS_SEEN = 200  # of a table, to guess which column is which


def guess_columns(table: Table) -> tuple[str, str]:
    """Return the column with the longest texts, and another with 2 to 10 different labels, else the last one."""
    columns = {name: table.texts(name, ROWS_SEEN) for name in table.names}
    text = max(columns, key=lambda name: sum(map(len, columns[name])))
    others = [name for name in table.names if name != text] or [text]
    labelled = [name for name in others if LEAST_LABELS <= len(set(columns[name])) <= MOST_LABELS]
    return text, (labelled or others[-1:])[0]


def from_table(table: Table, text: str, label: str) -> LabelledTexts:
    """Return two columns of an uploaded table as texts and labels; raises InputError where they cannot be learned.

    Of a longer table MOST_ROWS rows are read, evenly spaced.
    """
    if text == label:
        raise InputError(f"“{shortened(text)}” is both the texts and the labels; choose two different columns.")
    rows = evenly_spaced(len(table))
    texts, labels = table.texts(text), table.texts(label)
    found = LabelledTexts(tuple(texts[row] for row in rows), tuple(labels[row] for row in rows))
    try:
        check(found)
    except TaskError as error:
        raise InputError(str(error)) from None
    return found


def evenly_spaced(rows: int) -> NDArray[np.int64]:
    """Return which rows of a table are read: all, or as many as there may be, evenly spaced."""
    return np.linspace(0, rows - 1, min(rows, MOST_ROWS)).round().astype(np.int64)


def check(data: LabelledTexts) -> None:
    """Raise TaskError for too few or too many rows or labels, and for a row without a text or a label."""
    rows = len(data.texts)
    if not LEAST_ROWS <= rows <= MOST_ROWS:
        raise TaskError(f"The table has {counted(rows, 'row')}; it can have {LEAST_ROWS} to {MOST_ROWS:,}.")
    for row, (text, label) in enumerate(zip(data.texts, data.labels, strict=True), 1):
        if not words_of(text):
            raise TaskError(f"Row {row} has no word in its text; write one, or leave the row out.")
        if not label:
            raise TaskError(f"Row {row}, “{shortened(text)}”, has no label; write one, or leave the row out.")
        if len(label) > LONGEST_LABEL:
            raise TaskError(
                f"The label of row {row}, “{shortened(label)}”, has {len(label):,} characters; "
                f"{LONGEST_LABEL} is the most, so choose another column."
            )
    _check_labels(label_names(data))


def _check_labels(names: Sequence[str]) -> None:
    if len(names) < LEAST_LABELS:
        raise TaskError(f"All labels are “{shortened(names[0])}”; {LEAST_LABELS} different ones are the least.")
    if len(names) > MOST_LABELS:
        listed = ", ".join(f"“{shortened(name)}”" for name in names[:3])
        raise TaskError(
            f"There are {len(names):,} different labels, such as {listed}; {MOST_LABELS} is the most, so choose "
            "another column."
        )


def label_names(data: LabelledTexts) -> tuple[str, ...]:
    """Return the different labels, sorted."""
    return tuple(sorted(set(data.labels)))


def words_of(text: str) -> list[str]:
    """Return the words of a text without capitals; spaces and line ends are left out."""
    return [word for word in SPLIT["word"](text.lower()) if word != "\n"]


def held_out(words: Sequence[Sequence[str]], labels: Sequence[str]) -> NDArray[np.bool_]:
    """Tell for each row whether it is for the test alone: of each label's different texts one in ten, at least one.

    Which ones depends on a hash of the text alone. Rows with the same words are all held out or none, also where
    their labels differ; they count for the first one. Raises TaskError for a label with a single text.
    """
    keys = [" ".join(one) for one in words]
    own: dict[str, dict[str, None]] = defaultdict(dict)
    first: dict[str, str] = {}
    for key, label in zip(keys, labels, strict=True):
        own[first.setdefault(key, label)][key] = None
    chosen: set[str] = set()
    for label in sorted(set(labels)):
        texts = sorted(own[label], key=hash_number)
        if len(texts) < LEAST_TEXTS:
            raise TaskError(
                f"The label “{shortened(label)}” has {counted(len(texts), 'text')} of its own; {LEAST_TEXTS} different "
                "ones are the least."
            )
        chosen.update(texts[: max(1, len(texts) // HELD_OUT)])
    return np.array([key in chosen for key in keys])
