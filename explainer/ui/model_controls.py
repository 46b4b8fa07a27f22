"""The controls of a model: which file, which of its models, which layer and direction; a visit keeps what is open."""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

import streamlit as st

from explainer.figures import model_sentences
from explainer.torch_models.files import bundle
from explainer.torch_models.files.assumed_activation import PLAIN, unsaid
from explainer.torch_models.files.limits import LIMITS
from explainer.torch_models.files.open_model import open_file
from explainer.torch_models.model import DIRECTIONS, Model, ModelError
from explainer.torch_models.model_view import Place
from explainer.torch_models.view_limits import ROOMS, too_large
from explainer.ui.example_model import example
from explainer.ui.input_controls import LINKED
from explainer.ui.markdown import plain
from explainer.ui.session_models import Kept

GIVEN = "GATESCOPE_MODEL"  # the environment variable that names a file which is open from the start
ABOUT = "Open a recurrent network that was trained elsewhere: its gates, states and gradients, on an input of yours."
EXAMPLE = "Until you upload a file, this is a shipped example."
MOST_MEGABYTES = LIMITS["bytes"].most // 2**20
ENDINGS = ["safetensors", "pt", "pth", "bin", "h5", "keras", "onnx"]
ELSEWHERE = (
    "The model of this link was opened in another visit; upload it on Your model. A drawn cell stands in for it."
)


def kept() -> Kept | None:
    """Return what this visit has open: what was uploaded, or what was given at the server's start."""
    path = os.environ.get(GIVEN)
    found: Kept | None = st.session_state.get("kept") or (given(path) if path else None)
    return found


def choose() -> Kept:
    """Upload a file, choose a model in it and say what it is; the figures below keep their place, whatever is said."""
    with st.container():
        known = choose_model(choose_file())
        tell(known)
    return known


def choose_file() -> Kept:
    """Upload a file and open it; where there is none, or it cannot be used, what was open stays, or an example."""
    file = st.file_uploader("File", ENDINGS, key="model_file", help=ABOUT_FILES, max_upload_size=MOST_MEGABYTES)
    if file and st.session_state.get("model_read") != file.file_id:
        with st.spinner("Opening …"):
            st.session_state.model_error = take(file.name, file.getvalue())
        st.session_state.model_read = file.file_id
    elif not file:
        st.session_state.model_error = ""
    known = st.session_state.kept = kept() or example()
    if file and st.session_state.model_error:
        below = "what was open before" if known.file else "an example"
        st.error(f"{plain(st.session_state.model_error)} Below is {below}.")
    return known


def take(name: str, data: bytes) -> str:
    """Open a file and keep its models for this visit; return what is wrong with it, or nothing."""
    try:
        st.session_state.kept = Kept(open_file(name, data), digest(data), name)
    except ModelError as error:
        return str(error)
    return ""


ABOUT_FILES = (
    f"Up to {MOST_MEGABYTES} MB: PyTorch (a state_dict, as safetensors or by torch.save), Keras (.keras, .weights.h5), "
    "ONNX. Nothing in it is executed. It stays in this visit and is not part of the link."
)


def tell(known: Kept) -> None:
    """Show what was found in a file, how it was converted, and the pages that open on it."""
    if not known.file and not st.session_state.get("model_error"):
        st.markdown(EXAMPLE)
    rows = [model_sentences.row(model) for model in known.models]
    st.dataframe(rows, hide_index=True, alt=f"{len(rows)} models")
    for note in known.model.notes:
        st.markdown(plain(note))
    if known.model.m > ROOMS["units on the stage"].most:
        st.markdown(too_large("units on the stage", known.model.m))


def choose_model(known: Kept) -> Kept:
    """Choose which of a file's models is shown, and say of a plain network what its file does not say."""
    which = known.which
    if len(known.models) > 1:
        names = [model.name for model in known.models]
        which = st.selectbox("Show", range(len(names)), which, format_func=names.__getitem__, key=f"of {known.mark}")
    cell = known.cell
    if unsaid(known.models[which]):
        first = PLAIN.index(cell or "RNN")
        about = "The file of a plain network does not say by which function its sum is squashed."
        words = {"RNN": "tanh", "RNN-ReLU": "ReLU"}.__getitem__
        cell = st.radio(
            "It uses", PLAIN, first, format_func=words, key=f"plain {known.mark}", horizontal=True, help=about
        )
    st.session_state.kept = Kept(known.models, known.mark, known.file, which, cell)
    return st.session_state.kept  # type: ignore[no-any-return]


def choose_place(model: Model) -> Place:
    """Choose a layer and a direction of a model that reads both ways; one that reads one way is shown whole."""
    if len(model.directions) == 1:
        return (0, 0)
    layers = [str(k + 1) for k in range(len(model.parts))]
    layer = st.radio("Layer", layers, key="layer", horizontal=True, help=ABOUT_LAYERS, **LINKED) if layers[1:] else "1"
    way = st.radio("Direction", DIRECTIONS, key="direction", horizontal=True, help=ABOUT_WAYS, **LINKED)
    return min(int(layer), len(layers)) - 1, DIRECTIONS.index(way)


ABOUT_LAYERS = "An upper layer reads what both directions of the layer below have shown."
ABOUT_WAYS = "The reverse direction reads from the end: its first step is the last of the input."


def digest(data: bytes) -> str:
    """Return a short hash of a file."""
    return hashlib.sha256(data).hexdigest()[:16]


@lru_cache(maxsize=1)
def given(path: str) -> Kept | None:
    """Open the file that was named at the server's start; None where it cannot be used."""
    try:
        data = Path(path).read_bytes()
        return Kept((bundle.read(data),), digest(data), Path(path).name)
    except (OSError, ModelError):
        return None
