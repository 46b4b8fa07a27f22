"""Your model: a file of weights from elsewhere, what is in it, and its gates on an input of yours."""

import streamlit as st

from explainer import address
from explainer.badge import badge
from explainer.board.mount import show
from explainer.board.payload import payload
from explainer.controls import choose_layer
from explainer.inputs.sequence import Sequence
from explainer.inspection.controls import pages
from explainer.intake import reads
from explainer.markdown import plain
from explainer.models import controls, sentences, writing
from explainer.models.kept import Kept
from explainer.opened import MODEL
from explainer.reading import read_model
from explainer.setup import Setup, showing
from explainer.takeaway import files, weights


@st.fragment
def glance(setup: Setup, sequence: Sequence, known: Kept) -> None:
    """Show each gate and state of the run, and say what its weights make likely."""
    layer = choose_layer(setup)
    trace = setup.run(sequence)
    shown = trace.layers[layer - 1]
    st.markdown(plain(sentences.of_layer(shown.layer)))
    check = st.container()
    first = address.opening(len(sequence.x) // 2)["place"]
    data = payload(shown, sequence, "model", first, layer, glance=True)
    drawn = show(data, "model", lambda: address.follow("model", "cursor"))
    with check:
        badge(setup, trace, drawn)
    st.subheader("Take it with you")
    with st.container(horizontal=True):
        model = known.model
        if model.cell in writing.OF_PYTORCH:
            weights("model", lambda: writing.safetensors_bytes(model), lambda: writing.pt_bytes(model))
        else:
            st.download_button(
                "Weights as safetensors",
                lambda: writing.safetensors_bytes(model),
                "model.safetensors",
                on_click="ignore",
            )
        files("model", trace, "Every value as CSV", "Values and weights as npz")
    address.remember(**({"start": MODEL} if known.file else {}))  # which the other pages then show too


address.enter("model")
st.title("Your model")
st.markdown(controls.ABOUT)
known = controls.choose()
opened, sequence = read_model(known)
pages("This model on the page", {"start": MODEL, **reads()})
st.subheader(plain(f"{opened.cell} reads {sequence.title()}"))
st.markdown(plain(sequence.reading()))
glance(showing(opened), sequence, known)
