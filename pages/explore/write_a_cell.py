"""Write a cell: equations in a text box beside the stage; diagram, formulas, numbers and code follow the typing."""

from dataclasses import replace

import streamlit as st

from explainer.cells import cell_text
from explainer.cells.catalogue import CELLS
from explainer.cells.memory import memory_operation
from explainer.inputs.sequence import Sequence
from explainer.numerics.setup import Setup
from explainer.ui import address, lesson_bar, links
from explainer.ui.badge import badge
from explainer.ui.cell_controls import choose_base_cell, own_text, typed_text
from explainer.ui.charts import source_tabs
from explainer.ui.language import _
from explainer.ui.sidebar import sidebar
from explainer.ui.weight_controls import choose_weights
from explainer.web.stage.mount import show
from explainer.web.stage.payload import View, payload


@st.fragment
def stage(chosen: Setup, sequence: Sequence, base: str) -> None:
    """Show the editor and the stage; each pause in typing reruns this fragment alone."""
    chosen = replace(chosen, text=own_text())
    first = address.initial_view(len(sequence.x) // 2, op=memory_operation(chosen.program))
    text = typed_text()
    editor = {"text": text, "base": base, "version": st.session_state.get("editor_version", 0),
              "error": links.link_error("own", text),
              "difference": cell_text.difference(CELLS[base], chosen.program.cell)}  # fmt: skip
    view = View("own", **first, kind="editing", seed=chosen.seed, editor=editor)
    reported = show(
        payload(chosen.stack(sequence), sequence, view), "own",
        lambda: address.update_link("own", "view"), lambda: address.store_typed_cell("own"),
    )  # fmt: skip
    address.update_link("own", "view")
    setup = replace(chosen, changes=links.changes(st.query_params))
    rendered = bool(reported.get("rendered")) or "parity" in st.session_state
    badge(setup, setup.run(sequence), rendered, links.backward_loss(st.query_params), below_stage=True)
    address.save_choices(cell=cell_text.OWN_CELL)  # which the other pages then show too
    source_tabs(chosen.program)
    lesson_bar.note(setup, sequence)


address.set_up_page("write_a_cell")
chosen, sequence = sidebar(cell_text.OWN_CELL, stacked=False)
with st.sidebar:
    st.subheader(_("Weights"))
    setup = choose_weights(chosen, runs=False)
st.title(_("Write a cell"))
stage(setup, sequence, choose_base_cell())
