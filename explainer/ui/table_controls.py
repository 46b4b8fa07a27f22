"""The controls of an uploaded table: how it was read, and questions where it could be read in two ways."""

import hashlib
from dataclasses import replace
from typing import Any

import streamlit as st

from explainer.inputs.spreadsheet import is_spreadsheet, sheet_names
from explainer.inputs.table import DEFAULT_FILL, Table
from explainer.inputs.table_column import DATE
from explainer.inputs.table_file import read_table
from explainer.inputs.table_gaps import FILLS, describe_gaps
from explainer.inputs.table_numbers import COMMA, POINT
from explainer.inputs.table_sentences import describe
from explainer.inputs.table_text import MOST_MEGABYTES
from explainer.lessons.course.message import gettext_noop
from explainer.ui.language import _
from explainer.ui.markdown import plain

ENDINGS = ["csv", "tsv", "txt", "dat", "xlsx", "xlsm"]
CACHED = 4  # tables of all visitors that are stored, each with some hundred MB at the most
ABOUT_TABLE = gettext_noop(
    "A table as CSV, TXT or .xlsx, up to {most} MB, with a line per time step. It is not part of the link."
)
SIGNS = {POINT: gettext_noop("point: 1.234 is near 1"), COMMA: gettext_noop("comma: 1,234 is near 1")}


def about_table() -> str:
    """Return the help of an upload of a table."""
    return _(ABOUT_TABLE).format(most=MOST_MEGABYTES)


def choose_table(file: Any, key: str) -> Table:
    """Read an uploaded table, and ask for its sheet, decimal sign or order of day and month where they are not clear.

    Raises InputError.
    """
    data = file.getvalue()
    table = read_cached(fingerprint(file, data), _choose_sheet(data, key), data)
    return _choose_form(_choose_decimal(table, key), key)


@st.cache_resource(max_entries=CACHED, show_spinner=gettext_noop("Reading …"))
def read_cached(fingerprint: str, sheet: str, _data: bytes) -> Table:
    """Read a table once for all reruns of a page; raises InputError."""
    return read_table(_data, sheet)


def fingerprint(file: Any, data: bytes) -> str:
    """Return what stands for a file: the name of the upload, which no other one has, else a hash."""
    return getattr(file, "file_id", "") or hashlib.sha256(data).hexdigest()


def _choose_sheet(data: bytes, key: str) -> str:
    names = sheet_names(data) if is_spreadsheet(data) else []
    return st.selectbox(_("Sheet"), ["", *names], format_func=lambda name: name or _("the first one with cells"),
                        key=f"{key} sheet {names}") if len(names) > 1 else ""  # fmt: skip


def _choose_decimal(table: Table, key: str) -> Table:
    unclear = {name: sign for name in table.numeric_names for sign, either in [table.decimal_of(name)] if either}
    if not unclear:
        return table
    signs = list(SIGNS)
    found = st.radio(
        _("Decimal sign"), signs, signs.index(next(iter(unclear.values()))), format_func=lambda sign: _(SIGNS[sign]),
        key=f"{key} decimal {table.names}", horizontal=True,
        help=_("The numbers of the file could be meant either way."),
    )  # fmt: skip
    return replace(table, decimal=found)


def _choose_form(table: Table, key: str) -> Table:
    column = next((one for one in table.columns if one.kind == DATE), None)
    if column is None or not column.is_ambiguous:
        return table
    form = st.radio(_("Order of the date"), column.forms, key=f"{key} form {table.names}", horizontal=True,
                    help=_("The dates of the file could be meant either way."))  # fmt: skip
    return replace(table, form=form)


def choose_gaps(table: Table, names: tuple[str, ...], key: str) -> str:
    """Say how a table was read, and ask what to do about gaps in chosen columns, where there are any.

    Raises InputError.
    """
    numbers = table.numbers(*names)
    choice, sentence = DEFAULT_FILL, ""
    if describe_gaps(numbers, names, DEFAULT_FILL):
        about = "\n".join(f"- **{name}**: {what}" for name, (_fill, what) in FILLS.items())
        choice = st.radio(_("Gaps"), list(FILLS), key=f"{key} gaps", horizontal=True, help=about)
        sentence = describe_gaps(numbers, names, choice)
    st.caption(plain(" ".join(filter(None, (describe(table, names), sentence)))))
    return choice
