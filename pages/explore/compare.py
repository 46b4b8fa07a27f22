"""Compare: two or three cells on the same input and seed, under one cursor, and what each keeps of the first step."""

from dataclasses import replace

import streamlit as st

from explainer.cells import formula
from explainer.cells.catalogue import ROLES
from explainer.figures import trace_figures, trace_sentences
from explainer.inputs.sequence import Sequence
from explainer.numerics import measures
from explainer.numerics.setup import Setup
from explainer.ui import address, links
from explainer.ui.cell_controls import choose_others
from explainer.ui.markdown import plain
from explainer.ui.sidebar import beside, choose_weights, mode, on_stage, sidebar
from explainer.web.stage.mount import show
from explainer.web.stage.payload import View, payload


@st.fragment
def stages(setups: list[Setup], sequence: Sequence) -> None:
    """Show the small stages side by side; they share one cursor, and the first of them tells where it rests."""
    place = address.opening(len(sequence.x) // 2)["place"]
    changes = links.changes(st.query_params)
    for k, (column, setup) in enumerate(zip(st.columns(len(setups)), setups, strict=True)):
        with column:
            st.subheader(setup.cell)
            view = View("compare", place, changes, kind="compact", lead=k == 0)
            show(
                payload(setup.stack(sequence), sequence, view),
                f"compare{k}",
                lambda: address.follow("compare0", "rested"),
            )
    address.remember()


address.enter("compare")
chosen, sequence = sidebar(stacked=False)
with st.sidebar:
    st.subheader("Compared with")
    others = choose_others()
    st.subheader("Weights")
    first = choose_weights(chosen, stories=False)
setups = beside(first, others)
st.title(plain(f"{', '.join(setup.cell for setup in setups)} read {sequence.title()}"))
if on_stage(first):
    stages(setups, sequence)
curves = {
    setup.cell: measures.left_of_first(replace(setup, changes=links.changes(st.query_params)).run(sequence))
    for setup in setups
}
st.subheader("What is left of the first step")
st.markdown(plain(trace_sentences.of_fading(curves, sequence.visible)))
st.plotly_chart(
    trace_figures.fading(curves, sequence.visible, mode()), theme=None, key="fading", config={"displayModeBar": False}
)
st.subheader("The equations, by role")
for role, texts in formula.aligned([setup.program for setup in setups], mode()).items():
    st.markdown(f"**{role}**: {ROLES[role]}")
    for column, setup, text in zip(st.columns(len(setups)), setups, texts, strict=True):
        column.markdown(f"{plain(setup.cell)}: {text or 'none'}")
