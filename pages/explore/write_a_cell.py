"""Your cell: equations in a text box beside the stage; diagram, formulas, numbers and code follow each key."""

from dataclasses import replace

import streamlit as st

from explainer.cells import cell_text, export
from explainer.cells.catalogue import CELLS
from explainer.inputs.sequence import Sequence
from explainer.numerics.setup import Setup
from explainer.ui import address, links
from explainer.ui.badge import badge
from explainer.ui.cell_controls import choose_begun, own_text, typed_text
from explainer.ui.sidebar import choose_weights, sidebar
from explainer.web.stage.mount import show
from explainer.web.stage.payload import View, payload

HALF_WAY = 22  # of the LSTM's operations, with which the text begins


@st.fragment
def stage(chosen: Setup, sequence: Sequence, begun: str) -> None:
    """Show the editor and the stage; each pause in typing runs this part alone."""
    chosen = replace(chosen, text=own_text())
    first = address.opening(len(sequence.x) // 2, op=HALF_WAY)
    text = typed_text()
    said = {"text": text, "begun": begun, "round": st.session_state.get("round", 0),
            "error": links.complaint("own", text),
            "difference": cell_text.difference(CELLS[begun], chosen.program.cell)}  # fmt: skip
    view = View("own", **first, kind="editing", seed=chosen.seed, editor=said)
    reported = show(
        payload(chosen.stack(sequence), sequence, view), "own",
        lambda: address.follow("own", "rested"), lambda: address.take("own"),
    )  # fmt: skip
    address.follow("own", "rested")
    setup = replace(chosen, changes=links.changes(st.query_params))
    seen = bool(reported.get("drawn")) or "parity" in st.session_state
    badge(setup, setup.run(sequence), seen, links.back(st.query_params))
    address.remember(cell=cell_text.NAME)  # which the other pages then show too
    numpy_tab, torch_tab = st.tabs(["numpy", "PyTorch"])
    numpy_tab.code(export.numpy_source(chosen.program), language="python", wrap_lines=True)
    torch_tab.code(export.torch_source(chosen.program), language="python", wrap_lines=True)


address.enter("own")
chosen, sequence = sidebar(cell_text.NAME, stacked=False)
with st.sidebar:
    st.subheader("Weights")
    setup = choose_weights(chosen, runs=False)
st.title("Your cell")
stage(setup, sequence, choose_begun())
