"""The reading: weights of a run or of a file, and what they are given to read: their own input until another is."""

import streamlit as st

from explainer.inputs.generated import FIRST
from explainer.inputs.reader import Reader
from explainer.inputs.sequence import InputError, Sequence
from explainer.numerics.loaded_weights import MODEL, Opened
from explainer.tasks.probe import PROBE, reader
from explainer.torch_models import model_input
from explainer.torch_models.model_view import read_by, shortened
from explainer.ui import model_controls, run_controls
from explainer.ui.address import remember
from explainer.ui.input_controls import choose_input
from explainer.ui.markdown import plain
from explainer.ui.session_models import Kept


def open_wanted(start: str) -> tuple[Opened, Sequence] | None:
    """Open what a start asks for and choose what it reads; None for drawn weights and, with a sentence, for trouble."""
    return {"": lambda: None, MODEL: of_a_model}.get(start, of_a_run)()


def of_a_run() -> tuple[Opened, Sequence] | None:
    """Choose a run and its moment, and what its weights read."""
    with st.sidebar:
        st.subheader("Trained weights")
        weights = run_controls.pick()
    return (weights.opened, read_for(reader(weights.problem))) if weights else None


def of_a_model() -> tuple[Opened, Sequence] | None:
    """Choose what of the visitor's model is shown, and what the model reads."""
    kept = model_controls.kept()
    if kept is None:
        st.warning(model_controls.ELSEWHERE)
    return read_model(kept) if kept else None


def read_model(kept: Kept) -> tuple[Opened, Sequence]:
    """Choose a layer and a direction of a model that reads both ways, and what the model reads."""
    with st.sidebar:
        st.subheader("Your model")
        place = model_controls.choose_place(kept.model)
    opened = kept.opened(place)
    st.sidebar.markdown(plain(f"Open: {opened.said}."))
    sequence, said = shortened(kept.model, read_for(model_input.reader(kept.model)))
    if said:
        st.warning(said)
    return opened, read_by(kept.model, place, sequence)


def read_for(reader: Reader) -> Sequence:
    """Choose what opened weights read: a sequence of their own, until another is asked for that they can read."""
    turn_to_own(reader)
    sequence, error = reader.own, ""
    with st.sidebar:
        st.subheader("Input")
        try:
            sequence = choose_input(reader)
        except InputError as unread:
            error = str(unread)
    remember()
    if error:
        st.error(f"{plain(error)} Below is {OWN[reader.first]}.")
    return sequence


OWN = {
    PROBE: "the sequence that the run was watched on",
    model_input.OWN: "the input that came with the model",
    FIRST: "noise",
}


def turn_to_own(reader: Reader) -> None:
    """Read the own sequence of weights that have just been opened, unless the link asks for another input."""
    asked, carried = st.query_params.get("input"), st.session_state.get("choices", {}).get("input")
    reads_now = (reader.name, reader.first, reader.n if reader.free else 0)  # another run is given what this one reads
    if st.session_state.get("reads") != reads_now and (asked is None or asked == carried):
        st.session_state.input = reader.first
    st.session_state.reads = reads_now
