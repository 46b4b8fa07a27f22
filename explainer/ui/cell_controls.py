"""The controls for the cell: a shipped one, or the equations that the visitor has written."""

import streamlit as st

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import OWN_CELL, write_cell
from explainer.lessons.course.message import gettext_noop
from explainer.numerics.setup import Setup
from explainer.ui import links
from explainer.ui.language import _
from explainer.ui.linked import LINKED

DEFAULT_SETUP = Setup()


def choose_cell() -> str:
    """Choose one of the shipped cells, or the visitor's own."""
    names = [*CELLS, OWN_CELL]
    cell: str = st.selectbox(
        _("Cell"), names, names.index(DEFAULT_SETUP.cell), key="cell", help=about_cells(), **LINKED
    )
    return cell


def choose_compared_cells() -> list[str]:
    """Choose what the chosen cell is compared with: one or two more cells."""
    names = [*CELLS, OWN_CELL]
    second: str = st.selectbox(_("Second cell"), names, names.index("GRU"), key="second", **LINKED)
    third: str = st.selectbox(_("Third cell"), ["none", *names], 1 + names.index("RNN"), key="third", **LINKED)
    return [second, *([third] if third != "none" else [])]


ABOUT_COPY = gettext_noop("Replaces the equations in the text box with those of this cell.")


def choose_base_cell() -> str:
    """Choose the shipped cell that the visitor's own is compared with; a button copies its equations."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        base: str = st.selectbox(
            _("Compared with the"), list(CELLS), list(CELLS).index(DEFAULT_SETUP.cell), key="begun", width=200, **LINKED
        )
        if st.button(_("Copy its equations"), key="use_equations", help=_(ABOUT_COPY)):
            st.session_state.typed_text = st.query_params["own"] = write_cell(CELLS[base])
            st.session_state.editor_version = st.session_state.get("editor_version", 0) + 1
    return base


def typed_text() -> str:
    """Return the text in the editor, also when it cannot be read."""
    text: str | None = st.session_state.get("typed_text")
    return own_text() if text is None else text


def own_text() -> str:
    """Return the equations of the visitor's own cell, the last ones that could be read."""
    link = st.query_params.get("own", "")
    return link if link and not links.link_error("own", link) else DEFAULT_TEXT


DEFAULT_TEXT = write_cell(CELLS["LSTM"])


def about_cells() -> str:
    """Return a sentence about each cell, as a list."""
    return "\n".join(f"- **{cell.name}**: {_(cell.about)}" for cell in CELLS.values())
