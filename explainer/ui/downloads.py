"""The take-away: the run as files, the cell as source, its equations as LaTeX."""

from collections.abc import Callable, Mapping

import streamlit as st

from explainer.cells import export, formula
from explainer.figures import tables
from explainer.numerics import numeric_formula
from explainer.numerics.setup import Setup
from explainer.numerics.trace import LayerTrace, Trace
from explainer.torch_models.files import layers_export
from explainer.torch_models.view_limits import too_large
from explainer.ui.sidebar import mode


def takeaway(setup: Setup, trace: Trace, run: LayerTrace, place: Mapping[str, int]) -> None:
    """Offer every value as CSV and npz, the cell as numpy and PyTorch, and the equations as LaTeX."""
    st.subheader("Take it with you")
    with st.container(horizontal=True):
        files(setup.cell.lower(), trace, "Every value as CSV", "Values and weights as npz")
        layers = [run.layer for run in trace.layers]
        weights(setup.cell.lower(), lambda: layers_export.safetensors(layers), lambda: layers_export.pt(layers))
    source = st.expander("The cell as source", on_change="rerun", key="source_open")
    if source.open:  # nothing is written before somebody looks
        with source:
            _source(setup, trace)
    equations = st.expander(
        "The equations as LaTeX, with the numbers at the cursor", on_change="rerun", key="equations_open"
    )
    if equations.open:
        with equations:
            _equations(run, place)


def files(name: str, run: tables.Run, as_csv: str, as_npz: str) -> None:
    """Offer a trace or its gradients as CSV and as npz; they are made when somebody asks."""
    for label, ending, kind, write in (
        (as_csv, "csv", "text/csv", tables.csv),
        (as_npz, "npz", "application/octet-stream", tables.npz),
    ):
        st.download_button(label, lambda write=write: write(run), f"{name}.{ending}", kind, on_click="ignore")  # type: ignore[misc]


def weights(name: str, safetensors: Callable[[], bytes], state_dict: Callable[[], bytes]) -> None:
    """Offer weights as safetensors and as PyTorch's state_dict; they are written when somebody asks."""
    for label, ending, write in (
        ("Weights as safetensors", "safetensors", safetensors),
        ("Weights as state_dict (.pt)", "pt", state_dict),
    ):
        st.download_button(label, write, f"{name}.{ending}", "application/octet-stream", on_click="ignore")


def _source(setup: Setup, trace: Trace) -> None:
    written = {"numpy": export.numpy_source, "PyTorch": export.torch_source}
    kind = st.segmented_control("For", list(written), default="PyTorch", key="source", required=True)
    write, params = written[kind], trace.params
    too_many = too_large("numbers in a source", sum(array.size for layer in params for array in layer.values()))
    if too_many:
        st.markdown(too_many)
    else:
        name = f"{export.class_name(setup.program).lower()}_{kind.lower()}_weights.py"
        st.download_button(
            "With these very weights", lambda: write(setup.program, params), name, "text/x-python", on_click="ignore"
        )
    if any(first.any() for run in trace.layers for first in run.layer.state.values()):
        st.markdown("The source begins at zeros; here the first states are others, learned or set by hand.")
    st.code(write(setup.program), language="python", wrap_lines=True)


def _equations(run: LayerTrace, place: Mapping[str, int]) -> None:
    whole = st.checkbox("all terms", key="whole")
    t, unit = min(place["t"], len(run.values["x"]) - 1), min(place["unit"], run.layer.m - 1)
    for line in run.program.cell.equations:
        st.latex(formula.symbols(run.program, line.name, mode()))
        st.latex(numeric_formula.numbers(run, line.name, t, unit, whole))
