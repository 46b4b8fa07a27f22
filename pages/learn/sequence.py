"""Sequence: the whole run at a glance, every gate and state over time under one cursor."""

import streamlit as st

from explainer import links
from explainer.badge import badge
from explainer.board.mount import show
from explainer.board.payload import payload
from explainer.controls import choose_layer, choose_weights, plain, sidebar
from explainer.inputs.sequence import Sequence
from explainer.setup import Setup
from explainer.takeaway import takeaway


def follow() -> None:
    """Put the cursor into the link when it has come to rest."""
    for key, value in (st.session_state.board.get("cursor") or {}).items():
        if key in ("t", "unit"):
            st.query_params[key] = str(int(value))


UNTRAINED = "It has not been trained: its weights are drawn from a seed, or set by hand to tell a story."


@st.fragment
def run(chosen: Setup, sequence: Sequence) -> None:
    """Draw the run; a change of weights or a moved cursor redraws this part alone."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        setup = choose_weights(chosen)
        layer = choose_layer(setup)
    check = st.container()  # a line of its own, so that nothing moves when the badge's words arrive
    trace = setup.run(sequence)
    shown = trace.layers[layer - 1]
    first = st.session_state.setdefault("first_place", links.place(st.query_params, len(sequence.x) // 2))
    drawn = show(payload(shown, sequence, "sequence", first, layer), "board", follow)
    with check:
        badge(setup, trace, drawn)
    takeaway(setup, trace, shown, links.place(st.query_params, first["t"]))


chosen, sequence = sidebar()
st.title(plain(f"{chosen.cell} reads {sequence.title()}"))
st.markdown(f"{chosen.program.cell.about} {UNTRAINED}  \n{plain(sequence.reading())}")
run(chosen, sequence)
