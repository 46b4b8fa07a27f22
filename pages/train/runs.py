"""Runs: what this visit has trained or opened and what is shipped: sorted, compared, opened, shared, taken along."""

import streamlit as st

from explainer.figures import run_figures
from explainer.runs import listing
from explainer.ui import run_list_controls
from explainer.ui.address import enter, remember
from explainer.ui.markdown import plain
from explainer.ui.sidebar import mode
from explainer.ui.visitor import opened, owner

ABOUT = (
    "Each line is a run: one cell that learns one task. Those that are shipped come with the program, small and "
    "trained from a seed; the others are your own of this visit, and those whose links you have opened."
)

enter("runs")
st.title("Runs")
st.markdown(ABOUT)
if "told" in st.session_state:
    st.success(plain(st.session_state.pop("told")))
everything = listing.entries(owner(), opened())
shown = run_list_controls.choose(everything)
remember()
if shown:
    run_list_controls.table(shown)
    st.subheader("Compared")
    compared = run_list_controls.choose_compared(shown)
    if compared:
        curves = {one.words: listing.curves(one.run) for one in compared}
        said = run_figures.sentence(curves)
        st.markdown(plain(said))
        st.plotly_chart(
            run_figures.losses(curves, mode()), theme=None, key="losses", config={"displayModeBar": False}, alt=said
        )
    st.subheader("One of them")
    run_list_controls.act(shown)
else:
    st.markdown("There is no such run; choose “all” above.")
