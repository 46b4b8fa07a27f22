"""Cell: the stage, which runs the cell one operation at a time; every number can be hovered over and dragged."""

from dataclasses import replace

import streamlit as st

from explainer.cells.memory import memory_operation
from explainer.inputs.sequence import Sequence
from explainer.numerics.setup import Setup
from explainer.ui import address, lesson_bar, links
from explainer.ui.badge import badge
from explainer.ui.cell_controls import DEFAULT_SETUP
from explainer.ui.file_download import file_download
from explainer.ui.input_controls import example
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.sidebar import choose_layer, fits_stage, sidebar
from explainer.ui.weight_controls import choose_weights
from explainer.web.stage.mount import show
from explainer.web.stage.payload import View, payload


def choose() -> tuple[Setup, Sequence, int]:
    """Draw the controls; return the setup, the sequence and the layer on the stage."""
    chosen, sequence = sidebar()
    with st.sidebar:
        st.subheader(_("Weights"))
        setup = choose_weights(chosen)
        return setup, sequence, choose_layer(setup)


@st.fragment
def stage(chosen: Setup, sequence: Sequence, layer: int) -> None:
    """Show the stage; the end of a drag reruns this fragment alone."""
    first = address.initial_view(len(sequence.x) // 2, op=memory_operation(chosen.program))
    view = View("cell", **first, layer=layer, seed=chosen.seed, readout=chosen.readout)
    reported = show(
        payload(chosen.stack(sequence), sequence, view), "stage", lambda: address.update_link("stage", "view")
    )
    if reported.get("rendered"):
        address.finish_first_render()
    address.update_link("stage", "view")
    setup = replace(chosen, changes=links.changes(st.query_params))
    drawn = "first_render_done" in st.session_state
    badge(setup, setup.run(sequence), drawn, links.backward_loss(st.query_params), layer, below_stage=True)
    file_download(chosen, sequence, view)
    address.save_choices()
    lesson_bar.note(setup, sequence)


address.set_up_page("cell")
if address.is_first_render():
    setup, sequence, layer = DEFAULT_SETUP, example(), 1
    st.sidebar.markdown(_("The controls for cell, input and weights appear in a moment."))
else:
    setup, sequence, layer = choose()
st.title(plain(_("{cell} reads {sequence}").format(cell=setup.cell, sequence=sequence.title())))
if fits_stage(setup):
    stage(setup, sequence, layer)
