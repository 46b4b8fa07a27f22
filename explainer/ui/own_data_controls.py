"""The controls with which a visitor gives data to train on: a table with a series, or a text."""

from collections.abc import Callable

import streamlit as st

from explainer.inputs.pair_file import parse_pairs
from explainer.inputs.sequence import InputError
from explainer.inputs.table import MOST_MEGABYTES, decode, parse_table
from explainer.inputs.text_file import MOST_TEXT_BYTES, read_text_file
from explainer.tasks.problem import OwnData, PairList, Series, Settings, Task
from explainer.tasks.series import from_table
from explainer.tasks.text import OWN
from explainer.tasks.translate import OWN_PAIRS
from explainer.tasks.typed_pairs import read_pairs

MEGABYTE = 10**6


def choose_data(task: Task, settings: Settings) -> OwnData | None:
    """Draw the controls of the visitor's own data where a task reads them; raises InputError and TaskError."""
    return CONTROLS[task.reads](settings) if task.reads else None


def choose_series(settings: Settings) -> Series:
    """Upload the visitor's own series and choose its columns; raises InputError and TaskError."""
    about = f"CSV in UTF-8, up to {MOST_MEGABYTES} MB, one line per time step."
    file = st.file_uploader("File", ["csv"], key="train_file", help=about, max_upload_size=MOST_MEGABYTES)
    if file is None:
        raise InputError("No file is chosen yet; upload a CSV with one line per time step.")
    table = parse_table(decode(file.getvalue()))
    numeric = [name for name in table.names if table.is_numeric(name)]
    names = st.multiselect("Columns", table.names, numeric[:1], key=f"train columns {table.names}")
    return from_table(table, tuple(names))


def choose_text(settings: Settings) -> str | None:
    """Type or upload the visitor's own text where it is chosen as the source; raises InputError."""
    if settings["source"] != OWN:
        return None
    about = f"Text in any usual encoding, up to {MOST_TEXT_BYTES // MEGABYTE} MB; it is read instead of the field."
    file = st.file_uploader("Text file", ["txt"], key="train_text_file", help=about,
                            max_upload_size=MOST_TEXT_BYTES // MEGABYTE)  # fmt: skip
    typed = st.text_area("Your text", key="train_text", height=160, help="Paste at least a few hundred characters.")
    if file is not None:
        found = read_text_file(file.getvalue())
        st.caption(f"{len(found.text):,} characters, read as {found.encoding}.")
        return found.text
    if not typed:
        raise InputError("There is no text yet; paste one into the field, or choose a file.")
    return read_text_file(typed.encode()).text


def choose_pairs(settings: Settings) -> PairList | None:
    """Type or upload the visitor's own pairs where they are chosen; raises InputError."""
    if settings["pairs"] != OWN_PAIRS:
        return None
    about = "Two columns, a source and its target, in any usual encoding; it is read instead of the field."
    file = st.file_uploader("File with pairs", ["csv", "tsv", "txt"], key="train_pair_file", help=about,
                            max_upload_size=MOST_TEXT_BYTES // MEGABYTE)  # fmt: skip
    about = "One pair per line, with a comma, a semicolon or a tab between source and target."
    typed = st.text_area("Your pairs", key="train_pairs", height=160, placeholder="one, eins\ntwo, zwei", help=about)
    if file is None and not typed.strip():
        raise InputError("There are no pairs yet; type some into the field, or choose a file with two columns.")
    rows = parse_pairs(read_text_file(file.getvalue() if file else typed.encode()).text)
    read_pairs(rows)
    return PairList(tuple(rows))


CONTROLS: dict[str, Callable[[Settings], OwnData | None]] = {
    "series": choose_series,
    "text": choose_text,
    "pairs": choose_pairs,
}
