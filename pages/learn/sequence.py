"""Sequence: the whole run at a glance, every gate and state over time under one cursor."""

import streamlit as st

from explainer import links
from explainer.badge import badge
from explainer.board.mount import show
from explainer.board.payload import payload
from explainer.controls import LINKED, plain, sidebar
from explainer.takeaway import takeaway


def follow() -> None:
    """Put the cursor into the link when it has come to rest."""
    for key, value in (st.session_state.board.get("cursor") or {}).items():
        if key in ("t", "unit"):
            st.query_params[key] = str(int(value))


setup, sequence = sidebar()
trace = setup.run(sequence)
st.title(plain(f"{setup.cell} reads {sequence.title()}"))
check = st.container()
st.markdown(setup.program.cell.about)
layer = 1
if setup.layers > 1:
    layer = int(st.radio("Layer", [str(k + 1) for k in range(setup.layers)], key="layer", horizontal=True, **LINKED))
run = trace.layers[layer - 1]
show(payload(run, sequence, "sequence", links.place(st.query_params)), "board", follow)
with check:
    badge(setup, trace)
takeaway(setup, trace, run, links.place(st.query_params))
