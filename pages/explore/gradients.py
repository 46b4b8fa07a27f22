"""Gradients: how far the gradient of a loss reaches back in time in several cells, and through which path."""

from dataclasses import replace

import streamlit as st

from explainer.figures.gradient_sentences import BANDS_LEGEND, of_loss
from explainer.inputs.sequence import Sequence
from explainer.numerics.gradients import compute_gradients
from explainer.numerics.losses import LossError
from explainer.numerics.setup import Setup
from explainer.torch_models.view_limits import jacobians_too_large
from explainer.ui import address, lesson_bar, links, loss_controls
from explainer.ui.badge import badge
from explainer.ui.downloads import value_downloads
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.sidebar import compared_setups, sidebar
from explainer.ui.weight_controls import choose_weights, show_changes
from explainer.web.board import gradient_payload
from explainer.web.board.mount import show

COMPARED = ("RNN", "LSTM", "GRU")  # what the chosen cell is compared with


@st.fragment
def gradients(chosen: Setup, sequence: Sequence) -> None:
    """Draw the gradients through time; weights, loss and cursor rerun this fragment alone."""
    first = address.initial_view(len(sequence.x) // 2)["position"]
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom"):
        setup = replace(choose_weights(chosen, presets=False), changes=links.changes(st.query_params))
        loss, error = loss_controls.choose_loss(setup, sequence)
        weight = loss_controls.choose_weight(setup.program, sequence.x.shape[1], setup.m)
        spectral = loss_controls.choose_spectral_norm()
    show_changes(setup, sequence)
    position = loss_controls.cursor_position(first, sequence, setup.m)
    setups = compared_setups(setup, COMPARED)
    try:
        results = [compute_gradients(one, sequence, loss, error, position) for one in setups]
    except LossError as problem:
        st.error(str(problem))
        return
    with st.container(key="controls_text"):
        st.markdown(f"{plain(of_loss(results[0]))} {BANDS_LEGEND}")
        st.markdown(jacobians_too_large(setup.m, len(sequence.x), spectral))
    data = gradient_payload.payload(results, sequence, first, weight, spectral)
    with st.container(key="figure"):
        drawn = show(data, "gradients", lambda: address.update_link("gradients", "cursor"))
    badge(setup, results[0].trace, drawn, loss_controls.loss_entry(loss, error, position))
    loss_controls.show_spectral_radii(results, position.t)
    labels = _("All gradients as CSV"), _("Gradients as npz")
    value_downloads(f"{setup.cell.lower()}-gradients", results[0].gradients, *labels)
    address.save_choices()
    lesson_bar.note(setup, sequence)


address.set_up_page("gradients")
chosen, sequence = sidebar(stacked=False)
st.title(plain(_("Gradients of a loss through {sequence}").format(sequence=sequence.title())))
gradients(chosen, sequence)
