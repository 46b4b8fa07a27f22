"""Sequence: the whole run at a glance, every gate and state over time under one cursor."""

from dataclasses import replace

import streamlit as st

from explainer.inputs.sequence import Sequence
from explainer.numerics.setup import Setup
from explainer.ui import address, links
from explainer.ui.badge import badge
from explainer.ui.downloads import takeaway
from explainer.ui.markdown import plain
from explainer.ui.sidebar import choose_layer, choose_weights, sidebar, tell_changes
from explainer.web.board.mount import show
from explainer.web.board.payload import payload

UNTRAINED = "It has not been trained: its weights are drawn from a seed, or set by hand to tell a story."


@st.fragment
def run(chosen: Setup, sequence: Sequence) -> None:
    """Draw the run; a change of weights or a moved cursor redraws this part alone."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        setup = replace(choose_weights(chosen), changes=links.changes(st.query_params))
        layer = choose_layer(setup)
    tell_changes(setup, sequence)
    check = st.container()  # a line of its own, so that nothing moves when the badge's words arrive
    trace = setup.run(sequence)
    shown = trace.layers[layer - 1]
    first = address.opening(len(sequence.x) // 2)["place"]
    drawn = show(payload(shown, sequence, "sequence", first, layer), "board", lambda: address.follow("board", "cursor"))
    with check:
        badge(setup, trace, drawn)
    takeaway(setup, trace, shown, links.place(st.query_params, first["t"]))


address.enter("sequence")
chosen, sequence = sidebar()
st.title(plain(f"{chosen.cell} reads {sequence.title()}"))
made = plain(f"It is {chosen.opened.said}.") if chosen.opened else UNTRAINED
st.markdown(f"{chosen.program.cell.about} {made}  \n{plain(sequence.reading())}")
run(chosen, sequence)
