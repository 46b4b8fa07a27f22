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
from explainer.inspection.reading import fitting, read_symbols, reads_symbols
from explainer.tasks.probe import sequence
from explainer.tasks.problem import Problem

TEXT = "the cat sat on the mat"
NUMBERS = "10 20 30 40 50 60 70 80 90 100"
LINKED: dict[str, Any] = {"bind": "query-params"}


def example() -> Sequence:
    """Return what is read before anything is chosen."""
    return read_text(TEXT, UNITS[0])


def choose_input(problem: Problem | None = None) -> Sequence:
    """Choose where the sequence comes from, and read it; raises InputError.

    Where the weights are those of a run, its problem says what can be read, and its probe is offered too.
    """
    if "wanted_input" in st.session_state:
        st.session_state.input = st.session_state.pop("wanted_input")
    kind = st.selectbox(
        "Where from",
        links.INPUTS if problem is None else (links.PROBE, *links.INPUTS),
        key="input",
        help="\n".join(f"- **{name}**: {about}" for name, about in offered(problem).items()),
        **LINKED,
    )
    if problem is None:
        return read_kind(kind)
    if kind == links.PROBE:
        return sequence(problem)
    if kind == "text" and reads_symbols(problem):
        return choose_symbols(problem)
    return fitting(problem, read_kind(kind, "none"))


def offered(problem: Problem | None) -> dict[str, str]:
    """Return what each example shows, the probe first where there is one."""
    probe = {} if problem is None else {links.PROBE: "the sequence on which the run was watched while it was trained"}
    return probe | {name: about for name, (_, about) in GALLERY.items()}


def choose_symbols(problem: Problem) -> Sequence:
    """Type a text in the symbols that a run reads; raises InputError."""
    probe = sequence(problem)
    joint = " " if any(len(symbol) > 1 for symbol in problem.inputs) else ""
    about = f"This run reads {' '.join(problem.inputs)}. A full stop stands for “·”."
    return read_symbols(
        problem, st.text_area("Text", joint.join(probe.labels), key="symbols", help=about, **LINKED) or ""
    )


def read_kind(kind: str, scaling: str = "") -> Sequence:
    """Read what was chosen: a text, numbers, a file or an example; raises InputError."""
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
        return read_numbers(text or "", scaling or choose_scaling())
    return choose_file() if kind == "file" else GALLERY[kind][0]()


def reads() -> dict[str, str]:
    """Return what is read as it stands in a link; a file is no part of it."""
    keys = ("input", "text", "by", "numbers", "symbols", "scaling")
    return {key: str(st.session_state[key]) for key in keys if key in st.session_state}


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
