"""The intake: the controls for what a cell is to read, typed, uploaded or taken from the gallery."""

from typing import Any

import streamlit as st

from explainer import links
from explainer.inputs.gallery import GALLERY
from explainer.inputs.numbers import read_numbers
from explainer.inputs.scaling import SCALINGS
from explainer.inputs.sequence import MOST_CHANNELS, MOST_STEPS, InputError, Sequence
from explainer.inputs.table import Table, decode, read_columns, read_table
from explainer.inputs.text import UNITS, read_text

TEXT = "the cat sat on the mat"
NUMBERS = "10 20 30 40 50 60 70 80 90 100"
LINKED: dict[str, Any] = {"bind": "query-params"}


def example() -> Sequence:
    """Return what is read before anything is chosen."""
    return read_text(TEXT, UNITS[0])


def choose_input() -> Sequence:
    """Choose where the sequence comes from, and read it; raises InputError."""
    if "wanted_input" in st.session_state:
        st.session_state.input = st.session_state.pop("wanted_input")
    kind = st.selectbox(
        "Where from",
        links.INPUTS,
        key="input",
        help="\n".join(f"- **{name}**: {about}" for name, (_, about) in GALLERY.items()),
        **LINKED,
    )
    if kind == "text":
        by = st.radio("Read by", UNITS, key="by", horizontal=True, **LINKED)
        return read_text(
            st.text_area(
                "Text",
                TEXT,
                key="text",
                help=f"Up to {MOST_STEPS} steps and {MOST_CHANNELS} different symbols.",
                **LINKED,
            )
            or "",
            by,
        )
    if kind == "numbers":
        text = st.text_area(
            "Numbers",
            NUMBERS,
            key="numbers",
            help=f"Parted by spaces or lines, up to {MOST_STEPS}. Several on each line are several channels.",
            **LINKED,
        )
        return read_numbers(text or "", choose_scaling())
    return choose_file() if kind == "file" else GALLERY[kind][0]()


def choose_scaling() -> str:
    """Choose how columns of numbers are scaled."""
    kinds = list(SCALINGS)
    kind: str = st.selectbox(
        "Scaling",
        kinds,
        kinds.index("standard"),
        key="scaling",
        help="\n".join(f"- **{kind}**: {about}" for kind, about in SCALINGS.items()),
        **LINKED,
    )
    return kind


def choose_file() -> Sequence:
    """Upload a CSV or TXT file, and choose what of it is read; raises InputError."""
    file = st.file_uploader(
        "File",
        ["csv", "txt"],
        key="file",
        help="CSV or TXT in UTF-8, up to 5 MB. It stays in this visit and is not part of the link.",
    )
    if file is None:
        raise InputError("No file is chosen yet; a CSV with a column of numbers or a TXT would be right.")
    text = decode(file.getvalue())
    if file.name.lower().endswith(".txt"):
        by = st.radio("Read by", UNITS, key="by", horizontal=True, **LINKED)
        return read_text(text, by)
    return choose_columns(read_table(text))


def choose_columns(table: Table) -> Sequence:
    """Choose columns and rows of an uploaded table; raises InputError."""
    numeric = [name for name in table.names if table.is_numeric(name)]
    names = st.multiselect(
        "Columns",
        table.names,
        numeric[:1],
        key=f"columns {table.names}",
        help="The channels that the cell reads at each step.",
    )
    most = len(table.rows)
    first = int(st.number_input("First row", 1, most, 1, key=f"first {most}"))
    steps = int(
        st.number_input(
            "Steps",
            1,
            MOST_STEPS,
            min(most, 200),
            key=f"steps {most}",
            help=f"The file has {most:,} rows; {MOST_STEPS} is the most at once.",
        )
    )
    return read_columns(table, tuple(names), first - 1, steps, choose_scaling())
