"""Sequence: the whole run at a glance, every gate and state over time under one cursor."""

import streamlit as st

from explainer import links
from explainer.badge import badge
from explainer.board.mount import show
from explainer.board.payload import payload
from explainer.controls import LINKED, choose_weights, plain, sidebar
from explainer.inputs.sequence import Sequence
from explainer.setup import Setup
from explainer.takeaway import takeaway


def follow() -> None:
    """Put the cursor into the link when it has come to rest."""
    for key, value in (st.session_state.board.get("cursor") or {}).items():
        if key in ("t", "unit"):
            st.query_params[key] = str(int(value))


@st.fragment
def run(chosen: Setup, sequence: Sequence) -> None:
    """Draw the run; a change of weights or a moved cursor redraws this part alone."""
    setup = choose_weights(chosen)
    trace = setup.run(sequence)
    layer = 1
    if setup.layers > 1:
        layer = int(st.radio("Layer", [str(k + 1) for k in range(setup.layers)], key="layer", horizontal=True, **LINKED))
    place = links.place(st.query_params)
    show(payload(trace.layers[layer - 1], sequence, "sequence", place), "board", follow)
    badge(setup, trace)
    takeaway(setup, trace, trace.layers[layer - 1], place)


chosen, sequence = sidebar()
st.title(plain(f"{chosen.cell} reads {sequence.title()}"))
st.markdown(chosen.program.cell.about)
run(chosen, sequence)
