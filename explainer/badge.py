"""The badge: the largest difference to PyTorch for what is on the screen, computed after it is drawn."""

import streamlit as st

from explainer.setup import Setup
from explainer.trace import Trace


def badge(setup: Setup, trace: Trace, drawn: bool) -> None:
    """Show the difference, once it is known; it is computed in the run that the drawn board asks for."""
    ticket = (setup, trace.x.tobytes())
    known = st.session_state.get("parity", {}).get(ticket)
    if drawn and not known:
        known = _words(trace)
        st.session_state.parity = {ticket: known}
    st.markdown(known or ":gray[comparing with torch …]", help=ABOUT)


ABOUT = (
    "The same weights, starts and sequence, run by PyTorch in float64, which cannot hold a gate: "
    "the largest difference of any h of the last layer; "
    "for a cell that torch.nn lacks, PyTorch runs the page's own export."
)


def _words(trace: Trace) -> str:
    from explainer.parity import compare  # torch enters here, after the first page

    parity = compare(trace)
    without = ", without what is held" if any(run.layer.holds for run in trace.layers) else ""
    if not parity.difference <= 1e-9:
        return f":red[differs from {parity.reference} by {parity.difference:.0e}]"
    return f":green[{parity.reference}{without}: equal within {parity.difference:.0e}]"
