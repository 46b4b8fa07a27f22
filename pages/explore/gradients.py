"""Gradients: how far a loss is felt back in time, in several cells at once, and why one of them remembers."""

from dataclasses import replace

import streamlit as st

from explainer.figures.gradient_sentences import READING, of_loss
from explainer.inputs.sequence import Sequence
from explainer.numerics.gradients import feel
from explainer.numerics.losses import LossError
from explainer.numerics.setup import Setup
from explainer.torch_models.view_limits import of_crossing
from explainer.ui import address, links
from explainer.ui.badge import badge
from explainer.ui.downloads import files
from explainer.ui.loss_controls import choose_loss, choose_stretch, choose_weight, spot, tell_radii, written
from explainer.ui.markdown import plain
from explainer.ui.sidebar import beside, choose_weights, sidebar, tell_changes
from explainer.web.board import gradient_payload
from explainer.web.board.mount import show

BESIDE = ("RNN", "LSTM", "GRU")  # what the chosen cell is compared with


@st.fragment
def flow(chosen: Setup, sequence: Sequence) -> None:
    """Draw how far the gradient reaches; other weights, another loss or a moved cursor redraw this part alone."""
    first = address.opening(len(sequence.x) // 2)["place"]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        setup = replace(choose_weights(chosen, stories=False), changes=links.changes(st.query_params))
        asked, error = choose_loss(sequence)
        weight = choose_weight(setup.program, sequence.x.shape[1], setup.m)
        stretch = choose_stretch()
    tell_changes(setup, sequence)
    of = spot(first, sequence, setup.m)
    setups = beside(setup, BESIDE)
    try:
        felts = [feel(one, sequence, asked, error, of) for one in setups]
    except LossError as problem:
        st.error(str(problem))
        return
    st.markdown(f"{plain(of_loss(felts[0]))} {READING}")
    st.markdown(of_crossing(setup.m, len(sequence.x), stretch))
    data = gradient_payload.payload(felts, sequence, first, weight, stretch)
    drawn = show(data, "gradients", lambda: address.follow("gradients", "cursor"))
    badge(setup, felts[0].trace, drawn, written(asked, error, of))
    tell_radii(felts, of.t)
    files(f"{setup.cell.lower()}-gradients", felts[0].gradients, "Every gradient as CSV", "Gradients as npz")
    address.remember()


address.enter("gradients")
chosen, sequence = sidebar(stacked=False)
st.title(plain(f"What a loss feels of {sequence.title()}"))
flow(chosen, sequence)
