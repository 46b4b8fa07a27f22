"""The badge: the largest difference to PyTorch for what is on the screen, computed after it is drawn."""

import streamlit as st

from explainer.setup import Setup
from explainer.trace import Trace

Ticket = tuple[Setup, bytes]


def badge(setup: Setup, trace: Trace) -> None:
    """Show the difference; a fragment computes it a moment later, so that no page waits for torch."""
    ticket = (setup, trace.x.tobytes())
    known = st.session_state.get("parity", {}).get(ticket)
    st.fragment(_badge, run_every=None if known else 0.6)(ticket, trace)


def _badge(ticket: Ticket, trace: Trace) -> None:
    known = st.session_state.get("parity", {}).get(ticket)
    if known:
        st.markdown(known)
    elif st.session_state.get("awaited") != ticket:  # the page's own run: leave it for the fragment's
        st.session_state.awaited = ticket
        st.markdown(":gray[comparing with torch …]")
    else:
        st.session_state.parity = {ticket: _words(trace)}
        st.rerun()  # a whole run takes the fragment's clock away


def _words(trace: Trace) -> str:
    from explainer.parity import compare  # torch enters here, after the first page

    parity = compare(trace)
    if parity.difference > 1e-9:
        return f":red[differs from {parity.reference} by {parity.difference:.0e}]"
    return f":green[equals {parity.reference} within {parity.difference:.0e}]"
