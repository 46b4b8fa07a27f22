"""The selection: which cell is shown, one that is shipped or the visitor's own."""

import streamlit as st

from explainer.cells.catalogue import CELLS
from explainer.cells.cell_text import NAME, write_cell
from explainer.numerics.setup import Setup
from explainer.ui import links
from explainer.ui.input_controls import LINKED

FIRST = Setup()


def choose_cell() -> str:
    """Choose one of the shipped cells, or the visitor's own."""
    names = [*CELLS, NAME]
    cell: str = st.selectbox("Cell", names, names.index(FIRST.cell), key="cell", help=ABOUT_CELLS, **LINKED)
    return cell


def choose_others() -> list[str]:
    """Choose what the chosen cell is compared with: one or two more cells."""
    names = [*CELLS, NAME]
    second: str = st.selectbox("Second", names, names.index("GRU"), key="second", **LINKED)
    third: str = st.selectbox("Third", ["none", *names], 1 + names.index("RNN"), key="third", **LINKED)
    return [second, *([third] if third != "none" else [])]


def choose_begun() -> str:
    """Choose the shipped cell that the visitor's own is compared with, and may begin from again."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        begun: str = st.selectbox(
            "Beside the", list(CELLS), list(CELLS).index(FIRST.cell), key="begun", width=200, **LINKED
        )
        if st.button("Begin from it again", help="Puts its equations into the box; what is there is lost."):
            st.session_state.typed_text = st.query_params["own"] = write_cell(CELLS[begun])
            st.session_state.round = st.session_state.get("round", 0) + 1
    return begun


def typed_text() -> str:
    """Return what stands in the editor, also when it cannot be read."""
    text: str | None = st.session_state.get("typed_text")
    return own_text() if text is None else text


def own_text() -> str:
    """Return the equations of the visitor's own cell, the last ones that could be read."""
    link = st.query_params.get("own", "")
    return link if link and not links.complaint("own", link) else OWN


OWN = write_cell(CELLS["LSTM"])  # what an own cell begins as


ABOUT_CELLS = "\n".join(f"- **{cell.name}**: {cell.about}" for cell in CELLS.values())
