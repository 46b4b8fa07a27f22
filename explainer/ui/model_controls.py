"""The controls of Your model: the file, the model in it, the layer and the direction."""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

import streamlit as st

from explainer.figures import model_sentences
from explainer.inputs.sequence import counted
from explainer.lessons.course.message import gettext_noop
from explainer.torch_models.files.assumed_activation import PLAIN_CELLS, activation_is_assumed
from explainer.torch_models.files.limits import LIMITS
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.model import DIRECTIONS, Model, ModelError
from explainer.torch_models.model_view import LayerIndex
from explainer.torch_models.view_limits import VIEW_LIMITS, too_large
from explainer.ui.example_model import ABOUT as ABOUT_EXAMPLES
from explainer.ui.example_model import EXAMPLES, example
from explainer.ui.language import _
from explainer.ui.linked import LINKED
from explainer.ui.markdown import plain
from explainer.ui.session_models import SessionModel
from explainer.web import startup_file
from explainer.web.launch import MODEL_VARIABLE

ABOUT = gettext_noop(
    "Upload a recurrent network that you trained, and see its gates, states and gradients on an input of yours."
)
MOST_MEGABYTES = LIMITS["bytes"].most // 2**20
ENDINGS = ["safetensors", "pt", "pth", "bin", "h5", "keras", "onnx"]
NOT_UPLOADED = gettext_noop(
    "The model of this link was opened in another visit; upload it on Your model. "
    "Until then, a cell with random weights is shown."
)


def session_model() -> SessionModel | None:
    """Return the model of this session: the uploaded one, else the one named when the server was started.

    Without either it is the example that the link or the control names, if one does.
    """
    path = os.environ.get(MODEL_VARIABLE)
    found: SessionModel | None = st.session_state.get("session_model") or (startup_model(path) if path else None)
    name = example_name()
    return found if (found and found.file) or not name else example(name)


def example_name() -> str:
    """Return the name of the example that the control, or before there is one the link, names; empty for none."""
    name = st.session_state.get("example") or st.query_params.get("example", "")
    return name if name in EXAMPLES else ""


def choose() -> SessionModel:
    """Upload a file, choose a model in it and describe it."""
    with st.container():  # one element, so that the figures below are not drawn again when a note comes or goes
        model = choose_model(choose_file())
        describe(model)
    return model


def choose_file() -> SessionModel:
    """Upload a file and open it; without a usable file the model of before stays, or an example."""
    file = st.file_uploader(_("File"), ENDINGS, key="model_file", help=ABOUT_FILES, max_upload_size=MOST_MEGABYTES)
    if file and st.session_state.get("model_file_id") != file.file_id:
        with st.spinner(_("Opening …")):
            st.session_state.model_error = open_upload(file.name, file.getvalue())
        st.session_state.model_file_id = file.file_id
    elif not file:
        st.session_state.model_error = ""
        choose_example()
    model = st.session_state.session_model = session_model() or example()
    if file and st.session_state.model_error:
        below = "the model that was open before" if model.file else "an example"
        st.error(f"{plain(st.session_state.model_error)} Below is {below}.")
    return model


def choose_example() -> None:
    """Choose an example, where no model is there yet."""
    found = session_model()
    if not (found and found.file):
        st.radio(_("Example"), list(EXAMPLES), key="example", horizontal=True, **LINKED)


def open_upload(name: str, data: bytes) -> str:
    """Open a file and store its models in the session; return what is wrong with it, or an empty text."""
    try:
        st.session_state.session_model = SessionModel(open_file(name, data), digest(data), name)
    except ModelError as error:
        return str(error)
    return ""


ABOUT_FILES = (
    f"Up to {MOST_MEGABYTES} MB: PyTorch (a state_dict, as safetensors or by torch.save), Keras (.keras, .weights.h5), "
    "ONNX. Nothing in it is executed. It is not part of the link."
)


def describe(session: SessionModel) -> None:
    """Show the models of a file, and the notes on how the shown one was converted."""
    if not session.file and not st.session_state.get("model_error"):
        st.markdown(_(ABOUT_EXAMPLES.get(example_name(), "")))
    rows = [model_sentences.row(model) for model in session.models]
    st.dataframe(rows, hide_index=True, alt=counted(len(rows), "model"))
    for note in session.model.notes:
        st.markdown(plain(note))
    if session.model.m > VIEW_LIMITS["units on the stage"].most:
        st.markdown(too_large("units on the stage", session.model.m))


def choose_model(session: SessionModel) -> SessionModel:
    """Choose which of a file's models is shown, and the activation of a plain RNN where the file names none."""
    index, cell, fingerprint = session.index, session.cell, session.fingerprint
    if len(session.models) > 1:
        names = [model.name for model in session.models]
        index = st.selectbox(
            _("Model"), range(len(names)), index, format_func=names.__getitem__, key=f"of {fingerprint}"
        )
    if activation_is_assumed(session.models[index]):
        first = PLAIN_CELLS.index(cell or "RNN")
        about = _("The file of a plain RNN does not name its activation function.")
        label = {"RNN": "tanh", "RNN-ReLU": "ReLU"}.__getitem__
        cell = st.radio(
            _("Activation"),
            PLAIN_CELLS,
            first,
            format_func=label,
            key=f"plain {fingerprint}",
            horizontal=True,
            help=about,
        )
    st.session_state.session_model = SessionModel(session.models, fingerprint, session.file, index, cell)
    return st.session_state.session_model  # type: ignore[no-any-return]


def choose_layer_direction(model: Model) -> LayerIndex:
    """Choose a layer and a direction of a bidirectional model; all layers of a one-directional model are shown."""
    if len(model.directions) == 1:
        return (0, 0)
    layers = [str(k + 1) for k in range(len(model.params))]
    layer = (
        st.radio(_("Layer"), layers, key="layer", horizontal=True, help=_(ABOUT_LAYERS), **LINKED)
        if layers[1:]
        else "1"
    )
    direction = st.radio(
        _("Direction"), DIRECTIONS, key="direction", horizontal=True, help=_(ABOUT_DIRECTIONS), **LINKED
    )
    return min(int(layer), len(layers)) - 1, DIRECTIONS.index(direction)


ABOUT_LAYERS = gettext_noop("The input of an upper layer is h of both directions of the layer below.")
ABOUT_DIRECTIONS = gettext_noop("The reverse direction starts at the end: its first step is the last one of the input.")


def digest(data: bytes) -> str:
    """Return a short hash of a file."""
    return hashlib.sha256(data).hexdigest()[:16]


@lru_cache(maxsize=1)
def startup_model(path: str) -> SessionModel | None:
    """Open the file that was named when the server was started; None where it cannot be used."""
    try:
        data, name = startup_file.read(Path(path)), Path(path).name
        return SessionModel(startup_file.models_of(name, data), digest(data), name)
    except (OSError, ModelError):
        return None
