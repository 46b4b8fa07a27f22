"""Your model: the models in an uploaded file of weights, and their gates and states on an input."""

import streamlit as st

from explainer.figures import model_sentences
from explainer.inputs.sequence import Sequence
from explainer.numerics.loaded_weights import MODEL
from explainer.numerics.setup import Setup, with_loaded_weights
from explainer.ui import address, lesson_bar, model_controls
from explainer.ui.answers import answer
from explainer.ui.badge import badge
from explainer.ui.downloads import model_downloads, value_downloads
from explainer.ui.hold_controls import show_links
from explainer.ui.input_controls import input_query
from explainer.ui.language import _
from explainer.ui.loaded_controls import read_model
from explainer.ui.markdown import plain
from explainer.ui.session_models import SessionModel
from explainer.ui.sidebar import choose_layer
from explainer.web.board.mount import show
from explainer.web.board.payload import payload


@st.fragment
def overview(setup: Setup, sequence: Sequence, session: SessionModel) -> None:
    """Show each gate and state of the run, and what the weights make likely."""
    layer = choose_layer(setup)
    trace = setup.run(sequence)
    shown = trace.layers[layer - 1]
    answer(plain(model_sentences.of_layer(shown.layer)), "layer")
    badge_place = st.container()
    first = address.initial_view(len(sequence.x) // 2)["position"]
    data = payload(shown, sequence, "model", first, layer, maps_only=True)
    drawn = show(data, "model", lambda: address.update_link("model", "cursor"))
    with badge_place:
        badge(setup, trace, drawn)
    st.subheader(_("Downloads"))
    with st.container(horizontal=True):
        model_downloads(session.model)
        value_downloads("model", trace, _("All values as CSV"), _("Values and weights as npz"))
    address.save_choices(**({"start": MODEL} if session.file else {}))  # which the other pages then show too
    lesson_bar.note(setup, sequence)


address.set_up_page("your_model")
st.title(_("Your model"))
st.markdown(_(model_controls.ABOUT))
session = model_controls.choose()
weights, sequence = read_model(session)
show_links(_("Open this model on"), {"start": MODEL, **input_query()})
st.subheader(plain(_("{cell} reads {sequence}").format(cell=weights.cell, sequence=sequence.title())))
st.markdown(plain(sequence.describe_x()))
overview(with_loaded_weights(weights), sequence, session)
