"""Your model: a file of weights from elsewhere, what is in it, and its gates on an input of yours."""

import streamlit as st

from explainer.figures import model_sentences
from explainer.inputs.sequence import Sequence
from explainer.numerics.loaded_weights import MODEL
from explainer.numerics.setup import Setup, showing
from explainer.torch_models.files import state_dict_export
from explainer.ui import address, model_controls
from explainer.ui.badge import badge
from explainer.ui.downloads import files, weights
from explainer.ui.hold_controls import pages
from explainer.ui.input_controls import reads
from explainer.ui.loaded_controls import read_model
from explainer.ui.markdown import plain
from explainer.ui.session_models import Kept
from explainer.ui.sidebar import choose_layer
from explainer.web.board.mount import show
from explainer.web.board.payload import payload


@st.fragment
def glance(setup: Setup, sequence: Sequence, known: Kept) -> None:
    """Show each gate and state of the run, and say what its weights make likely."""
    layer = choose_layer(setup)
    trace = setup.run(sequence)
    shown = trace.layers[layer - 1]
    st.markdown(plain(model_sentences.of_layer(shown.layer)))
    check = st.container()
    first = address.opening(len(sequence.x) // 2)["place"]
    data = payload(shown, sequence, "model", first, layer, glance=True)
    drawn = show(data, "model", lambda: address.follow("model", "cursor"))
    with check:
        badge(setup, trace, drawn)
    st.subheader("Take it with you")
    with st.container(horizontal=True):
        model = known.model
        if model.cell in state_dict_export.OF_PYTORCH:
            weights(
                "model", lambda: state_dict_export.safetensors_bytes(model), lambda: state_dict_export.pt_bytes(model)
            )
        else:
            st.download_button(
                "Weights as safetensors",
                lambda: state_dict_export.safetensors_bytes(model),
                "model.safetensors",
                on_click="ignore",
            )
        files("model", trace, "Every value as CSV", "Values and weights as npz")
    address.remember(**({"start": MODEL} if known.file else {}))  # which the other pages then show too


address.enter("model")
st.title("Your model")
st.markdown(model_controls.ABOUT)
known = model_controls.choose()
opened, sequence = read_model(known)
pages("This model on the page", {"start": MODEL, **reads()})
st.subheader(plain(f"{opened.cell} reads {sequence.title()}"))
st.markdown(plain(sequence.reading()))
glance(showing(opened), sequence, known)
