"""Cell: the stage, one operation at a time, where every number can be pointed at and dragged."""

from dataclasses import replace

import streamlit as st

from explainer import address, links
from explainer.badge import badge
from explainer.controls import choose_layer, choose_weights, sidebar
from explainer.inputs.sequence import Sequence
from explainer.markdown import plain
from explainer.setup import Setup
from explainer.stage.mount import show
from explainer.stage.payload import View, payload

HALF_WAY = 22  # the LSTM has just written to its memory


@st.fragment
def stage(chosen: Setup, sequence: Sequence, layer: int) -> None:
    """Show the stage; when a finger has left it, this part alone learns what has changed."""
    first = address.opening(len(sequence.x) // 2, op=HALF_WAY)
    view = View("cell", first["place"], first["changes"], layer, pins=first["pins"])
    reported = show(payload(chosen.stack(sequence), sequence, view), "stage", lambda: address.follow("stage", "rested"))
    setup = replace(chosen, changes=links.changes(st.query_params))
    badge(setup, setup.run(sequence), bool(reported.get("drawn")) or "parity" in st.session_state)
    address.remember()


address.enter("cell")
chosen, sequence = sidebar()
with st.sidebar:
    st.subheader("Weights")
    setup = choose_weights(chosen)
    layer = choose_layer(setup)
st.title(plain(f"{chosen.cell} reads {sequence.title()}"))
stage(setup, sequence, layer)
