"""Cell: the stage, one operation at a time, where every number can be pointed at and dragged."""

from dataclasses import replace

import streamlit as st

from explainer.inputs.sequence import Sequence
from explainer.numerics.setup import Setup
from explainer.ui import address, links
from explainer.ui.badge import badge
from explainer.ui.cell_controls import FIRST
from explainer.ui.input_controls import example
from explainer.ui.markdown import plain
from explainer.ui.sidebar import choose_layer, choose_weights, on_stage, sidebar
from explainer.web.stage.mount import show
from explainer.web.stage.payload import View, payload

HALF_WAY = 22  # the LSTM has just written to its memory


def choose() -> tuple[Setup, Sequence, int]:
    """Draw the controls; return the setup, the sequence and the layer on the stage."""
    chosen, sequence = sidebar()
    with st.sidebar:
        st.subheader("Weights")
        setup = choose_weights(chosen)
        return setup, sequence, choose_layer(setup)


@st.fragment
def stage(chosen: Setup, sequence: Sequence, layer: int) -> None:
    """Show the stage; when a finger has left it, this part alone learns what has changed."""
    first = address.opening(len(sequence.x) // 2, op=HALF_WAY)
    view = View("cell", **first, layer=layer, seed=chosen.seed)
    reported = show(payload(chosen.stack(sequence), sequence, view), "stage", lambda: address.follow("stage", "rested"))
    if reported.get("drawn"):
        address.look()
    address.follow("stage", "rested")
    setup = replace(chosen, changes=links.changes(st.query_params))
    badge(setup, setup.run(sequence), "looked" in st.session_state, links.back(st.query_params), layer)
    address.remember()


address.enter("cell")
if address.is_first_look():
    setup, sequence, layer = FIRST, example(), 1
    st.sidebar.markdown("Cell, input and weights: a moment, the picture comes first.")
else:
    setup, sequence, layer = choose()
st.title(plain(f"{setup.cell} reads {sequence.title()}"))
if on_stage(setup):
    stage(setup, sequence, layer)
