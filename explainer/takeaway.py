"""The take-away: the run as files, the cell as source, its equations as LaTeX."""

from collections.abc import Mapping

import streamlit as st

from explainer import export, formula, tables
from explainer.controls import mode
from explainer.setup import Setup
from explainer.trace import LayerTrace, Trace


def takeaway(setup: Setup, trace: Trace, run: LayerTrace, place: Mapping[str, int]) -> None:
    """Offer every value as CSV and npz, the cell as numpy and PyTorch, and the equations as LaTeX."""
    st.subheader("Take it with you")
    with st.container(horizontal=True):
        files(setup.cell.lower(), trace, "Every value as CSV", "Values and weights as npz")
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


def _source(setup: Setup, trace: Trace) -> None:
    written = {"numpy": export.numpy_source, "PyTorch": export.torch_source}
    kind = st.segmented_control("For", list(written), default="PyTorch", key="source", required=True)
    write, weights = written[kind], export.weights_of(trace)
    with st.container(horizontal=True):
        name = f"{export.class_name(setup.program).lower()}_{kind.lower()}"
        st.download_button(
            "With these very weights",
            lambda: write(setup.program, weights),
            f"{name}_weights.py",
            "text/x-python",
            on_click="ignore",
        )
    if any(first.any() for run in trace.layers for first in run.layer.state.values()):
        st.markdown("The source begins at zeros; here the first states are others, learned or set by hand.")
    st.code(write(setup.program), language="python", wrap_lines=True)


def _equations(run: LayerTrace, place: Mapping[str, int]) -> None:
    whole = st.checkbox("all terms", key="whole")
    t, unit = min(place["t"], len(run.values["x"]) - 1), min(place["unit"], run.layer.m - 1)
    for line in run.program.cell.equations:
        st.latex(formula.symbols(run.program, line.name, mode()))
        st.latex(formula.numbers(run, line.name, t, unit, whole))
