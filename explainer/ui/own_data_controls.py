"""The controls with which a visitor gives data to train on: a table with a series, or a text."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from explainer.inputs.pair_file import parse_pairs
from explainer.inputs.sequence import InputError
from explainer.inputs.table_sentences import describe
from explainer.inputs.table_text import MOST_MEGABYTES
from explainer.inputs.text_file import MOST_TEXT_BYTES, TextFile, read_text_file
from explainer.runs.limits import LIMITS
from explainer.tasks import own_reviews
from explainer.tasks.labelled_texts import from_table as from_labelled_table
from explainer.tasks.labelled_texts import guess_columns
from explainer.tasks.own_data import LabelledTexts, OwnData, PairList, Series
from explainer.tasks.problem import Settings, Task
from explainer.tasks.reviews import OWN_TEXTS
from explainer.tasks.series import MOST_ROWS, from_table
from explainer.tasks.text import OWN
from explainer.tasks.translate import OWN_PAIRS
from explainer.tasks.typed_pairs import read_pairs
from explainer.ui.language import _, ngettext
from explainer.ui.markdown import plain
from explainer.ui.startup_table import or_startup_table
from explainer.ui.table_controls import ENDINGS, about_table, choose_gaps, choose_table

MEGABYTE = 10**6
EXAMPLE_PAIRS = "one, eins\ntwo, zwei"


def choose_data(task: Task, settings: Settings, linked: OwnData | None) -> OwnData | None:
    """Draw the controls of the visitor's own data where a task reads them; raises InputError and TaskError.

    Without any of them, the data of the link's runs are used, `linked`.
    """
    return CONTROLS[task.reads](settings, linked) if task.reads else None


def choose_series(settings: Settings, linked: OwnData | None) -> Series:
    """Upload the visitor's own series and choose its columns; raises InputError and TaskError."""
    file = st.file_uploader(
        _("File"), ENDINGS, key="train_file", help=about_table(), max_upload_size=MOST_MEGABYTES
    )  # fmt: skip
    if file is None and isinstance(linked, Series):
        st.caption(
            ngettext(
                "The series of the run in the link is used: {number:,} row.",
                "The series of the run in the link is used: {number:,} rows.",
                len(linked.numbers),
            )
        )
        return linked
    file = or_startup_table(file)
    if file is None:
        raise InputError("No file is chosen yet; upload a table with one line per time step.")
    table = choose_table(file, "train")
    names = tuple(
        st.multiselect(_("Columns"), table.names, table.numeric_names[:1], key=f"train columns {table.names}")
    )
    gaps = choose_gaps(table, names, "train")
    most = most_rows(len(names))
    first = choose_first_row(len(table), most) if len(table) > most else None
    return from_table(table, names, gaps, first, most)


def most_rows(columns: int) -> int:
    """Return how many rows of so many columns, with their times, a run can store."""
    spare = 100_000  # bytes for the names
    return min(MOST_ROWS, (LIMITS["bytes of a series"].most - spare) // (8 * (columns + 1)))


def choose_first_row(rows: int, most: int) -> int:
    """Choose which rows of a long table are trained on: its last ones, unless another first row is chosen."""
    first = int(st.number_input(_("First row"), 1, rows, rows - most + 1, key=f"train first {rows} {most}")) - 1
    st.caption(
        _("{used:,} of {rows:,} rows are used, from row {first:,} on; {most:,} is the most of a run.").format(
            used=min(most, rows - first), rows=rows, first=first + 1, most=most
        )
    )
    return first


def choose_text(settings: Settings, linked: OwnData | None) -> str | None:
    """Type or upload the visitor's own text where it is chosen as the source; raises InputError."""
    if settings["source"] != OWN:
        return None
    about = _("Text in any usual encoding, up to {most} MB; it is read instead of the field.")
    about = about.format(most=MOST_TEXT_BYTES // MEGABYTE)
    file = st.file_uploader(_("Text file"), ["txt"], key="train_text_file", help=about,
                            max_upload_size=MOST_TEXT_BYTES // MEGABYTE)  # fmt: skip
    typed = st.text_area(
        _("Your text"), key="train_text", height=160, help=_("Paste at least a few hundred characters.")
    )
    found = _read(file, typed)
    if found and file is not None:
        characters = ngettext("{number:,} character", "{number:,} characters", len(found.text))
        st.caption(_("{characters}, read as {encoding}.").format(characters=characters, encoding=found.encoding))
    if found is None and isinstance(linked, str):
        st.caption(
            ngettext(
                "The text of the run in the link is used: {number:,} character.",
                "The text of the run in the link is used: {number:,} characters.",
                len(linked),
            )
        )
        return linked
    if found is None:
        raise InputError("There is no text yet; paste one into the field, or choose a file.")
    return found.text


def choose_pairs(settings: Settings, linked: OwnData | None) -> PairList | None:
    """Type or upload the visitor's own pairs where they are chosen; raises InputError."""
    if settings["pairs"] != OWN_PAIRS:
        return None
    about = _("Two columns, a source and its target, in any usual encoding; it is read instead of the field.")
    file = st.file_uploader(_("File with pairs"), ["csv", "tsv", "txt"], key="train_pair_file", help=about,
                            max_upload_size=MOST_TEXT_BYTES // MEGABYTE)  # fmt: skip
    about = _("One pair per line, with a comma, a semicolon or a tab between source and target.")
    typed = st.text_area(_("Your pairs"), key="train_pairs", height=160, placeholder=EXAMPLE_PAIRS, help=about)
    if file is None and not typed.strip() and isinstance(linked, PairList):
        st.caption(
            ngettext(
                "The pairs of the run in the link are used: {number:,} row.",
                "The pairs of the run in the link are used: {number:,} rows.",
                len(linked.rows),
            )
        )
        return linked
    if file is None and not typed.strip():
        raise InputError("There are no pairs yet; type some into the field, or choose a file with two columns.")
    rows = parse_pairs(read_text_file(file.getvalue() if file else typed.encode()).text)
    read_pairs(rows)
    return PairList(tuple(rows))


def choose_labelled(settings: Settings, linked: OwnData | None) -> LabelledTexts | None:
    """Upload the visitor's own texts with labels, and choose their columns; raises InputError and TaskError."""
    if settings["source"] != OWN_TEXTS:
        return None
    about = _("CSV or .xlsx, up to {most} MB: a column of texts, one of labels.").format(most=MOST_MEGABYTES)
    file = st.file_uploader(_("Table of texts"), ENDINGS, key="train_labelled_file", help=about,
                            max_upload_size=MOST_MEGABYTES)  # fmt: skip
    data = linked if isinstance(linked, LabelledTexts) else None
    if file is not None:
        table = choose_table(file, "train texts")
        text, label = (table.names.index(one) for one in guess_columns(table))
        key = f"train {table.names}"
        data = from_labelled_table(
            table,
            st.selectbox(_("Text column"), table.names, text, key=f"text {key}"),
            st.selectbox(_("Label column"), table.names, label, key=f"label {key}"),
        )
        st.caption(plain(describe(table)))
        if len(table) > len(data.texts):
            st.caption(
                _("{used:,} of {rows:,} rows are used, evenly spaced.").format(used=len(data.texts), rows=len(table))
            )
    elif data:
        st.caption(_("The texts of the run in the link are used."))
    if data is None:
        raise InputError("There are no texts yet; choose a CSV file with a column of texts and one of labels.")
    st.caption(own_reviews.describe(data, int(settings["longest"]), int(settings["words"])))
    return data


def current_text(linked: OwnData | None) -> str | None:
    """Return the text that the controls of `choose_text` have been given; None where there is none that can be read."""
    try:
        found = _read(st.session_state.get("train_text_file"), st.session_state.get("train_text", ""))
    except InputError:
        return None
    return found.text if found else linked if isinstance(linked, str) else None


def _read(file: Any, typed: str) -> TextFile | None:
    """Return the text of an uploaded file, else the typed one; None where there is neither."""
    if file is None and not typed:
        return None
    return read_text_file(file.getvalue() if file is not None else typed.encode())


CONTROLS: dict[str, Callable[[Settings, OwnData | None], OwnData | None]] = {
    "series": choose_series,
    "text": choose_text,
    "pairs": choose_pairs,
    "labelled": choose_labelled,
}
