"""The downloads: the run as files, the cell as source, its equations as LaTeX."""

from collections.abc import Callable, Mapping
from functools import partial

import streamlit as st

from explainer.cells import export, formula, token_source
from explainer.cells.torch_layout import TORCH_CELLS
from explainer.figures import tables
from explainer.lessons.course.message import gettext_noop
from explainer.numerics import numeric_formula
from explainer.numerics.embedding import unfold_embedding
from explainer.numerics.setup import Setup
from explainer.numerics.trace import LayerTrace, Trace
from explainer.torch_models.files import layers_export, state_dict_export
from explainer.torch_models.model import Model
from explainer.torch_models.view_limits import too_large
from explainer.ui.charts import theme_mode
from explainer.ui.language import _


def show_downloads(setup: Setup, trace: Trace, run: LayerTrace, cursor: Mapping[str, int]) -> None:
    """Offer every value as CSV and npz, the cell as numpy and PyTorch, and the equations as LaTeX."""
    st.subheader(_("Downloads"))
    with st.container(horizontal=True):
        value_downloads(setup.cell.lower(), trace, _("All values as CSV"), _("Values and weights as npz"))
        layers = [run.layer for run in trace.layers]
        safetensors = partial(layers_export.safetensors, layers, setup.embedding)
        weight_downloads(setup.cell.lower(), safetensors, partial(layers_export.pt, layers))
    if setup.embedding and unfold_embedding(trace.params[0], setup.embedding):
        st.markdown(
            _("The safetensors file holds the embedding E. The state_dict reads one-hot tokens: W holds E too.")
        )
    source = st.expander(_("The cell as source"), on_change="rerun", key="source_open")
    if source.open:  # nothing is written before it is opened
        with source:
            _source(setup, trace)
    equations = st.expander(
        _("The equations as LaTeX, with the numbers at the cursor"), on_change="rerun", key="equations_open"
    )
    if equations.open:
        with equations:
            _equations(run, cursor)


def value_downloads(name: str, run: tables.Run, as_csv: str, as_npz: str) -> None:
    """Offer a trace or its gradients as CSV and as npz; they are written on the click."""
    for label, ending, kind, write in (
        (as_csv, "csv", "text/csv", tables.csv),
        (as_npz, "npz", "application/octet-stream", tables.npz),
    ):
        st.download_button(label, lambda write=write: write(run), f"{name}.{ending}", kind, on_click="ignore")  # type: ignore[misc]


def model_downloads(model: Model) -> None:
    """Offer a model's weights as safetensors, and as a state_dict where its cell is one of torch.nn's."""
    state_dict = partial(state_dict_export.pt_bytes, model) if model.cell in TORCH_CELLS else None
    weight_downloads("model", partial(state_dict_export.safetensors_bytes, model), state_dict)


def weight_downloads(name: str, safetensors: Callable[[], bytes], state_dict: Callable[[], bytes] | None) -> None:
    """Offer weights as safetensors and as PyTorch's state_dict; they are written on the click."""
    for label, ending, write in (
        (_("Weights as safetensors"), "safetensors", safetensors),
        (_("Weights as state_dict (.pt)"), "pt", state_dict),
    ):
        if write:
            st.download_button(label, write, f"{name}.{ending}", "application/octet-stream", on_click="ignore")


def _source(setup: Setup, trace: Trace) -> None:
    kind = st.segmented_control(_("Library"), ["numpy", "PyTorch"], default="PyTorch", key="source", required=True)
    write, params = _writer(setup, trace, kind)
    extra = setup.embedding.matrix.size if setup.embedding else 0
    numbers = extra + sum(array.size for layer in params for array in layer.values())
    too_many = too_large("numbers in source code", numbers)
    if too_many:
        st.markdown(too_many)
    else:
        name = f"{export.class_name(setup.program).lower()}_{kind.lower()}_weights.py"
        st.download_button(
            _("Download with these weights"),
            lambda: write(params),
            name,
            "text/x-python",
            on_click="ignore",
        )
    if any(first.any() for run in trace.layers for first in run.layer.state.values()):
        st.markdown(
            _("The source starts from states of 0; here the initial states are others, learned or set by hand.")
        )
    st.code(write(None), language="python", wrap_lines=True)


FOLDED = gettext_noop(
    "A matrix on the input was changed by hand, so the source reads one-hot tokens: the matrices contain E."
)


def _writer(setup: Setup, trace: Trace, kind: str) -> tuple[Callable[[export.Weights | None], str], export.Weights]:
    """Return what writes the source in a library, and the weights: with the embedding that a run has as trained."""
    embedding = setup.embedding
    first = unfold_embedding(trace.params[0], embedding) if embedding else None
    if embedding is None or first is None:
        if embedding:
            st.markdown(_(FOLDED))
        write_cell = {"numpy": export.numpy_source, "PyTorch": export.torch_source}[kind]
        return partial(write_cell, setup.program), trace.params
    write = {"numpy": token_source.numpy_token_source, "PyTorch": token_source.torch_token_source}[kind]
    return lambda weights: write(setup.program, weights, embedding.matrix, embedding.tokens), [first, *trace.params[1:]]


def _equations(run: LayerTrace, cursor: Mapping[str, int]) -> None:
    all_terms = st.checkbox(_("all terms"), key="all_terms")
    t, unit = min(cursor["t"], len(run.values["x"]) - 1), min(cursor["unit"], run.layer.m - 1)
    for line in run.program.cell.equations:
        st.latex(formula.equation_latex(run.program, line.name, theme_mode()))
        st.latex(numeric_formula.numeric_equation(run, line.name, t, unit, all_terms))
