"""The controls for loaded weights, of a run or of a file, and for the input that they read."""

import streamlit as st

from explainer.inputs.generated import DEFAULT
from explainer.inputs.input_spec import InputSpec
from explainer.inputs.sequence import InputError, Sequence
from explainer.numerics.loaded_weights import MODEL, LoadedWeights
from explainer.tasks.probe import PAIR_SOURCE, PAIR_TARGET, PROBE
from explainer.torch_models import model_input
from explainer.torch_models.model_view import layer_input, truncated
from explainer.ui import model_controls, run_controls
from explainer.ui.address import save_choices
from explainer.ui.input_controls import choose_input
from explainer.ui.language import _
from explainer.ui.markdown import plain
from explainer.ui.pair_controls import choose_part
from explainer.ui.session_models import SessionModel


def load_requested(start: str) -> tuple[LoadedWeights, Sequence] | None:
    """Load the weights that `start` names and choose their input; None for random weights, or after an error."""
    return {"": lambda: None, MODEL: load_model}.get(start, load_run)()


def load_run() -> tuple[LoadedWeights, Sequence] | None:
    """Choose a run, its checkpoint and the input of its weights."""
    with st.sidebar:
        st.subheader(_("Trained weights"))
        weights = run_controls.choose_weights_of_run()
    if weights is None:
        return None
    loaded, spec = choose_part(weights)
    return loaded, choose_input_for(spec)


def load_model() -> tuple[LoadedWeights, Sequence] | None:
    """Choose which layer of the visitor's model is shown, and its input."""
    model = model_controls.session_model()
    if model is None:
        st.warning(_(model_controls.NOT_UPLOADED))
    return read_model(model) if model else None


def read_model(session: SessionModel) -> tuple[LoadedWeights, Sequence]:
    """Choose a layer and a direction of a bidirectional model, and the input of the model."""
    with st.sidebar:
        st.subheader(_("Your model"))
        layer = model_controls.choose_layer_direction(session.model)
    weights = session.loaded_weights(layer)
    st.sidebar.markdown(plain(f"Loaded: {weights.description}."))
    sequence, note = truncated(session.model, choose_input_for(model_input.input_spec(session.model)))
    if note:
        st.warning(note)
    return weights, layer_input(session.model, layer, sequence)


def choose_input_for(spec: InputSpec) -> Sequence:
    """Choose the input of loaded weights; where it cannot be read, show the error and return their own sequence."""
    reset_to_own_input(spec)
    sequence, message = spec.sample, ""
    with st.sidebar:
        st.subheader(_("Input"))
        try:
            sequence = choose_input(spec)
        except InputError as unread:
            message = str(unread)
    save_choices()
    if message:
        st.error(f"{plain(message)} Below is {OWN_INPUTS[spec.sample_name]}.")
    return sequence


OWN_INPUTS = {
    PROBE: "the sequence on which the run was recorded",
    PAIR_TARGET: "the right target of the source",
    PAIR_SOURCE: "the source",
    model_input.OWN_INPUT: "the input that came with the model",
    DEFAULT: "noise",
}


def reset_to_own_input(spec: InputSpec) -> None:
    """Select the own sequence of weights that have just been loaded, unless the link names another input."""
    linked, carried = st.query_params.get("input"), st.session_state.get("choices", {}).get("input")
    current = (spec.name, spec.sample_name, spec.n if spec.any_numbers else 0)  # the same for runs that read the same
    if st.session_state.get("current_spec") != current and (linked is None or linked == carried):
        st.session_state.input = spec.sample_name
    st.session_state.current_spec = current
