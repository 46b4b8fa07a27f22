"""The controls of an uploaded file as an input: a table, its columns and rows, or a text."""

from typing import Any

import streamlit as st

from explainer.inputs.input_spec import InputSpec
from explainer.inputs.scaling import SCALINGS
from explainer.inputs.sequence import MOST_STEPS, InputError, Sequence
from explainer.inputs.table import Table, read_columns
from explainer.inputs.table_text import MOST_MEGABYTES
from explainer.inputs.text import UNITS, read_text
from explainer.inputs.text_file import read_text_file
from explainer.ui.language import _
from explainer.ui.linked import LINKED
from explainer.ui.startup_table import or_startup_table
from explainer.ui.table_controls import ENDINGS, about_table, choose_gaps, choose_table, fingerprint, read_cached


def choose_scaling(spec: InputSpec | None) -> str:
    """Choose how columns of numbers are scaled; a model's are not by default, and a run scales its input itself."""
    if spec and not spec.any_numbers:
        return "none"
    kinds = list(SCALINGS)
    kind: str = st.selectbox(
        _("Scaling"),
        kinds,
        kinds.index("none" if spec else "standard"),
        key="scaling",
        help="\n".join(f"- **{kind}**: {about}" for kind, about in SCALINGS.items()),
        **LINKED,
    )
    return kind


def choose_file(spec: InputSpec | None, most: int) -> Sequence:
    """Upload a table or a text and choose columns and rows; raises InputError."""
    file = st.file_uploader(
        _("File"), ENDINGS, key="file", help=about_table(), max_upload_size=MOST_MEGABYTES
    )  # fmt: skip
    file = or_startup_table(file)
    if file is None:
        raise InputError("No file is chosen yet; upload a table with a column of numbers, or a TXT.")
    if file.name.lower().endswith(".txt") and _choose_kind(file) == "text":
        by = st.radio(_("Split by"), UNITS, key="by", horizontal=True, **LINKED)
        return read_text(read_text_file(file.getvalue()).text, by)
    return choose_columns(choose_table(file, "file"), spec, most)


def _choose_kind(file: Any) -> str:
    """Ask whether a file is a table or a text, where it could be either: "table" or "text"."""
    data = file.getvalue()
    try:
        columns = read_cached(fingerprint(file, data), "", data).numeric_names
    except InputError:
        columns = ()
    return st.radio(_("Read as"), ("table", "text"), key="read_as", horizontal=True) if columns else "text"


def choose_columns(table: Table, spec: InputSpec | None, most: int) -> Sequence:
    """Choose columns and rows of an uploaded table; raises InputError."""
    names = st.multiselect(
        _("Columns"),
        table.names,
        table.numeric_names[: spec.n if spec else 1],
        key=f"columns {spec.n if spec else ''} {table.names}",
        help=_("The channels that the cell reads at each step."),
    )
    gaps = choose_gaps(table, tuple(names), "file")
    rows = len(table)
    first = int(st.number_input(_("First row"), 1, rows, 1, key=f"first {rows}"))
    steps = int(
        st.number_input(
            _("Steps"),
            1,
            MOST_STEPS,
            min(rows, 200),
            key=f"steps {rows}",
            help=_("The file has {rows:,} rows; up to {most} of them are read.").format(rows=rows, most=MOST_STEPS),
        )
    )
    return read_columns(table, tuple(names), first - 1, steps, choose_scaling(spec), most, gaps)
